import { assertFits } from '../../kernel/configuration.ts';
import { queueModel } from '../../model/queue/model.ts';
import type { QueuePolicies } from '../../model/queue/policies.ts';
import type { QueueScope } from '../../model/queue/state.ts';
import { workerNames } from '../../model/queue/state.ts';
import { openInMemory, openOnFile } from '../../real/database/sqlite.ts';
import { schemaOf as postgresSchemaOf } from '../../real/queue/postgres/schema.ts';
import { openPostgresStore } from '../../real/queue/postgres/store.ts';
import type { RealQueue, World } from '../../real/queue/queue.ts';
import { startQueue } from '../../real/queue/queue.ts';
import { schemaOf as sqliteSchemaOf } from '../../real/queue/sqlite/schema.ts';
import { openSqliteStore } from '../../real/queue/sqlite/store.ts';
import { queueGoals } from './goals.ts';
import { queueNarration } from './narration.ts';
import { queueByHand, queueOutcomes } from './outcomes.ts';
import { queueStories } from './scenarios.ts';
import type { QueueSubject } from './subject-type.ts';
import { onServer } from '../server.ts';

export type { QueueCommand, QueueOutcome } from '../../model/queue/commands.ts';
export type { QueuePolicies } from '../../model/queue/policies.ts';
export type { QueueScope, QueueView } from '../../model/queue/state.ts';

export type { QueueSubject } from './subject-type.ts';

/** Opens each system of the queue, with more access than a check needs. */
export const openQueue: Readonly<Record<string, (policies: QueuePolicies, scope: QueueScope) => Promise<RealQueue>>> = {
  sqlite: async (policies, scope) =>
    startQueue(openSqliteStore(openInMemory(sqliteSchemaOf(policies))), policies, worldOf(scope)),
  'sqlite-file': async (policies, scope) =>
    startQueue(openSqliteStore(openOnFile(sqliteSchemaOf(policies))), policies, worldOf(scope)),
  postgres: async (policies, scope) => {
    // Its driver takes longer to load than most commands take to run, and most do without.
    const { openPostgres } = await import('../../real/database/postgres-schemas.ts');
    return startQueue(openPostgresStore(await openPostgres(postgresSchemaOf(policies))), policies, worldOf(scope));
  },
};

/** Workers and limits of a scope. */
export function worldOf(scope: QueueScope): World {
  const { attempts, inFlight, retries } = scope;
  return { workers: workerNames(scope), limits: { attempts, inFlight, retries } };
}

/** A job queue with leases: each accepted job has its effect at most once, and ends. */
export const queue: QueueSubject = {
  name: 'queue',
  policies: {
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
  },
  scopes: {
    small: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
    // Few attempts, because without the budget each job has an attempt more, and attempts come at any time.
    storm: { workers: 1, jobs: 2, faults: 0, attempts: 1, inFlight: 1, retries: 1 },
    // A retried submit needs a second id.
    intake: { workers: 1, jobs: 2, faults: 1, attempts: 1, inFlight: 0, retries: 0 },
    // Without the store's clock the lengths of leases differ, and the graph has many more states.
    skewed: { workers: 2, jobs: 1, faults: 1, attempts: 2, inFlight: 0, retries: 0 },
    medium: { workers: 2, jobs: 2, faults: 3, attempts: 3, inFlight: 2, retries: 2 },
    large: { workers: 3, jobs: 4, faults: 6, attempts: 3, inFlight: 2, retries: 2 },
  },
  defaultScope: 'medium',
  model(policies, scope) {
    assertFits(queue, { policies, scope });
    return queueModel(policies, scope);
  },
  systems: Object.entries(openQueue).map(([name, open]) => onServer({ name, open })),
  outcomes: queueOutcomes,
  byHand: queueByHand,
  stories: queueStories,
  generation: {
    weights: {
      submit: 6,
      resubmit: 6,
      flush: 6,
      lease: 10,
      renew: 2,
      applyEffect: 3,
      commit: 5,
      complete: 20,
      fail: 2,
      crash: 0.5,
      restart: 1,
      tick: 22,
      reconcile: 1,
    },
    faultRate: 0.15,
    // A run needs nearly every command.
    swarmRate: 0.1,
    // These crashes are seldom enabled, so a run takes them where they are.
    faultWeights: { crashBefore: 10, crashAfterRecord: 3, crashAfterDebit: 3 },
  },
  coverageGoals: queueGoals,
  narration: queueNarration,
};
