import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { notFileAt } from './regular-file.ts';

/**
 * Writes a file atomically: readers find either the old text or the whole new text, even after a crash. A device, such as
 * `/dev/stdout`, is written to as it is. Throws what the system throws; the message names the path, and a folder that is read-only.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const what = notFileAt(path);
  if (what === 'a device') return writeFile(path, text, { flag: 'r+' });
  if (what === 'a pipe' || what === 'a socket')
    throw notWritable(`EINVAL: ${path} is ${what} and no file`, 'EINVAL', 'open');
  const target = await realpath(path).catch(() => path);
  const beside = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    const handle = await open(beside, 'wx');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw asReadOnly(dirname(target), naming(path, beside, error as NodeJS.ErrnoException));
  }
}

/** The same error with the file that was asked for, in place of the one beside it. */
function naming(path: string, beside: string, error: NodeJS.ErrnoException): NodeJS.ErrnoException {
  return notWritable(error.message.replaceAll(beside, path), error.code, error.syscall, error);
}

/** The same error, which says where it is so that the folder cannot be written. */
export function asReadOnly(folder: string, error: NodeJS.ErrnoException): NodeJS.ErrnoException {
  if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code ?? '')) return error;
  return notWritable(`${resolve(folder)} is read-only (${error.message})`, error.code, error.syscall, error);
}

function notWritable(
  message: string,
  code: string | undefined,
  syscall: string | undefined,
  cause?: Error,
): NodeJS.ErrnoException {
  return Object.assign(new Error(message, { cause }), { code, syscall });
}
