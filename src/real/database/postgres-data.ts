import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Postgres's programs, and who they run as where that is not whoever starts them. */
export interface Programs {
  readonly bin: string;
  readonly version: string;
  readonly owner: { readonly uid?: number; readonly gid?: number };
}

const superuser = ['--username=postgres', '--auth=trust'];
const usual = ['--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
const flags = [...superuser, ...usual];

/** What npm installs anew is without it. */
const usualCache = fileURLToPath(new URL('../../../node_modules/.cache/faultbook', import.meta.url));

/** A new folder of a server's data. */
export interface Data {
  /** What it was copied from did not do: the next one is made anew. */
  forget(): void;
}

/**
 * Makes the folder of a server's data as Postgres's `initdb` does. That takes a second or more, so what it has made is
 * kept in `cache`, and copied from then on, for the same programs and the same user. `version` tells programs from others.
 */
export function createData(data: string, { bin, version, owner }: Programs, cache: string = usualCache): Data {
  const { uid = process.getuid?.() } = owner;
  const key = createHash('sha256')
    .update(JSON.stringify([version, uid, flags]))
    .digest('hex');
  const kept = join(cache, `postgres-${key.slice(0, 16)}`);
  if (existsSync(kept)) copy(kept, data);
  else {
    execFileSync(join(bin, 'initdb'), ['-D', data, ...flags], {
      ...owner,
      cwd: dirname(data),
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    keep(data, kept);
  }
  return { forget: () => rmSync(kept, { recursive: true, force: true }) };
}

/** Whole, or not at all. Where it cannot be kept, or somebody else has kept it meanwhile, it does without. */
function keep(data: string, kept: string): void {
  const made = `${kept}.${process.pid}`;
  try {
    mkdirSync(dirname(kept), { recursive: true });
    copy(data, made);
    renameSync(made, kept);
  } catch {
    rmSync(made, { recursive: true, force: true });
  }
}

/** With owners and modes, about which Postgres is strict. */
function copy(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to], { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
}
