import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkScopes } from '../src/check/check-scopes.ts';
import type { Generation } from '../src/kernel/subject.ts';
import { allPolicies } from '../src/kernel/subject.ts';
import { subjectOf } from '../src/subjects/index.ts';

/** How the runs of a search are generated. */
export interface PickingSetting {
  readonly name: string;
  readonly length: number;
  readonly generation: Partial<Generation>;
}

/** What a copy of the project with a bug in it is asked to search. */
export interface PickingSearch {
  readonly subject: string;
  readonly runs: number;
  readonly seeds: readonly number[];
  readonly settings: readonly PickingSetting[];
}

/** The number of the run that shows the bug; `null`: none of the runs does. */
export interface PickedRun {
  readonly setting: string;
  readonly seed: number;
  readonly foundBy: number | null;
}

/** Searches as `check` does, without shrinking what it finds. */
async function searchPicking({ subject: name, runs, seeds, settings }: PickingSearch): Promise<PickedRun[]> {
  const subject = subjectOf(name);
  const cache = join(tmpdir(), 'faultbook-picking');
  mkdirSync(cache, { recursive: true });
  const picked: PickedRun[] = [];
  for (const seed of seeds)
    for (const { name: setting, length, generation } of settings) {
      const stop = new AbortController();
      const report = await checkScopes(subject, {
        system: 'sqlite',
        policies: allPolicies(subject),
        runs,
        length,
        seed,
        generation,
        cache,
        signal: stop.signal,
        onProgress: ({ isMinimising }) => {
          if (isMinimising) stop.abort();
        },
      });
      const isFound = report.counterexample !== null || stop.signal.aborted;
      picked.push({ setting, seed, foundBy: isFound ? report.runs : null });
    }
  return picked;
}

const [, path = '', asked] = process.argv;
if (path.endsWith('picking-search.ts') && asked !== undefined)
  console.log(JSON.stringify(await searchPicking(JSON.parse(asked) as PickingSearch)));
