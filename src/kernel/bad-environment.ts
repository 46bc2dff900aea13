import { Complaint } from './complaint.ts';

/** The machine lacks or refuses what a command needs: the user gets one line, and no verdict. */
export class BadEnvironment extends Complaint {
  override name = 'BadEnvironment';
}
