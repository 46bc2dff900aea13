import type { LeaseQueueSystemKind } from '../../adapters/lease-queue-system.ts';
import { leaseQueueSystem } from '../../adapters/lease-queue-system.ts';
import type {
  LeaseQueueAnswer,
  LeaseQueueCommand,
  LeaseQueueShown,
  LeaseQueueTerms,
} from '../../alphabets/lease-queue.ts';
import { defineContractSubject } from '../../kernel/define-contract-subject.ts';
import type { Policies, Subject } from '../../kernel/subject.ts';
import { leaseQueueContract } from '../../model/lease-queue/contract.ts';
import type { LeaseQueueScope, LeaseQueueState } from '../../model/lease-queue/state.ts';
import { openMemoryLeaseQueue } from '../../real/lease-queue/memory.ts';
import { bullMqPostgresSystems, bullMqSystems } from './bullmq.ts';
import { leaseQueueGoals } from './goals.ts';
import { graphileWorkerSystems } from './graphile-worker.ts';
import { leaseQueueNarration } from './narration.ts';
import { pgBossSystems } from './pg-boss.ts';
import { usualTerms } from './terms.ts';

export type LeaseQueueSubject = Subject<
  LeaseQueueState,
  LeaseQueueCommand,
  LeaseQueueAnswer,
  LeaseQueueState,
  Policies,
  LeaseQueueScope,
  LeaseQueueTerms
>;

/** The contract of a lease queue, and these systems to check against it. */
export function leaseQueueOn(systems: readonly LeaseQueueSystemKind[]): LeaseQueueSubject {
  return defineContractSubject<
    LeaseQueueState,
    LeaseQueueCommand,
    LeaseQueueAnswer,
    LeaseQueueShown,
    LeaseQueueScope,
    LeaseQueueTerms
  >({
    name: 'lease-queue',
    contract: (scope, terms) => leaseQueueContract({ scope, terms }),
    terms: usualTerms,
    scopes: {
      small: { workers: 2, jobs: 2, keys: 1, groups: 1, faults: 1 },
      medium: { workers: 3, jobs: 4, keys: 2, groups: 2, faults: 2 },
    },
    stressScope: (actors) => ({ workers: actors, jobs: 2 * actors, keys: 2, groups: 2, faults: 0 }),
    systems,
    generation: {
      weights: { submit: 3, fetch: 4, complete: 2, fail: 2, tick: 2, maintain: 1.5, crash: 0.5, remove: 2 },
      faultRate: 0.08,
    },
    coverageGoals: leaseQueueGoals,
    narration: leaseQueueNarration,
  });
}

/** The contract of a lease queue, on a queue in memory, and on libraries where the project has them. */
export const leaseQueue: LeaseQueueSubject = {
  ...leaseQueueOn([
    leaseQueueSystem({ name: 'memory', concurrent: true, open: async (terms) => openMemoryLeaseQueue(terms) }),
  ]),
  optionalSystems: [
    ...pgBossSystems,
    ...bullMqSystems,
    ...bullMqPostgresSystems,
    ...graphileWorkerSystems,
  ] as unknown as NonNullable<LeaseQueueSubject['optionalSystems']>,
};
