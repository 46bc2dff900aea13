import type { QueueCommand, QueueOutcome, QueuePolicies, QueueTerms, QueueView } from '../../alphabets/queue.ts';
import { stepOnCopy } from '../../kernel/execute.ts';
import type { Instants, Model } from '../../kernel/model.ts';
import { budgetInvariants } from './budget-invariants.ts';
import { queueActorOf, queueChangesNothing, queueKeysOf } from './claims.ts';
import { enabledQueueCommands } from './commands.ts';
import { endingsOfQueueCrash } from './crash.ts';
import { queueInvariants, settledQueueInvariants } from './invariants.ts';
import { overlappingQueueEndings } from './overlapping.ts';
import { longestRecovery, queueRecoveryCommands } from './recovery.ts';
import type { QueueRules } from './rules.ts';
import { isAvailable, usualQueueTerms } from './rules.ts';
import type { QueueScope, QueueState } from './state.ts';
import { initialQueueState, jobNames, queueViewOf, workerNames } from './state.ts';
import { queueStep } from './step.ts';

export type QueueModel = Model<QueueState, QueueCommand, QueueOutcome, QueueView>;

/** The behaviour of a correct job queue. */
export function queueModel(
  policies: QueuePolicies,
  scope: QueueScope,
  terms: QueueTerms = usualQueueTerms,
): QueueModel {
  const { leaseMs, toleranceMs } = terms;
  const rules = { ...terms, ...policies, attempts: scope.attempts, inFlight: scope.inFlight, retries: scope.retries };
  return {
    name: 'queue',
    initial: initialQueueState(scope),
    commands: enabledQueueCommands(rules, scope),
    step: queueStep(rules),
    ...(terms.order === 'any' && { endings: endingsInAnyOrder(rules) }),
    whileOverlapping: overlappingQueueEndings(rules),
    actor: queueActorOf,
    partition: queueKeysOf,
    changesNothing: queueChangesNothing,
    view: queueViewOf,
    invariants: [...queueInvariants(terms), ...budgetInvariants(rules)],
    recovery: queueRecoveryCommands(rules),
    longestRecovery: longestRecovery(rules, scope),
    settled: settledQueueInvariants,
    stateShowing: (view) => ({ ...view, faults: scope.faults }),
    afterCrash: (state, command) => endingsOfQueueCrash({ step: queueStep(rules) }, state, command),
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
      ...(toleranceMs > 0 && { toleranceMs, thresholds: bucketThresholds(rules, state) }),
    }),
  };
}

/** The bucket has its first retry to give long before it is full. */
function bucketThresholds({ retries, refillMs }: QueueRules, state: QueueState): Required<Instants>['thresholds'] {
  const last = state.retries.at(-1);
  const missing = Array.from({ length: Math.max(0, retries - 1) }, (_, at) => (at + 1) * refillMs);
  return last === undefined ? [] : missing.map((aheadMs) => [[last, 'fullAtMs'], aheadMs]);
}

/** A lease of any free job is right. With crashes and lost replies, which job it was is not known. */
function endingsInAnyOrder(rules: QueueRules): Required<QueueModel>['endings'] {
  return (state, command) => {
    const free = command.type === 'lease' ? state.jobs.filter((job) => isAvailable(rules, state, job)) : [];
    const places = Array.from({ length: Math.max(1, free.length) }, (_, place) => place);
    return places.map((place) => {
      const before = new Set(free.slice(0, place).map(({ id }) => id));
      return stepOnCopy({ step: queueStep(rules, before) }, state, command);
    });
  };
}
