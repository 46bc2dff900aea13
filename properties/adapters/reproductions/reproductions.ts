import type { Server } from './run-script.ts';

/** A script of examples/reproductions, which shows a bug of a library with the library alone. */
export interface Reproduction {
  readonly script: string;
  readonly library: string;
  readonly server: Server;
  /** A version with the bug, and the line that the script prints there. */
  readonly bad: { readonly version: string; readonly line: string };
  /** The version that mends it; `null`: there is none yet. */
  readonly good: { readonly version: string; readonly line: string } | null;
}

export const reproductions: readonly Reproduction[] = [
  {
    script: 'pg-boss-group-limit.mjs',
    library: 'pg-boss',
    server: 'Postgres',
    bad: { version: '12.38.0', line: '2 jobs of the group are active, and 1 may be' },
    good: null,
  },
  {
    script: 'bullmq-stalled-too-often.mjs',
    library: 'bullmq',
    server: 'Redis',
    bad: { version: '6.7.0', line: 'a job that may stall once was handed out 5 times' },
    good: null,
  },
  {
    script: 'bullmq-postgres-removed-while-held.mjs',
    library: 'bullmq',
    server: 'Postgres',
    bad: { version: '6.7.0', line: 'a job was removed, and a worker holds it: true' },
    good: null,
  },
  {
    script: 'bullmq-postgres-stalled-too-often.mjs',
    library: 'bullmq',
    server: 'Postgres',
    bad: { version: '6.7.0', line: 'a job that may stall once was handed out 5 times' },
    good: null,
  },
  {
    script: 'pg-boss-stale-completion.mjs',
    library: 'pg-boss',
    server: 'Postgres',
    bad: { version: '12.34.0', line: 'while the second worker works, the job is completed' },
    good: { version: '12.35.0', line: 'while the second worker works, the job is active' },
  },
  {
    script: 'pg-boss-no-back-off.mjs',
    library: 'pg-boss',
    server: 'Postgres',
    bad: { version: '12.25.1', line: 'jobs that a worker is given right after the failure: 1' },
    good: { version: '12.26.0', line: 'jobs that a worker is given right after the failure: 0' },
  },
  {
    script: 'graphile-worker-locked-queue.mjs',
    library: 'graphile-worker',
    server: 'Postgres',
    bad: { version: '0.18.0', line: 'jobs that were started, in order: 1,1' },
    good: null,
  },
  {
    script: 'graphile-worker-lost-job.mjs',
    library: 'graphile-worker',
    server: 'Postgres',
    bad: { version: '0.18.0', line: 'jobs that were started, in order: 1' },
    good: null,
  },
  {
    script: 'graphile-worker-queue-at-once.mjs',
    library: 'graphile-worker',
    server: 'Postgres',
    bad: { version: '0.17.2', line: 'jobs of the queue that ran at the same time: 2' },
    good: { version: '0.18.0', line: 'jobs of the queue that ran at the same time: 1' },
  },
  {
    script: 'bullmq-lost-deduplication.mjs',
    library: 'bullmq',
    server: 'Redis',
    bad: { version: '5.49.2', line: 'jobs with the same deduplication id that wait: 2' },
    good: { version: '5.50.0', line: 'jobs with the same deduplication id that wait: 1' },
  },
  {
    script: 'etcd3-elected-after-resigning.mjs',
    library: 'etcd3',
    server: 'etcd',
    bad: { version: '1.1.2', line: 'events of the campaign after it has resigned: elected' },
    good: null,
  },
];
