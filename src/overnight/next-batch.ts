import type { Batch } from './batch.ts';
import type { Collection } from './collection.ts';
import type { ConfiguredSubject } from './configured.ts';
import { planOf } from './rounds.ts';
import { choose } from './schedule.ts';
import type { Working } from './working.ts';
import { isOpen, mostStates, statesFor } from './working.ts';

export interface Next {
  readonly one: Working;
  /** The number of the batch in its job. */
  readonly number: number;
  readonly batch: Batch;
}

interface Options {
  /** Of the journal. */
  readonly origin: string;
  readonly collection: Pick<Collection, 'knownAt'>;
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
  const number = begin(one);
  const { job } = one;
  const { subject, source } = configured(job.subject);
  const common = { job, source, known: collection.knownAt(job), versions };
  if (job.strategy === 'random') {
    const plan = planOf({ origin, job: one.number, number }, subject);
    return { one, number, batch: { ...common, kind: 'runs', plan } };
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
