import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../files/cache-folder.ts';

/** Postgres's programs, and the user that they run as, where that is not the current user. */
export interface Programs {
  readonly bin: string;
  readonly version: string;
  readonly owner: { readonly uid?: number; readonly gid?: number };
}

const superuser = ['--username=postgres', '--auth=trust'];
const usual = ['--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
const flags = [...superuser, ...usual];

/** A new folder of a server's data. */
export interface Data {
  /** It was copied from the cache, and not made by `initdb`. */
  readonly isCopy: boolean;
  /** Removes from the cache what stands for these programs: the next folder is made by `initdb`. */
  forget(): void;
}

/**
 * Makes the folder of a server's data as Postgres's `initdb` does. That takes a second or more, so what it has made is
 * kept in `cache` (without one in the folder around `data`), and copied from then on, for the same programs and the same
 * user. `version` tells programs from others.
 * A copy that is not what `initdb` made (a file is missing or cut short, another user owns it, it cannot be read) is
 * thrown away, `initdb` runs, and its folder takes the place of the damaged one.
 */
export function createData(
  data: string,
  { bin, version, owner }: Programs,
  cache: string = cacheFolder() ?? join(dirname(data), 'cache'),
): Data {
  const { uid = process.getuid?.() } = owner;
  const key = createHash('sha256')
    .update(JSON.stringify([version, uid, flags, Object.keys(parts)]))
    .digest('hex');
  const kept = join(cache, `postgres-${key.slice(0, 16)}`);
  const forget = (): void => remove(kept);
  if (existsSync(kept)) {
    if (isCopied(kept, data)) return { isCopy: true, forget };
    remove(data);
    forget();
  }
  execFileSync(join(bin, 'initdb'), ['-D', data, ...flags], {
    ...owner,
    cwd: dirname(data),
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  keep(data, kept);
  return { isCopy: false, forget };
}

/** In `kept`: the folder of the data, and the list of its files as they were when `initdb` had made them. */
const parts = { data: 'data', files: 'files' };

/** Whole, or not at all. Where it cannot be kept, or another process has kept it meanwhile, it does without. */
function keep(data: string, kept: string): void {
  const made = `${kept}.${process.pid}`;
  try {
    mkdirSync(made, { recursive: true });
    copy(data, join(made, parts.data));
    writeFileSync(join(made, parts.files), filesOf(data));
    renameSync(made, kept);
  } catch {
    remove(made);
  }
}

/** The copy is compared, and not what it is made from: another process may be replacing that. */
function isCopied(kept: string, data: string): boolean {
  try {
    copy(join(kept, parts.data), data);
    return filesOf(data) === readFileSync(join(kept, parts.files), 'utf8');
  } catch {
    return false;
  }
}

/** With owners and modes, about which Postgres is strict. */
function copy(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to], { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Each file and folder below `data` with its owner, its mode and its size in bytes. Contents are Postgres's to check. */
function filesOf(data: string): string {
  const describe = (path: string): string => {
    const { uid, mode, size } = lstatSync(join(data, path));
    // A folder's size is up to the file system.
    return [path, uid, mode, (mode & constants.S_IFMT) === constants.S_IFDIR ? 0 : size].join(' ');
  };
  const paths = ['.', ...readdirSync(data, { recursive: true, encoding: 'utf8' }).toSorted()];
  return `${paths.map(describe).join('\n')}\n`;
}

/** What another user owns may stay: it is not used. */
function remove(path: string): void {
  const removeAll = (): void => rmSync(path, { recursive: true, force: true });
  try {
    removeAll();
  } catch {
    try {
      // A folder that its owner may not enter cannot be emptied.
      execFileSync('chmod', ['-R', 'u+rwX', path], { stdio: 'ignore' });
      removeAll();
    } catch {}
  }
}
