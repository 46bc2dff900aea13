import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BadTrace } from '../corpus/trace.ts';
import { UserError } from '../kernel/user-error.ts';
import { DamagedRow } from './journal-rows.ts';

/** The journal cannot be used. The message is a single line that also says how to go on. */
export class BadJournal extends UserError {
  override name = 'BadJournal';
}

/** The journal has no campaign yet. */
export function noCampaign(): BadJournal {
  return new BadJournal('this journal has no campaign yet: faultbook overnight starts a campaign');
}

/** The content of the journal is invalid; `why` is a single line. */
export function damaged(path: string, why: string, options?: ErrorOptions): BadJournal {
  return new BadJournal(`${path} is no journal, or is damaged (${why}): restore it, or move it away`, options);
}

/** Primary result codes of SQLite, by remedy. */
const codes = {
  /** An unknown table or column, a damaged page, no database. */
  damaged: [1, 11, 20, 24, 26],
  busy: [5, 6],
  unwritable: [3, 8, 14, 23],
  full: [10, 13],
};

/** The `BadJournal` for an error of SQLite or of the file system; other errors are returned unchanged. */
export function journalError(path: string, error: unknown): Error {
  if (error instanceof BadJournal || !(error instanceof Error)) return error as Error;
  const { code, errcode = 0 } = error as NodeJS.ErrnoException & { readonly errcode?: number };
  const message = error.message.replaceAll(/\s+/g, ' ');
  const cause = { cause: error };
  const isOf = (kind: keyof typeof codes): boolean =>
    code === 'ERR_SQLITE_ERROR' && codes[kind].includes(errcode & 255);
  const isDamaged = error instanceof DamagedRow || error instanceof BadTrace || code === 'ERR_OUT_OF_RANGE';
  if (isDamaged || isOf('damaged')) return damaged(path, message, cause);
  if (isOf('busy')) return new BadJournal(`${path} is in use by another process (${message}): wait for its end`, cause);
  if (isOf('full'))
    return new BadJournal(`${path} cannot be written (${message}): make room, then go on with --resume`, cause);
  if (isOf('unwritable') || ['EACCES', 'EPERM', 'EROFS'].includes(code ?? ''))
    return new BadJournal(`${path} cannot be written (${message}): ${adviceOn(dirname(path))}`, cause);
  if (code === 'ERR_SQLITE_ERROR')
    return new BadJournal(`${path} cannot be used (${message}): restore it, or move it away`, cause);
  return error;
}

function adviceOn(given: string): string {
  // Where the folder could not be made, the one above it refused.
  const folder = resolve(existsSync(given) ? given : dirname(given));
  try {
    accessSync(folder, constants.W_OK);
    return `allow this user to write the file and all of ${folder}`;
  } catch {
    return `${folder} is read-only, or does not exist: run faultbook in a folder that can be written`;
  }
}
