import type { SystemBug } from '../system-bug.ts';

const subject = 'queue';
const systems = ['sqlite'];
const fail = 'src/real/queue/sqlite/fail.ts';
const commit = 'src/real/queue/sqlite/commit.ts';
const worker = 'src/real/queue/worker.ts';

/** Bugs about the work on a job: from the commit to the end. */
export const workBugs: readonly SystemBug[] = [
  {
    name: 'a job is released once more after its last attempt',
    subject,
    systems,
    kind: 'fencepost',
    breaks: 'a job has an attempt more than allowed',
    patch: { file: fail, replaces: '`attempts >= ${attemptsAllowed', by: '`attempts > ${attemptsAllowed' },
  },
  {
    name: 'a released job waits as if it had an attempt more',
    subject,
    systems,
    kind: 'fencepost',
    breaks: 'a job that failed waits twice as long as it should',
    patch: { file: fail, replaces: "backoffMs('attempts')", by: "backoffMs('attempts + 1')" },
  },
  {
    name: 'a release drops all leases of the job',
    subject,
    systems,
    kind: 'too much cleaned up',
    breaks: 'the record of a lease that ran out is lost',
    needs: ['an earlier lease that ran out', 'a release of the same job'],
    patch: { file: fail, replaces: 'dropOwnLease.run({ execution })', by: 'dropLeases.run({ job })' },
  },
  {
    name: 'a final failure drops only the lease of its worker',
    subject,
    systems,
    kind: 'half a batch',
    breaks: 'a job that failed for good is listed as leased',
    needs: ['an earlier lease that ran out', 'a failure of the last attempt'],
    patch: {
      file: fail,
      replaces: "dropLeases.run({ job });\n        return { type: 'failedForGood' };",
      by: "dropOwnLease.run({ execution });\n        return { type: 'failedForGood' };",
    },
  },
  {
    name: 'a completion drops only the newest lease of the job',
    subject,
    systems,
    kind: 'half a batch',
    breaks: 'a completed job is listed as leased',
    needs: ['an earlier lease that ran out', 'a completion of the same job'],
    patch: {
      file: 'src/real/queue/sqlite/complete.ts',
      replaces: "'DELETE FROM leases WHERE job = :job'",
      by: "'DELETE FROM leases WHERE execution = (SELECT max(execution) FROM leases WHERE job = :job)'",
    },
  },
  {
    name: 'a repeated commit of the same attempt counts as a duplicate',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'the dashboard shows duplicates that never were',
    needs: ['a lost reply to a commit', 'a repeated commit'],
    patch: {
      file: commit,
      replaces: 'if (first !== undefined && first !== execution)',
      by: 'if (first !== undefined)',
    },
  },
  {
    name: 'a commit writes the debit and forgets the credit',
    subject,
    systems,
    kind: 'half a batch',
    breaks: 'money leaves an account and arrives nowhere',
    patch: { file: commit, replaces: '          insertCredit.run({ job, execution });\n', by: '' },
  },
  {
    name: 'a commit in three steps writes the credit twice and no debit',
    subject,
    systems,
    kind: 'wrong column',
    breaks: 'money arrives that has left no account',
    equivalence: 'with atomicCommit on a commit is a single step; it is three with atomicCommit off',
    patch: {
      file: commit,
      replaces: "'commit.debit', () => insertDebit.run({ job, execution })",
      by: "'commit.debit', () => insertCredit.run({ job, execution })",
    },
  },
  {
    name: 'the fence accepts the right token for a job that has ended',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a worker completes a job a second time',
    needs: ['a lost reply to a completion', 'a repeated completion'],
    patch: {
      file: 'src/real/queue/sqlite/fence.ts',
      replaces: "AND fence.token = :token\n        AND fence.status = 'running')",
      by: 'AND fence.token = :token)',
    },
  },
  {
    name: 'a worker that learns of its own commit drops the job',
    subject,
    systems,
    kind: 'too much cleaned up',
    breaks: 'a committed job is left to the reconciler',
    needs: ['a lost reply to a commit', 'a repeated commit'],
    patch: {
      file: worker,
      replaces: 'return held?.execution === reply.by ? { ...held, hasCommitted: true } : null;',
      by: 'return null;',
    },
  },
  {
    name: 'a worker with a stale token keeps its job in mind',
    subject,
    systems,
    kind: 'forgotten reset',
    breaks: 'a worker that has lost its job takes no other one',
    patch: {
      file: worker,
      replaces: "    case 'stale':\n    case 'notRunning':\n      return null;",
      by: "      return null;\n    case 'stale':\n    case 'notRunning':\n      return held;",
    },
  },
  {
    name: 'the reconciler looks at running jobs only',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a job that was committed and released is never finished',
    needs: ['a commit of an old attempt', 'a release of the same job by a newer attempt'],
    equivalence:
      'with fencing on no attempt commits after the release of its job, and no release follows a commit, so a queued job is never committed; with fencing off it is, and the bug shows',
    patch: {
      file: 'src/real/queue/sqlite/reconcile.ts',
      replaces: "status IN ('queued', 'running')",
      by: "status = 'running'",
    },
  },
  {
    name: 'the reconciler finishes the first of several jobs only',
    subject,
    systems,
    kind: 'half a batch',
    breaks: 'committed jobs wait for one run of the reconciler each',
    needs: ['two committed jobs', 'neither of them completed'],
    patch: {
      file: 'src/real/queue/sqlite/reconcile.ts',
      replaces: 'for (const job of jobs) {',
      by: 'for (const job of jobs.slice(0, 1)) {',
    },
  },
  {
    name: 'an effect before its commit has no credit',
    subject,
    systems,
    kind: 'half a batch',
    breaks: 'money leaves an account and arrives nowhere',
    equivalence: 'with commitBoundary on no effect comes before its commit; it does with commitBoundary off',
    patch: {
      file: 'src/real/queue/sqlite/apply-effect.ts',
      replaces: '        insertCredit.run({ job, execution });\n',
      by: '',
    },
  },
  {
    name: 'an alarm for a commit without an effect never comes',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a torn commit pages no operator',
    needs: ['a torn commit', 'an operator who looks at the dashboard'],
    patch: {
      file: 'src/real/queue/sqlite/detection.ts',
      replaces: 'WHERE commits <> effects OR effects > 1',
      by: 'WHERE commits < effects OR effects > 1',
    },
  },
];
