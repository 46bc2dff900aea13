import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Collection } from './collection.ts';
import { isSameBug } from './collection.ts';
import type { Copy } from './copy.ts';
import type { Judged, Kept } from './kept.ts';
import type { PlantedBug } from './planted-bug.ts';
import { lineOf } from './planted-bug.ts';

/** A planted bug, and what is known of it. */
export interface Verdict extends PlantedBug {
  readonly collection: string;
  readonly line: number;
  /** `null`: not judged yet. */
  readonly judged: Judged | null;
  /** Why the bug may stay without a finding; `null` where no reason is listed. */
  readonly because: string | null;
}

export interface JudgeOptions {
  readonly root: string;
  readonly kept: Kept;
  readonly openCopy: () => Copy;
  /** Bugs that are judged at once, each in a copy of its own. */
  readonly workers: number;
  readonly onJudged?: () => void;
}

/** Judges these bugs of a collection, except those with a kept result. Each result is kept at once. */
export async function judgeBugs(
  collection: Collection,
  bugs: readonly PlantedBug[],
  { root, kept, openCopy, workers, onJudged }: JudgeOptions,
): Promise<void> {
  const left = bugs.filter((bug) => kept.get(collection, bug) === null);
  if (left.length === 0) return;
  const first = openCopy();
  const copies = [first];
  try {
    const find = await collection.prepare(root, first, left);
    while (copies.length < Math.min(workers, left.length)) copies.push(openCopy());
    await Promise.all(
      copies.map(async (copy) => {
        for (let bug = left.shift(); bug !== undefined; bug = left.shift()) {
          kept.put(collection, bug, await judgedIn(copy, bug, find));
          onJudged?.();
        }
      }),
    );
  } finally {
    for (const copy of copies) copy.close();
  }
}

async function judgedIn(
  copy: Copy,
  bug: PlantedBug,
  find: Awaited<ReturnType<Collection['prepare']>>,
): Promise<Judged> {
  const startedMs = performance.now();
  const foundBy = await copy.withPatch(bug.patch, () => find(copy, bug));
  return { foundBy, seconds: Math.round(performance.now() - startedMs) / 1000 };
}

/** The kept results of these bugs. */
export function verdictsOf(
  collection: Collection,
  bugs: readonly PlantedBug[],
  { root, kept }: Pick<JudgeOptions, 'root' | 'kept'>,
): Verdict[] {
  return bugs.map((bug) => ({
    ...bug,
    collection: collection.name,
    line: lineOf(readFileSync(join(root, bug.patch.file), 'utf8'), bug.patch),
    judged: kept.get(collection, bug),
    because: collection.unfound.find((one) => isSameBug(one, bug))?.because ?? null,
  }));
}

/** The bugs that were not found, and that no reason is listed for. */
export function openAmong(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.filter(({ judged, because }) => judged?.foundBy === null && because === null);
}

/** The listed reasons whose bug was found or, among all bugs, does not exist. */
export function staleAmong({ unfound }: Collection, verdicts: readonly Verdict[], isAll: boolean): string[] {
  return unfound
    .filter((entry) => {
      const same = verdicts.filter((verdict) => isSameBug(entry, verdict));
      return same.length === 0 ? isAll : same.some(({ judged }) => judged !== null && judged.foundBy !== null);
    })
    .map(({ file, breaks, name }) => `${file} ${breaks} ${name}`);
}
