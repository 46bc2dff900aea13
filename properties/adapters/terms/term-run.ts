import type { LeaseQueueCommand, LeaseQueueTerms } from '../../../src/alphabets/lease-queue.ts';

/**
 * A short run that shows a term of a library: by the term the run keeps all promises, and it breaks one where the term is
 * another one.
 */
export interface TermRun {
  readonly term: keyof LeaseQueueTerms;
  readonly commands: readonly LeaseQueueCommand[];
  /** The promise that is broken. */
  readonly breaks: string;
  readonly otherwise: Otherwise;
}

/**
 * What is otherwise: the terms, so that what the library does breaks the promise; or, where the term allows less than any other
 * one, the library, which is then the queue in memory with other terms or with a planted bug.
 */
export type Otherwise =
  | { readonly terms: Partial<LeaseQueueTerms> }
  | { readonly memory: Partial<LeaseQueueTerms> }
  | { readonly bug: string };

/** The commands of such runs. */
export const take = {
  submit: (job: string, key: string | null = null, group: string | null = null): LeaseQueueCommand => ({
    type: 'submit',
    job,
    key,
    group,
  }),
  fetch: (worker = 'w1', upTo = 1): LeaseQueueCommand => ({ type: 'fetch', worker, upTo }),
  complete: (worker = 'w1'): LeaseQueueCommand => ({ type: 'complete', worker, place: 0 }),
  fail: (worker = 'w1'): LeaseQueueCommand => ({ type: 'fail', worker, place: 0 }),
  remove: (job: string): LeaseQueueCommand => ({ type: 'remove', job }),
  crash: (worker = 'w1'): LeaseQueueCommand => ({ type: 'crash', worker }),
  tick: (ms: number): LeaseQueueCommand => ({ type: 'tick', ms }),
  maintain: (): LeaseQueueCommand => ({ type: 'maintain' }),
};

/** The items of each number from 0 on, below the count. */
export function times<Item>(count: number, itemsOf: (at: number) => readonly Item[]): Item[] {
  return Array.from({ length: count }, (_, at) => itemsOf(at)).flat();
}

/** The time until a job is due after so many tries, where it waits. */
export function waitOut(terms: LeaseQueueTerms, tries: number): LeaseQueueCommand[] {
  const { most } = waitOf(terms, tries);
  return most > 0 ? [take.tick(most)] : [];
}

/** How long a job waits after so many tries. */
export function waitOf(
  { waitMs, waitAtMostMs, waitsGrowBy, waitGrowth, longestWaitMs }: LeaseQueueTerms,
  tries: number,
): { readonly least: number; readonly most: number } {
  const growth = waitsGrowBy === 'exp' ? Math.exp(tries) : waitGrowth ** (tries - 1);
  const grown = (ms: number): number => Math.ceil(Math.min(longestWaitMs, ms * growth));
  return { least: grown(waitMs), most: grown(waitAtMostMs) };
}
