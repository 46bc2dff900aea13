import type { QueueCommand, QueueOutcome, QueuePolicies, QueueView } from '../../alphabets/queue.ts';
import type { Model } from '../../kernel/model.ts';
import { offeredCommands } from './commands.ts';
import { queueInvariants, settledQueueInvariants } from './invariants.ts';
import { budgetInvariants } from './budget-invariants.ts';
import { longestRecovery, recoveryCommands } from './recovery.ts';
import { leaseMs } from './rules.ts';
import type { QueueScope, QueueState } from './state.ts';
import { initialState, jobNames, viewOf, workerNames } from './state.ts';
import { queueStep } from './step.ts';

export type QueueModel = Model<QueueState, QueueCommand, QueueOutcome, QueueView>;

/** The behaviour of a correct job queue. */
export function queueModel(policies: QueuePolicies, scope: QueueScope): QueueModel {
  const rules = { ...policies, attempts: scope.attempts, inFlight: scope.inFlight, retries: scope.retries };
  return {
    name: 'queue',
    initial: initialState(scope),
    commands: offeredCommands(rules, scope),
    step: queueStep(rules),
    view: viewOf,
    invariants: [...queueInvariants, ...budgetInvariants(rules)],
    recovery: recoveryCommands(rules),
    longestRecovery: longestRecovery(rules, scope),
    settled: settledQueueInvariants,
    stateShowing: (view) => ({ ...view, faults: scope.faults }),
    symmetry: [workerNames(scope), jobNames(scope)],
    instants: (state) => ({
      clock: [state, 'nowMs'],
      deadlines: [
        ...state.leases.map((lease) => [lease, 'expiresAtMs'] as const),
        ...state.jobs.map((job) => [job, 'retryAtMs'] as const),
        ...state.retries.map((retry) => [retry, 'fullAtMs'] as const),
      ],
      // Waits of retries are longer and shorter than a lease, and so are leases by a wrong clock.
      ...(scope.retries === 0 && policies.storeClock && { lifetimeMs: leaseMs }),
      ...(!policies.storeClock && { graceMs: leaseMs }),
    }),
  };
}
