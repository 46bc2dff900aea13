import { Complaint } from '../kernel/complaint.ts';

/** The journal cannot be used as it is. Said in one line, with what to do. */
export class BadJournal extends Complaint {
  override name = 'BadJournal';
}

/** It has nothing to tell. */
export function noNight(): BadJournal {
  return new BadJournal('no night has begun in this journal: faultbook overnight begins one');
}

/** What is wrong with a journal, in one line. */
export function complaint(path: string, error: unknown): Error {
  if (error instanceof BadJournal || !(error instanceof Error)) return error as Error;
  const { code, message } = error as NodeJS.ErrnoException;
  const isCutOff = /malformed|not a database|corrupt|\*\*\*|page \d+/i.test(message);
  if (isCutOff) {
    return new BadJournal(`${path} is no journal, or is cut off (${message}): restore it, or move it away`, {
      cause: error,
    });
  }
  if (/disk is full|disk I\/O/.test(message)) {
    return new BadJournal(`${path} cannot be written (${message}): make room, then go on with --resume`, {
      cause: error,
    });
  }
  if (code === 'ERR_SQLITE_ERROR' || code === 'EACCES' || code === 'EROFS') {
    return new BadJournal(`${path} cannot be used (${message}): is its folder writable?`, { cause: error });
  }
  return error;
}
