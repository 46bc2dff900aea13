import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * The folder for files that may be made again: `node_modules/.cache/faultbook` of the project around `from`, as other tools
 * do. Without a project, or where its folder cannot be written, a folder of the current user in the system's temporary
 * folder. `null` where another user owns that.
 */
export function cacheFolder(from: string = process.cwd(), temporary: string = tmpdir()): string | null {
  const project = projectAround(from);
  if (project !== null && isFolder(join(project, 'node_modules'))) {
    const folder = join(project, 'node_modules/.cache/faultbook');
    if (isMade(folder)) return folder;
  }
  const { uid } = userInfo();
  const folder = join(temporary, `cache-of-faultbook-${uid}`);
  if (!isMade(folder)) return null;
  return uid < 0 || lstatSync(folder).uid === uid ? folder : null;
}

function projectAround(folder: string): string | null {
  if (existsSync(join(folder, 'package.json'))) return folder;
  return folder === dirname(folder) ? null : projectAround(dirname(folder));
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isMade(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return true;
  } catch {
    return false;
  }
}
