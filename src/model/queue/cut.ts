import type {
  QueueCommand,
  QueueFault,
  QueueOutcome,
  QueuePolicies,
  QueueView,
  Submit,
  WorkerCommand,
} from '../../alphabets/queue.ts';
import { stepOnCopy } from '../../kernel/execute.ts';
import type { Ending, Model, OverlappingEnding } from '../../kernel/model.ts';
import { queueModel } from './model.ts';
import type { QueueScope, QueueState } from './state.ts';

/**
 * A request to the store whose connection is cut on the way there or back. The caller stays up, and acts on its memory
 * from before the request.
 */
export type CutCommand =
  | (Pick<WorkerCommand, 'type' | 'worker'> & { readonly fault: 'cut' })
  | (Omit<Submit, 'fault'> & { readonly fault: 'cut' })
  | { readonly type: 'resubmit'; readonly job: string; readonly of: string; readonly fault: 'cut' }
  | { readonly type: 'reconcile' | 'flush'; readonly fault: 'cut' };

export type OpenQueueCommand = QueueCommand | CutCommand;

/** The queue with cut connections: a command under `cut` ends in a set of states, unknown to the caller. */
export function openQueueModel(
  policies: QueuePolicies,
  scope: QueueScope,
): Model<QueueState, OpenQueueCommand, QueueOutcome, QueueView> {
  const model = queueModel(policies, scope);
  const overlapping = (
    state: QueueState,
    command: QueueCommand,
  ): readonly OverlappingEnding<QueueState, QueueOutcome>[] => model.whileOverlapping?.(state, command) ?? [];
  return {
    ...model,
    commands: (state) => model.commands(state).flatMap((command) => withCut(scope, state, command)),
    // The case of a cut that comes too late.
    step: (draft, command) => model.step(draft, isCut(command) ? uncut(command) : command),
    endings: (state, command) =>
      isCut(command) ? endingsOfCut(model, state, command) : [stepOnCopy(model, state, command)],
    whileOverlapping: (state, command) =>
      isCut(command)
        ? overlapping(state, uncut(command)).flatMap((heard) => [heard, withoutReply(heard, state, command)])
        : overlapping(state, command),
  };
}

function isCut(command: OpenQueueCommand): command is CutCommand {
  return 'fault' in command && command.fault === 'cut';
}

function uncut({ fault: _fault, ...command }: CutCommand): QueueCommand {
  return command;
}

/** Any request to the store can be cut off while the scope has faults left. */
function withCut(scope: QueueScope, state: QueueState, command: QueueCommand): OpenQueueCommand[] {
  if (state.faults >= scope.faults || 'fault' in command) return [command];
  switch (command.type) {
    case 'crash':
    case 'restart':
    case 'tick':
      return [command];
    default:
      return [command, { ...command, fault: 'cut' }];
  }
}

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
  model: Pick<ReturnType<typeof queueModel>, 'step'>,
  state: QueueState,
  command: CutCommand,
): Ending<QueueState, QueueOutcome>[] {
  const heard = stepOnCopy(model, state, uncut(command));
  if (unasked.has(heard.outcome.type)) return [heard];
  const steps = 'worker' in command ? halfWays(command).map((half) => stepOnCopy(model, state, half).state) : [];
  return [
    heard,
    ...[state, ...steps, heard.state].map((reached): Ending<QueueState, QueueOutcome> => ({
      state: { ...reached, ...memoriesAfter(state, command), faults: state.faults + 1 },
      outcome: { type: 'noReply' },
    })),
  ];
}

/** The same ending, of which the caller gets no answer. */
function withoutReply<E extends Ending<QueueState, QueueOutcome>>(
  heard: E,
  before: QueueState,
  command: CutCommand,
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
function memoriesAfter({ workers, buffered, unacknowledged }: QueueState, command: CutCommand): Partial<QueueState> {
  if (command.type === 'flush') return { workers, buffered };
  if (command.type !== 'submit') return { workers };
  const { job, retryOf: key = job } = command;
  return { workers, unacknowledged: [...unacknowledged.filter((one) => one !== key), key] };
}

/** The same command with a crash between each two durable steps, if there is more than one step. */
function halfWays({ type, worker }: Pick<WorkerCommand, 'type' | 'worker'>): WorkerCommand[] {
  return betweenSteps(type).map((fault) => ({ type, worker, fault }));
}

function betweenSteps(type: WorkerCommand['type']): QueueFault[] {
  if (type === 'lease') return ['crashBefore'];
  return type === 'commit' ? ['crashAfterRecord', 'crashAfterDebit'] : [];
}
