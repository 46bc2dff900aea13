import { isAtLeast } from '../../../src/adapters/library-version.ts';

/** A finding that is known, with the place where it is described. */
export interface KnownFinding {
  readonly library: string;
  readonly promise: string;
  /** The systems that show it. */
  readonly systems: RegExp;
  /** The version that mends it; `null`: there is none yet. */
  readonly mendedIn: string | null;
  readonly says: string;
  readonly url: string;
  /** The script of examples/reproductions that shows it with the library alone. */
  readonly script: string;
}

const stalledTooOften = {
  library: 'bullmq',
  promise: 'budget',
  mendedIn: null,
  says: '`getNextJob` hands out a job that has stalled more often than `maxStalledCount` allows: only the processor of a worker fails such a job.',
  url: 'https://github.com/taskforcesh/bullmq/issues/3911',
} as const;

export const knownFindings: readonly KnownFinding[] = [
  {
    library: 'pg-boss',
    promise: 'groupHeld',
    systems: /^pg-boss-groups$/,
    mendedIn: null,
    says: 'Two fetches at the same time hand out two jobs of a group that `groupConcurrency` limits to one.',
    url: 'https://github.com/timgit/pg-boss/pull/845',
    script: 'pg-boss-group-limit.mjs',
  },
  { ...stalledTooOften, systems: /^bullmq-fetched$/, script: 'bullmq-stalled-too-often.mjs' },
  { ...stalledTooOften, systems: /^bullmq-postgres-fetched$/, script: 'bullmq-postgres-stalled-too-often.mjs' },
  {
    library: 'pg-boss',
    promise: 'shownHeld',
    systems: /^pg-boss/,
    mendedIn: '12.35.0',
    says: 'A worker whose job has expired completes the attempt of the next worker.',
    url: 'https://github.com/timgit/pg-boss/compare/12.34.0...12.35.0',
    script: 'pg-boss-stale-completion.mjs',
  },
  {
    library: 'pg-boss',
    promise: 'waits',
    systems: /^pg-boss-backoff$/,
    mendedIn: '12.26.0',
    says: '`retryBackoff` without `retryDelay` retries at once.',
    url: 'https://github.com/timgit/pg-boss/issues/839',
    script: 'pg-boss-no-back-off.mjs',
  },
  {
    library: 'graphile-worker',
    promise: 'progress',
    systems: /^graphile-worker-(?:local-)?queue$/,
    mendedIn: null,
    says: 'After a late completion of a job that another worker holds, the queue of the job stays locked for up to four hours.',
    url: 'https://github.com/graphile/worker/blob/main/src/sql/completeJobs.ts',
    script: 'graphile-worker-locked-queue.mjs',
  },
  {
    library: 'graphile-worker',
    promise: 'kept',
    systems: /^graphile-worker-(?:job-key|preserve-run-at)$/,
    mendedIn: null,
    says: 'A late completion of a job ends the job that has replaced it by its `jobKey`: they have the same id.',
    url: 'https://github.com/graphile/worker/blob/main/src/sql/completeJobs.ts',
    script: 'graphile-worker-lost-job.mjs',
  },
  {
    library: 'graphile-worker',
    promise: 'groupHeld',
    systems: /^graphile-worker-local-queue$/,
    mendedIn: '0.18.0',
    says: 'With `localQueue`, several jobs of one named queue are handed out at once.',
    url: 'https://github.com/graphile/worker/issues/621',
    script: 'graphile-worker-queue-at-once.mjs',
  },
  {
    library: 'bullmq',
    promise: 'unique',
    systems: /^bullmq-deduplication$/,
    mendedIn: '5.50.0',
    says: 'The removal of an old job takes the deduplication key of a later one.',
    url: 'https://github.com/taskforcesh/bullmq/issues/3232',
    script: 'bullmq-lost-deduplication.mjs',
  },
  {
    library: 'etcd3',
    promise: 'shownFree',
    systems: /^etcd3-election$/,
    mendedIn: null,
    says: 'A campaign that has resigned emits `elected` once the leader resigns.',
    url: 'https://github.com/microsoft/etcd3/blob/master/src/election.ts',
    script: 'etcd3-elected-after-resigning.mjs',
  },
];

/** The description of a finding; `undefined`: it is not known in this version. */
export function knownFor(finding: {
  readonly library: string;
  readonly version: string;
  readonly system: string;
  readonly promise: string;
}): KnownFinding | undefined {
  return knownFindings.find(
    ({ library, promise, systems, mendedIn }) =>
      library === finding.library &&
      promise === finding.promise &&
      systems.test(finding.system) &&
      (mendedIn === null || !isAtLeast(finding.version, mendedIn)),
  );
}
