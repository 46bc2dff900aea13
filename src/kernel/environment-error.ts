import { UserError } from './user-error.ts';

/** The machine lacks or refuses what a command needs: the user gets one line, and no verdict. */
export class EnvironmentError extends UserError {
  override name = 'EnvironmentError';
}
