import type { Batch } from './batch.ts';
import type { Collection } from './collection.ts';
import type { ConfiguredSubject } from './configured.ts';
import { planOf, seedOf } from './rounds.ts';
import { choose } from './schedule.ts';
import type { Working } from './working.ts';
import { isOpen, mostStates, nextRaces, shownBefore, statesFor } from './working.ts';

export interface Next {
  readonly one: Working;
  /** The number of the batch in its job. */
  readonly number: number;
  readonly batch: Batch;
}

interface Options {
  /** Of the journal. */
  readonly origin: string;
  readonly collection: Pick<Collection, 'knownAt' | 'knownRacesAt'>;
  readonly versions: Readonly<Record<string, string>>;
  readonly configured: (name: string) => ConfiguredSubject;
}

/** The next batch, which is under way from now on; `null` where no batch may be begun. */
export function takeNext(jobs: readonly Working[], { origin, collection, versions, configured }: Options): Next | null {
  const candidates = jobs
    .filter((one) => isOpen(one, jobs))
    .map((one) => ({
      one,
      strategy: one.job.strategy,
      seconds: one.share.seconds + one.underWay.size * one.lastSeconds,
      newCoverage: one.newCoverage ?? Infinity,
    }));
  const one = choose(candidates)?.one;
  if (one === undefined) return null;
  const work = nextRaces(one);
  const number = begin(one);
  const { job } = one;
  const { subject, source } = configured(job.subject);
  if (job.strategy === 'race') {
    if (work === null) throw new RangeError(`batch ${number} of the races of ${job.subject} is beyond their budget`);
    // A part with an end has one order for all of its batches; each batch of drawn races has other races.
    const seed = seedOf(origin, one.number, work.part === 'pct' ? number : one.raceBudget.firstBatch);
    const known = collection.knownRacesAt(job);
    return { one, number, batch: { job, source, known, versions, kind: 'race', work, seed } };
  }
  const common = { job, source, known: collection.knownAt(job), versions };
  if (job.strategy === 'random') {
    const plan = planOf({ origin, job: one.number, number }, subject);
    return { one, number, batch: { ...common, kind: 'runs', plan, before: shownBefore(one, number) } };
  }
  const maxStates = job.strategy === 'drive' ? mostStates : statesFor(one.share.batches);
  return { one, number, batch: { ...common, kind: job.strategy, maxStates } };
}

/** The number of the batch that is under way now. */
function begin(one: Working): number {
  const number = one.next;
  one.underWay.add(number);
  while (one.finished.has(one.next) || one.underWay.has(one.next)) one.next += 1;
  return number;
}
