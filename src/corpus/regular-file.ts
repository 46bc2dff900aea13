import { constants, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';

/** What stands at a path in the place of a file, in words; `null` for a file, and where nothing stands there. */
export function notFileAt(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : notFile(found);
}

/**
 * Opens a file to be read. `null` where something else stands there, such as a pipe or a device: what comes out of it may
 * come never, or without an end. Throws what the system throws.
 */
export async function openRegular(path: string): Promise<FileHandle | null> {
  if (notFileAt(path) !== null) return null;
  // Something else may have taken its place meanwhile: opening a pipe must not wait for its other end.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  if (notFile(await handle.stat()) === null) return handle;
  await handle.close();
  return null;
}

type Kinds = Pick<ReturnType<typeof statSync> & object, 'isFile' | 'isDirectory' | 'isFIFO' | 'isSocket'>;

function notFile(found: Kinds): string | null {
  if (found.isFile()) return null;
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}
