import { assertFits } from '../kernel/configuration.ts';
import { queueModel } from '../model/queue/model.ts';
import type { QueuePolicies } from '../model/queue/policies.ts';
import type { QueueScope } from '../model/queue/state.ts';
import { workerNames } from '../model/queue/state.ts';
import { openInMemory, openOnFile } from '../real/database/sqlite.ts';
import { schemaOf as postgresSchemaOf } from '../real/queue/postgres/schema.ts';
import { openPostgresStore } from '../real/queue/postgres/store.ts';
import type { RealQueue, World } from '../real/queue/queue.ts';
import { startQueue } from '../real/queue/queue.ts';
import { schemaOf as sqliteSchemaOf } from '../real/queue/sqlite/schema.ts';
import { openSqliteStore } from '../real/queue/sqlite/store.ts';
import { queueGoals } from './queue-goals.ts';
import { queueNarration } from './queue-narration.ts';
import { queueByHand, queueOutcomes } from './queue-outcomes.ts';
import { queueStories } from './queue-stories.ts';
import type { QueueSubject } from './queue-subject.ts';
import { onServer } from './server.ts';

export type { QueueCommand, QueueOutcome } from '../model/queue/commands.ts';
export type { QueuePolicies } from '../model/queue/policies.ts';
export type { QueueScope, QueueView } from '../model/queue/state.ts';

export type { QueueSubject } from './queue-subject.ts';

/** How each system of the queue is stood up, with more to be seen of it than the check needs. */
export const openQueue: Readonly<Record<string, (policies: QueuePolicies, scope: QueueScope) => Promise<RealQueue>>> = {
  sqlite: async (policies, scope) =>
    startQueue(openSqliteStore(openInMemory(sqliteSchemaOf(policies))), policies, worldOf(scope)),
  'sqlite-file': async (policies, scope) =>
    startQueue(openSqliteStore(openOnFile(sqliteSchemaOf(policies))), policies, worldOf(scope)),
  postgres: async (policies, scope) => {
    // Its driver takes longer to load than most commands take to run, and most do without.
    const { openPostgres } = await import('../real/database/postgres-schemas.ts');
    return startQueue(openPostgresStore(await openPostgres(postgresSchemaOf(policies))), policies, worldOf(scope));
  },
};

/** Who works in a scope, and within which limits. */
export function worldOf(scope: QueueScope): World {
  const { attempts, inFlight, retries } = scope;
  return { workers: workerNames(scope), limits: { attempts, inFlight, retries } };
}

/** A job queue with leases: each accepted job has its effect at most once, and comes to an end. */
export const queue: QueueSubject = {
  name: 'queue',
  policies: {
    commitBoundary: {
      does: 'One commit per job, with the effect inside it; the first committer wins, later ones are told.',
      protects: ['INV_001', 'INV_002', 'INV_010'],
    },
    atomicCommit: {
      does: 'That commit is one transaction: the record, the debit and the credit are there together, or none of them is.',
      protects: ['INV_010', 'INV_011'],
    },
    fencing: {
      does: 'The store refuses whatever comes under a token older than the job’s current one, and lets nobody commit, complete or fail a job that does not run.',
      protects: ['INV_003', 'INV_004', 'INV_007', 'INV_009'],
    },
    reconcile: {
      does: 'What is committed and not done is finished from the records, and never leased again.',
      protects: ['INV_009'],
    },
    leaseExpiry: {
      does: 'A job whose lease has run out comes back, as long as it has attempts left.',
      protects: ['INV_008'],
    },
    renewInTime: {
      does: 'A lease that has run out is not renewed, whether or not somebody else has the job by then.',
      protects: ['INV_012'],
    },
    retryBudget: {
      does: 'Retries are rationed: so many attempts per job, a wait between them that doubles up to a longest one, a token bucket for the retries of all jobs, and a cap on jobs in flight.',
      protects: ['INV_013', 'INV_014', 'INV_015', 'INV_016'],
      scope: 'storm',
    },
    submitKey: {
      does: 'What a client asks for again, since it had no answer, is known by its key, whatever id it comes under, and not taken in twice.',
      protects: ['INV_017'],
      scope: 'intake',
    },
    deadLetter: {
      does: 'A job that was tried as often as it may be is put aside with the reason, even where its last worker has died, and can be submitted again.',
      protects: ['INV_008', 'INV_018'],
      scope: 'intake',
    },
    storeClock: {
      does: 'The ends of leases are set and judged by the store’s clock alone, whatever the clock of a worker says.',
      protects: ['INV_003', 'INV_019'],
      scope: 'skewed',
    },
    durableIntake: {
      does: 'A client is told that its job is accepted once the job lies in the store, and not while only the intake has it in mind.',
      protects: ['INV_020'],
      scope: 'intake',
    },
  },
  scopes: {
    small: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
    // So few attempts, because without the budget there is one more, and then all of them come at any time.
    storm: { workers: 1, jobs: 2, faults: 0, attempts: 1, inFlight: 1, retries: 1 },
    // Whoever asks again does so under another id, so there are two.
    intake: { workers: 1, jobs: 2, faults: 1, attempts: 1, inFlight: 0, retries: 0 },
    // Without the store's clock leases differ in how long they last, which takes many states.
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
    // Hardly any of its commands can be done without.
    swarmRate: 0.1,
    // Seldom on offer, so it is taken where it is.
    faultWeights: { crashBefore: 10, crashAfterRecord: 3, crashAfterDebit: 3 },
  },
  coverageGoals: queueGoals,
  narration: queueNarration,
};
