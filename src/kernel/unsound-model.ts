import { Complaint } from './complaint.ts';

/** A model that is not what a model has to be: nothing that it says can be believed. */
export class UnsoundModel extends Complaint {
  override name = 'UnsoundModel';
}
