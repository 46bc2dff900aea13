import type { QueueSubject } from './subject-type.ts';

/** The policies of the queue: what each does, and the invariants that it protects. */
export const queuePolicies: QueueSubject['policies'] = {
  commitBoundary: {
    does: 'A job is committed once, together with its effect; the first commit wins, and later commits are refused.',
    protects: ['INV_001', 'INV_002', 'INV_010'],
  },
  atomicCommit: {
    does: 'A commit is a single transaction: the record, the debit and the credit are written together, or not at all.',
    protects: ['INV_010', 'INV_011'],
  },
  fencing: {
    does: 'The store refuses every request under a token older than the job’s current token, and refuses to commit, complete or fail a job that is not running.',
    protects: ['INV_003', 'INV_004', 'INV_007', 'INV_009'],
  },
  reconcile: {
    does: 'A committed job that is not done is finished from the records, and never leased again.',
    protects: ['INV_009'],
  },
  leaseExpiry: {
    does: 'A job whose lease has run out can be leased again, as long as attempts are left.',
    protects: ['INV_008'],
  },
  renewInTime: {
    does: 'A lease that has run out is not renewed, even if no other worker has the job by then.',
    protects: ['INV_012'],
  },
  retryBudget: {
    does: 'Retries are rationed: a number of attempts per job, a wait between attempts that doubles up to a limit, a token bucket for the retries of all jobs, and a cap on jobs in flight.',
    protects: ['INV_013', 'INV_014', 'INV_015', 'INV_016'],
    scope: 'storm',
  },
  submitKey: {
    does: 'A retried submit is recognised by its key, under any id, and does not make a second job.',
    protects: ['INV_017'],
    scope: 'intake',
  },
  deadLetter: {
    does: 'A job without attempts left is dead-lettered with the reason, even if its last worker crashed, and can be submitted again.',
    protects: ['INV_008', 'INV_018'],
    scope: 'intake',
  },
  storeClock: {
    does: 'The store’s clock alone sets and judges the ends of leases, independent of the clock of any worker.',
    protects: ['INV_003', 'INV_019'],
    scope: 'skewed',
  },
  durableIntake: {
    does: 'A job is accepted once the job is in the store, and not while the job is only in the memory of the intake.',
    protects: ['INV_020'],
    scope: 'intake',
  },
};
