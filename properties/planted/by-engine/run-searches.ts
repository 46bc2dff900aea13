import type { Copy } from '../copy.ts';
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
 * Runs the searches without a kept result, one after the other, and keeps each result at once. Throws where an engine finds a
 * violation without any bug: then its findings show nothing.
 */
export async function runSearches(
  searches: readonly Search[],
  { kept, copy, onSearch, ...limits }: RunSearchesOptions,
): Promise<void> {
  const left = searches.filter((search) => kept.get(search, true) === null);
  for (const [at, search] of left.entries()) {
    onSearch?.(search, at, left.length);
    const { engine, bug, system } = search;
    const found = await copy.withPatch(bug.patch, () => searchIn(copy, search, limits));
    if (found.verdict === 'found') {
      const intact = await searchIntact(search);
      if (intact.verdict !== 'notFound')
        throw new Error(
          `${engine} of ${bug.subject} on ${system} ends as ${intact.verdict} without a bug: ${intact.by}`,
        );
    }
    kept.put(search, true, found);
  }

  /** The same engine on the same system without a bug, once for all bugs. */
  async function searchIntact(search: Search): Promise<Found> {
    const first = { ...search, seed: 1 };
    const known = kept.get(first, false);
    if (known !== null) return known;
    const found = await searchIn(copy, first, { ...limits, limitMs: 4 * limits.limitMs });
    if (found.verdict === 'notFound') kept.put(first, false, found);
    return found;
  }
}
