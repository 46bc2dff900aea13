import type { SystemBug } from '../system-bug.ts';

const subject = 'queue';
const systems = ['postgres'];

/** Bugs of the queue on Postgres and in processes, that need no overlap. */
export const queueServerBugs: readonly SystemBug[] = [
  {
    name: 'the look for jobs at rest misses abandoned ones',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a job whose worker crashed is given to no worker',
    patch: {
      file: 'src/real/queue/postgres/lease.ts',
      replaces: "policies.leaseExpiry ? `OR (${isAbandoned})` : ''",
      by: "''",
    },
  },
  {
    name: 'a release on Postgres drops all leases of the job',
    subject,
    systems,
    kind: 'too much cleaned up',
    breaks: 'the record of a lease that ran out is lost',
    needs: ['an earlier lease that ran out', 'a release of the same job'],
    patch: {
      file: 'src/real/queue/postgres/fail.ts',
      replaces: "\n        AND (leases.execution = :execution OR given_back.status = 'failed')",
      by: '',
    },
  },
  {
    name: 'the view reads a flag of Postgres in the wrong spelling',
    subject,
    systems,
    kind: 'wrong default',
    breaks: 'no duplicate is ever listed',
    needs: ['a job that another attempt has committed', 'a late commit'],
    patch: {
      file: 'src/real/queue/postgres/view.ts',
      replaces: "value === 'true'",
      by: "value === 't'",
    },
  },
  {
    name: 'a commit on Postgres notes a duplicate after the fence only',
    subject,
    systems,
    kind: 'wrong order',
    breaks: 'late commits of stale workers are not counted as duplicates',
    needs: ['a job that another attempt has committed', 'a late commit with a stale token'],
    patch: {
      file: 'src/real/queue/postgres/commit.ts',
      replaces:
        'if (first !== undefined && first !== execution) await session.run(noteDuplicate, { execution });\n      const refusal = refusalOf(policies, locked, holding, { mustRun: true });\n      if (refusal !== null) return refusal;\n',
      by: 'const refusal = refusalOf(policies, locked, holding, { mustRun: true });\n      if (refusal !== null) return refusal;\n      if (first !== undefined && first !== execution) await session.run(noteDuplicate, { execution });\n',
    },
  },
  {
    name: 'a flush on Postgres writes its jobs by id',
    subject,
    systems,
    kind: 'wrong order',
    breaks: 'jobs overtake each other on their way into the queue',
    needs: ['two jobs in the buffer', 'a flush'],
    equivalence: 'with durableIntake on the buffer is empty; it is not with durableIntake off',
    patch: { file: 'src/real/queue/postgres/flush.ts', replaces: 'ORDER BY place', by: 'ORDER BY id' },
  },
  {
    name: 'a worker keeps a connection that is lost',
    subject,
    systems: ['postgres-cut'],
    kind: 'forgotten reset',
    breaks: 'a worker does no work after the server has closed its connection once',
    patch: {
      file: 'src/real/queue/worker.ts',
      replaces: 'if (error instanceof ConnectionLost) connection = await connect();\n',
      by: '',
    },
  },
  {
    name: 'a worker process learns the time after its command',
    subject,
    systems: ['processes'],
    kind: 'stale read',
    breaks: 'a lease ends earlier than its worker believes',
    patch: {
      file: 'src/real/queue/process/main.ts',
      replaces:
        "({ nowMs } = order);\n  try {\n    say({ type: 'performed', outcome: await worker.perform(...order.what), holding: worker.holding });",
      by: "try {\n    say({ type: 'performed', outcome: await worker.perform(...order.what), holding: worker.holding });\n    ({ nowMs } = order);",
    },
  },
];

/** Bugs of the queue on Postgres that show only where commands overlap. */
export const queueRaceBugs: readonly SystemBug[] = [
  {
    name: 'a commit on Postgres reads the job without a lock',
    subject,
    systems,
    isRace: true,
    kind: 'missing lock',
    breaks: 'a worker commits a job that has just been given to another one',
    patch: { file: 'src/real/queue/postgres/fence.ts', replaces: 'WHERE id = :job FOR UPDATE', by: 'WHERE id = :job' },
  },
  {
    name: 'a lease on Postgres looks for a free job without a lock',
    subject,
    systems,
    isRace: true,
    kind: 'missing lock',
    breaks: 'a worker gets no job although one is free',
    patch: {
      file: 'src/real/queue/postgres/lease.ts',
      replaces: 'LIMIT 1\n    FOR UPDATE SKIP LOCKED',
      by: 'LIMIT 1',
    },
  },
  {
    name: 'the reconciler on Postgres trusts the status that it saw before',
    subject,
    systems,
    isRace: true,
    kind: 'stale read',
    breaks: 'a job is reported as reconciled that its worker has completed',
    patch: {
      file: 'src/real/queue/postgres/reconcile.ts',
      replaces: "WHERE status IN ('queued', 'running')",
      by: "WHERE (SELECT status FROM jobs AS seen WHERE seen.id = jobs.id) IN ('queued', 'running')",
    },
  },
  {
    name: 'grants under a cap on Postgres do not wait for each other',
    subject,
    systems,
    isRace: true,
    kind: 'missing lock',
    breaks: 'two workers take the last place below the cap',
    needs: ['two leases at once', 'one place left below the cap'],
    patch: {
      file: 'src/real/queue/postgres/retry-budget.ts',
      replaces: 'IN SHARE ROW EXCLUSIVE MODE',
      by: 'IN ROW EXCLUSIVE MODE',
    },
  },
];
