import { UserError } from './user-error.ts';

/** A model that breaks the rules of models, such as purity: no verdict about it can be believed. */
export class UnsoundModel extends UserError {
  override name = 'UnsoundModel';
}
