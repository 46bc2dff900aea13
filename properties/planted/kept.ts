import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Collection } from './collection.ts';
import type { PlantedBug } from './planted-bug.ts';

/** The result of the search for a bug. */
export interface Judged {
  /** The finding, or `null` where the bug was not found. */
  readonly foundBy: string | null;
  readonly seconds: number;
}

/** Results on disk. A result is gone as soon as the bug, a source or a test that is involved differs. */
export interface Kept {
  get(collection: Collection, bug: PlantedBug): Judged | null;
  put(collection: Collection, bug: PlantedBug, judged: Judged): void;
}

const judgedSchema = z.strictObject({ foundBy: z.string().nullable(), seconds: z.number() });

/** The folder of kept results. */
export function keptFolder(root: string): string {
  return join(root, 'node_modules/.cache/faultbook/planted');
}

/** A digest of these files of a project, each of which is read once for each list. */
export function digestFiles(root: string): (paths: readonly string[]) => string {
  const digests = new Map<string, string>();
  return (paths) => {
    const list = paths.toSorted().join('\n');
    const known = digests.get(list);
    if (known !== undefined) return known;
    const hash = createHash('sha256');
    for (const path of paths.toSorted()) hash.update(`\n${path}\n`).update(readFileSync(join(root, path)));
    const digest = hash.digest('hex');
    digests.set(list, digest);
    return digest;
  };
}

/** A result on disk; `null`: there is none. */
export function readResult<Result>(path: string, schema: z.ZodType<Result>): Result | null {
  return existsSync(path) ? schema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
}

/** Writes a result by a rename, so that an interruption leaves no half of a result. */
export function writeResult(path: string, result: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, JSON.stringify(result));
  renameSync(`${path}.${process.pid}`, path);
}

export function openKept(root: string, folder: string = keptFolder(root)): Kept {
  const digestOfFiles = digestFiles(root);

  function pathOf(collection: Collection, bug: PlantedBug): string {
    const files = digestOfFiles([bug.patch.file, ...collection.involved(root, bug)]);
    const digest = createHash('sha256').update(files).update(JSON.stringify(bug)).digest('hex');
    return join(folder, collection.name, `${digest}.json`);
  }

  return {
    get: (collection, bug) => readResult(pathOf(collection, bug), judgedSchema),
    put: (collection, bug, judged) => writeResult(pathOf(collection, bug), judged),
  };
}
