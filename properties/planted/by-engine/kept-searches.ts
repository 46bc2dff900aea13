import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { digestFiles, keptFolder, readResult, writeResult } from '../kept.ts';
import type { Found, Search, SearchLimits } from './search.ts';
import { foundSchema } from './search.ts';

/** Results of searches on disk. A result is gone as soon as the bug, a source or the limit of runs differs. */
export interface KeptSearches {
  get(search: Search, isPlanted: boolean): Found | null;
  put(search: Search, isPlanted: boolean, found: Found): void;
}

export function openKeptSearches(
  root: string,
  { runs }: Pick<SearchLimits, 'runs'>,
  folder: string = join(keptFolder(root), 'by-engine'),
): KeptSearches {
  const sources = digestFiles(root)(globSync('src/**/*.ts', { cwd: root }));

  function pathOf({ engine, bug, system, seed }: Search, isPlanted: boolean): string {
    const what = isPlanted ? bug.patch : bug.subject;
    const digest = createHash('sha256').update(JSON.stringify([sources, what, engine, system, seed, runs]));
    return join(folder, `${digest.digest('hex')}.json`);
  }

  return {
    get: (search, isPlanted) => readResult(pathOf(search, isPlanted), foundSchema),
    put: (search, isPlanted, found) => writeResult(pathOf(search, isPlanted), found),
  };
}
