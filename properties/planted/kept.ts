import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

export function openKept(root: string, folder: string = join(root, 'node_modules/.cache/faultbook/planted')): Kept {
  const digests = new Map<string, string>();

  function digestOfFiles(paths: readonly string[]): string {
    const list = paths.toSorted().join('\n');
    const known = digests.get(list);
    if (known !== undefined) return known;
    const hash = createHash('sha256');
    for (const path of paths.toSorted()) hash.update(`\n${path}\n`).update(readFileSync(join(root, path)));
    const digest = hash.digest('hex');
    digests.set(list, digest);
    return digest;
  }

  function pathOf(collection: Collection, bug: PlantedBug): string {
    const files = digestOfFiles([bug.patch.file, ...collection.involved(root, bug)]);
    const digest = createHash('sha256').update(files).update(JSON.stringify(bug)).digest('hex');
    return join(folder, collection.name, `${digest}.json`);
  }

  return {
    get(collection, bug) {
      const path = pathOf(collection, bug);
      return existsSync(path) ? judgedSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
    },
    put(collection, bug, judged) {
      const path = pathOf(collection, bug);
      mkdirSync(join(folder, collection.name), { recursive: true });
      // By a rename, so that an interruption leaves no half of a result.
      writeFileSync(`${path}.${process.pid}`, JSON.stringify(judged));
      renameSync(`${path}.${process.pid}`, path);
    },
  };
}
