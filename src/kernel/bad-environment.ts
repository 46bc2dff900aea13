import { Complaint } from './complaint.ts';

/** The machine lacks something, or will not do it: one line for the user, and no verdict. */
export class BadEnvironment extends Complaint {
  override name = 'BadEnvironment';
}
