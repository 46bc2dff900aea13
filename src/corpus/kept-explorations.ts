import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ReachedSteps } from '../kernel/reached.ts';
import { writeAtomically } from './write-atomically.ts';

/** Of a state. */
const place = z.int().nonnegative();

const kept: z.ZodType<ReachedSteps> = z.strictObject({
  states: z.int(),
  isWhole: z.boolean(),
  outcomes: z.record(z.string(), z.record(z.string(), z.int())),
  kinds: z.array(
    z.strictObject({
      step: z.string(),
      stateClass: z.string(),
      from: z.int().nonnegative(),
      by: z.tuple([z.int(), z.int()]),
      at: z.int().nonnegative(),
    }),
  ),
  ways: z.array(z.tuple([z.int(), z.int(), z.int()])).min(1),
  transitions: z.array(z.array(z.union([place, z.array(place), z.null()]))).nullable(),
});

/** With more files than this the oldest are removed. */
const mostFiles = 300;

/** How the files are written; one of another number is not read. */
const version = 2;

/** Explorations in a folder of files that may be made again. A file that cannot be read or written is as good as none. */
export interface KeptExplorations {
  read(key: object): Promise<ReachedSteps | null>;
  write(key: object, exploration: ReachedSteps): Promise<void>;
}

export function openKeptExplorations(cache: string): KeptExplorations {
  const folder = join(cache, 'explorations');
  const pathOf = (key: object): string => {
    const digest = createHash('sha256')
      .update(JSON.stringify([version, key]))
      .digest('hex')
      .slice(0, 24);
    return join(folder, `${digest}.json`);
  };

  return {
    async read(key) {
      try {
        return kept.parse(JSON.parse(await readFile(pathOf(key), 'utf8')));
      } catch {
        return null;
      }
    },
    async write(key, exploration) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeAtomically(pathOf(key), JSON.stringify(exploration));
        await removeOldest(folder);
      } catch {
        // The next check explores once more.
      }
    },
  };
}

async function removeOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= mostFiles) return;
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, atMs: (await stat(path)).mtimeMs };
    }),
  );
  // A third at once, so that not every file that is written reads the whole folder.
  const oldest = files.toSorted((a, b) => a.atMs - b.atMs).slice(0, names.length - Math.floor((mostFiles * 2) / 3));
  await Promise.all(oldest.map(({ path }) => rm(path, { force: true })));
}
