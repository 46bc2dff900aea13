import type { LeaseQueueTerms } from '../../src/alphabets/lease-queue.ts';

/** A fault that a queue library had or has, as changes to the queue in memory. */
export interface QueueFault {
  /** The system with the fault. */
  readonly name: string;
  /** The system without it. */
  readonly mended: string;
  readonly terms: Partial<LeaseQueueTerms>;
  readonly changes: readonly { readonly replaces: string; readonly by: string }[];
}

/** Every fault of a queue library that is a failure mode. */
export const queueFaults: readonly QueueFault[] = [
  // pg-boss 12.34.0
  {
    name: 'reports-by-job-id',
    mended: 'reports-by-lease',
    terms: {},
    changes: [
      { replaces: 'return job.lease === lease && nowMs < job.leasedUntilMs;', by: 'return lease <= job.lease;' },
    ],
  },
  // pg-boss 12.25.1
  {
    name: 'back-off-from-zero',
    mended: 'back-off-from-a-second',
    terms: { waitMs: 1_000, waitAtMostMs: 1_000 },
    changes: [{ replaces: 'retry(job, waitMs(triesOf(job)));', by: 'retry(job, 0 * waitMs(triesOf(job)));' }],
  },
  // bullmq 5.49.2
  {
    name: 'key-removed-with-any-job',
    mended: 'key-removed-with-its-job',
    terms: { keys: 'live' },
    changes: [
      {
        replaces: "      end(job, 'gone');\n      return true;",
        by: "      end(job, 'gone');\n      for (const one of jobs.filter(({ key }) => key === job.key)) one.key = null;\n      return true;",
      },
    ],
  },
  // graphile-worker 0.17.2
  {
    name: 'limit-before-the-batch',
    mended: 'limit-within-the-batch',
    terms: { groupLimit: 1 },
    changes: [
      {
        replaces: 'for (const job of jobs) {\n        if (handed',
        by: 'const kept = jobs.filter(isKept);\n      for (const job of jobs) {\n        if (handed',
      },
      { replaces: 'nowMs < job.dueMs || isKept(job)', by: 'nowMs < job.dueMs || kept.includes(job)' },
    ],
  },
  // graphile-worker 0.18.0
  {
    name: 'lock-outlives-its-job',
    mended: 'lock-ends-with-its-job',
    terms: { groupLimit: 1, reportedBy: 'anyone' },
    changes: [
      {
        replaces: "      end(job, 'done');\n      return true;",
        by: "      if (job.lease !== handle.lease) locked.set(job.group, job.leasedUntilMs);\n      end(job, 'done');\n      return true;",
      },
      {
        replaces: 'const inGroup = held.filter(({ group }) => group === job.group).length;',
        by: 'if (job.group !== null && nowMs < (locked.get(job.group) ?? 0)) return true;\n    const inGroup = held.filter(({ group }) => group === job.group).length;',
      },
      { replaces: '  let nowMs = 0;', by: '  let nowMs = 0;\n  const locked = new Map<string | null, number>();' },
      {
        replaces: '      jobs = [];\n      nowMs = 0;',
        by: '      jobs = [];\n      locked.clear();\n      nowMs = 0;',
      },
    ],
  },
  // bullmq 6.7.0
  {
    name: 'stalled-without-end',
    mended: 'stalled-once',
    terms: { stallLimit: 1, failsAtFetch: true },
    changes: [{ replaces: 'if (job.mustFail) {', by: 'if (job.mustFail && job.failures > 0) {' }],
  },
];
