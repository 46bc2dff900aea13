import type { Copy } from '../copy.ts';
import { engines } from './engines.ts';
import type { KeptSearches } from './kept-searches.ts';
import type { Found, Search, SearchLimits } from './search.ts';
import { searchIn } from './search.ts';

export interface RunSearchesOptions extends SearchLimits {
  readonly kept: KeptSearches;
  readonly copy: Pick<Copy, 'runProgram' | 'withPatch'>;
  /** Called before each search without a kept result. */
  readonly onSearch?: (search: Search, at: number, of: number) => void;
}

/**
 * Runs the searches without a kept result, or that took longer than an earlier limit, one after the other, and keeps each
 * result at once. Throws where an engine finds a violation without any bug: then its findings show nothing.
 */
export async function runSearches(
  searches: readonly Search[],
  { kept, copy, onSearch, ...limits }: RunSearchesOptions,
): Promise<void> {
  const left = searches.filter((search) => {
    const known = kept.get(search, true);
    return known === null || (known.verdict === 'tooLong' && 1000 * known.seconds < limits.limitMs);
  });
  for (const [at, search] of left.entries()) {
    onSearch?.(search, at, left.length);
    const { bug } = search;
    const found = await copy.withPatch(bug.patch, () => searchIn(copy, search, limits));
    if (found.verdict === 'found') await assertIntact(search, found);
    kept.put(search, true, found);
  }

  /** Throws where the same search finds a violation without a bug. */
  async function assertIntact(search: Search, { runs }: Found): Promise<void> {
    const { engine, bug, system } = search;
    const intact = engines[engine].isPrefix ? await searchUpTo(search, runs ?? limits.runs) : await searchWhole(search);
    if (intact.verdict === 'notFound') return;
    throw new Error(`${engine} of ${bug.subject} on ${system} ends as ${intact.verdict} without a bug: ${intact.by}`);
  }

  /** The same runs without the bug, up to the run that has shown it. */
  function searchUpTo(search: Search, runs: number): Promise<Found> {
    return searchIn(copy, search, { ...limits, runs });
  }

  /** An engine whose fewer runs are other runs searches once for all bugs of a system. */
  async function searchWhole(search: Search): Promise<Found> {
    const known = kept.get(search, false);
    if (known !== null) return known;
    const found = await searchIn(copy, search, { ...limits, limitMs: 4 * limits.limitMs });
    if (found.verdict === 'notFound') kept.put(search, false, found);
    return found;
  }
}
