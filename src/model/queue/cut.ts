import type {
  CutQueueCommand,
  OpenQueueCommand,
  QueueCommand,
  QueueOutcome,
  QueuePolicies,
  QueueTerms,
  QueueView,
} from '../../alphabets/queue.ts';
import { cutsOf, distinctEndings, isCut } from '../../kernel/cut.ts';
import { stepOnCopy } from '../../kernel/execute.ts';
import { endingsOf } from '../../kernel/interpreter.ts';
import { sameJson } from '../../kernel/json.ts';
import type { Ending, Model, OverlappingEnding } from '../../kernel/model.ts';
import { halfWays } from './crash.ts';
import type { QueueModel } from './model.ts';
import { queueModel } from './model.ts';
import type { QueueScope, QueueState } from './state.ts';

/** The queue with cut connections: a command under `cut` ends in a set of states, unknown to the caller. */
export function openQueueModel(
  policies: QueuePolicies,
  scope: QueueScope,
  terms: QueueTerms,
): Model<QueueState, OpenQueueCommand, QueueOutcome, QueueView> {
  const model = queueModel(policies, scope, terms);
  const overlapping = (
    state: QueueState,
    command: QueueCommand,
  ): readonly OverlappingEnding<QueueState, QueueOutcome>[] => model.whileOverlapping?.(state, command) ?? [];
  return {
    ...model,
    commands: (state) => model.commands(state).flatMap((command) => withCuts(model, scope, state, command)),
    // The case of a cut that comes too late.
    step: (draft, command) => model.step(draft, isCut(command) ? uncut(command) : command),
    endings: (state, command) =>
      isCut(command) ? endingsOfCut(model, state, command) : endingsOf(model, state, command),
    whileOverlapping: (state, command) =>
      isCut(command)
        ? overlapping(state, uncut(command)).flatMap((heard) => [heard, withoutReply(heard, state, command)])
        : overlapping(state, command),
  };
}

function uncut({ fault: _fault, at: _at, ...command }: CutQueueCommand): QueueCommand {
  return command;
}

/** While the scope has faults left, a request that would change the world can be cut off. */
function withCuts(model: QueueModel, scope: QueueScope, state: QueueState, command: QueueCommand): OpenQueueCommand[] {
  if (state.faults >= scope.faults || 'fault' in command) return [command];
  if (command.type === 'crash' || command.type === 'restart' || command.type === 'tick') return [command];
  const { state: after, outcome } = stepOnCopy(model, state, command);
  if (unasked.has(outcome.type) || sameJson(state, after)) return [command];
  return [command, ...cutsOf(command, mostCommits[command.type] ?? 1)];
}

/** The requests that may have several durable steps. A store may look at the jobs before it fails the spent ones. */
const mostCommits: Readonly<Record<string, number>> = { lease: 3, commit: 3 };

/** Refusals before a request: the caller has no connection that could be cut. */
const unasked: ReadonlySet<QueueOutcome['type']> = new Set([
  'noSuchWorker',
  'workerDown',
  'alreadyHolding',
  'nothingHeld',
  'deferredToCommit',
  'alreadyApplied',
  'notApplied',
  'noReconciler',
  'nothingToFlush',
]);

/** No step is done; or some durable steps; or all of them, and the answer was lost; or the cut came too late. */
function endingsOfCut(
  model: QueueModel,
  state: QueueState,
  command: CutQueueCommand,
): readonly Ending<QueueState, QueueOutcome>[] {
  const heard = endingsOf(model, state, uncut(command));
  if (heard.some(({ outcome }) => unasked.has(outcome.type))) return heard;
  const halves = 'worker' in command ? halfWays(command).map((half) => stepOnCopy(model, state, half)) : [];
  const reached = [state, ...halves.map((half) => half.state), ...heard.map((whole) => whole.state)];
  const unheard = reached.map((one): Ending<QueueState, QueueOutcome> => ({
    state: { ...one, ...memoriesAfter(state, command), faults: state.faults + 1 },
    outcome: { type: 'noReply' },
  }));
  return distinctEndings([...heard, ...unheard]);
}

/** The same ending, of which the caller gets no answer. */
function withoutReply<E extends Ending<QueueState, QueueOutcome>>(
  heard: E,
  before: QueueState,
  command: CutQueueCommand,
): E {
  return {
    ...heard,
    state: { ...heard.state, ...memoriesAfter(before, command), faults: before.faults + 1 },
    outcome: { type: 'noReply' },
  };
}

/**
 * A caller that is cut off acts on its memory: a worker works on, an intake keeps jobs that it may have written down. A
 * client remembers that no answer came.
 */
function memoriesAfter(
  { workers, buffered, unacknowledged }: QueueState,
  command: CutQueueCommand,
): Partial<QueueState> {
  if (command.type === 'flush') return { workers, buffered };
  if (command.type !== 'submit') return { workers };
  const { job, retryOf: key = job } = command;
  return { workers, unacknowledged: [...unacknowledged.filter((one) => one !== key), key] };
}
