import { isAtLeast } from '../../../src/adapters/library-version.ts';

/** A finding that is known, with the place where it is described. */
export interface KnownFinding {
  readonly library: string;
  readonly promise: string;
  /** The systems that show it. */
  readonly systems: RegExp;
  /** A version that has it. */
  readonly shownIn: string;
  /** The command of Faultbook that shows it, in a project with this version: `check lease-queue --system pg-boss`. */
  readonly command: string;
  /** The version that mends it; `null`: there is none yet. */
  readonly mendedIn: string | null;
  readonly says: string;
  /** What users lose by it, without a word of a contract. */
  readonly loses: string;
  readonly url: string;
  /** What is at `url`: a report by others, the change that mends it, or the source that has it, without a report. */
  readonly described: 'report' | 'change' | 'source';
  /** The script of examples/reproductions that shows it with the library alone. */
  readonly script: string;
  /** The failure mode with the same fault in memory; `null`: there is none. */
  readonly failureMode: string | null;
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
    shownIn: '12.38.0',
    command: 'race lease-queue --system pg-boss-groups',
    loses: 'A limit such as one job for each tenant is exceeded under load: two jobs of a tenant run at the same time.',
    described: 'report',
    script: 'pg-boss-group-limit.mjs',
    failureMode: null,
  },
  {
    ...stalledTooOften,
    systems: /^bullmq-fetched$/,
    shownIn: '6.7.0',
    command: 'check lease-queue --system bullmq-fetched',
    loses: 'A job that crashes its worker is handed out without end, and takes down one worker after the other.',
    described: 'report',
    script: 'bullmq-stalled-too-often.mjs',
    failureMode: 'FM_306',
  },
  {
    ...stalledTooOften,
    systems: /^bullmq-postgres-fetched$/,
    shownIn: '6.7.0',
    command: 'check lease-queue --system bullmq-postgres-fetched',
    loses: 'The same, with a queue on Postgres.',
    described: 'report',
    script: 'bullmq-postgres-stalled-too-often.mjs',
    failureMode: 'FM_306',
  },
  {
    library: 'pg-boss',
    promise: 'shownHeld',
    systems: /^pg-boss/,
    mendedIn: '12.35.0',
    says: 'A worker whose job has expired completes the attempt of the next worker.',
    url: 'https://github.com/timgit/pg-boss/compare/12.34.0...12.35.0',
    shownIn: '12.34.0',
    command: 'check lease-queue --system pg-boss',
    loses:
      'A job counts as done, or as failed, while another worker is still at work on it: a result is lost, or work is done twice.',
    described: 'change',
    script: 'pg-boss-stale-completion.mjs',
    failureMode: 'FM_301',
  },
  {
    library: 'pg-boss',
    promise: 'waits',
    systems: /^pg-boss-backoff$/,
    mendedIn: '12.26.0',
    says: '`retryBackoff` without `retryDelay` retries at once.',
    url: 'https://github.com/timgit/pg-boss/issues/839',
    shownIn: '12.25.1',
    command: 'check lease-queue --system pg-boss-backoff',
    loses: 'A service that is down gets all its retries at once, and the job is dead before the service is back.',
    described: 'report',
    script: 'pg-boss-no-back-off.mjs',
    failureMode: 'FM_302',
  },
  {
    library: 'graphile-worker',
    promise: 'progress',
    systems: /^graphile-worker-(?:local-)?queue$/,
    mendedIn: null,
    says: 'After a late completion of a job that another worker holds, the queue of the job stays locked for up to four hours.',
    url: 'https://github.com/graphile/worker/blob/main/src/sql/completeJobs.ts',
    shownIn: '0.18.0',
    command: 'check lease-queue --system graphile-worker-queue --runs 5000',
    loses: 'All jobs of a named queue stand still for up to four hours, without an error.',
    described: 'source',
    script: 'graphile-worker-locked-queue.mjs',
    failureMode: 'FM_305',
  },
  {
    library: 'graphile-worker',
    promise: 'kept',
    systems: /^graphile-worker-(?:job-key|preserve-run-at)$/,
    mendedIn: null,
    says: 'A late completion of a job ends the job that has replaced it by its `jobKey`: they have the same id.',
    url: 'https://github.com/graphile/worker/blob/main/src/sql/completeJobs.ts',
    shownIn: '0.18.0',
    command: 'check lease-queue --system graphile-worker-job-key',
    loses: 'A job that was accepted is deleted before it runs: the latest change under a `jobKey` is never processed.',
    described: 'source',
    script: 'graphile-worker-lost-job.mjs',
    failureMode: null,
  },
  {
    library: 'graphile-worker',
    promise: 'groupHeld',
    systems: /^graphile-worker-local-queue$/,
    mendedIn: '0.18.0',
    says: 'With `localQueue`, several jobs of one named queue are handed out at once.',
    url: 'https://github.com/graphile/worker/issues/621',
    shownIn: '0.17.2',
    command: 'check lease-queue --system graphile-worker-local-queue',
    loses: 'Jobs of a serial queue run at the same time and overtake one another.',
    described: 'report',
    script: 'graphile-worker-queue-at-once.mjs',
    failureMode: 'FM_304',
  },
  {
    library: 'bullmq',
    promise: 'unique',
    systems: /^bullmq-deduplication$/,
    mendedIn: '5.50.0',
    says: 'The removal of an old job takes the deduplication key of a later one.',
    url: 'https://github.com/taskforcesh/bullmq/issues/3232',
    shownIn: '5.49.2',
    command: 'check lease-queue --system bullmq-deduplication',
    loses: 'The same work is queued twice, although it has a deduplication id.',
    described: 'report',
    script: 'bullmq-lost-deduplication.mjs',
    failureMode: 'FM_303',
  },
  {
    library: 'bullmq',
    promise: 'keepsHeld',
    systems: /^bullmq-postgres/,
    mendedIn: null,
    says: 'On Postgres `remove` deletes a job that a worker takes at the same time: it looks for a lock, and deletes the job in a later statement.',
    url: 'https://docs.bullmq.io/guide/jobs/removing-job',
    shownIn: '6.7.0',
    command: 'stress lease-queue --system bullmq-postgres-job-id --seconds 300',
    loses:
      'A worker processes a job that was removed, and its completion fails: the result is lost, and the job is gone.',
    described: 'source',
    script: 'bullmq-postgres-removed-while-held.mjs',
    failureMode: null,
  },
  {
    library: 'etcd3',
    promise: 'shownFree',
    systems: /^etcd3-election$/,
    mendedIn: null,
    says: 'A campaign that has resigned emits `elected` once the leader resigns.',
    url: 'https://github.com/microsoft/etcd3/blob/master/src/election.ts',
    shownIn: '1.1.2',
    command: 'check lease-lock --system etcd3-election',
    loses:
      'A process that gave up its candidacy starts to lead, beside the real leader: two leaders work at the same time.',
    described: 'source',
    script: 'etcd3-elected-after-resigning.mjs',
    failureMode: 'FM_308',
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
