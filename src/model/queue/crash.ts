import type { QueueCommand, QueueFault, QueueOutcome, WorkerCommand } from '../../alphabets/queue.ts';
import { stepOnCopy } from '../../kernel/execute.ts';
import type { Ending, Model } from '../../kernel/model.ts';
import type { QueueState } from './state.ts';

/** The endings of a crash within a command: none, some or all of its durable steps are done. */
export function endingsOfQueueCrash(
  model: Pick<Model<QueueState, QueueCommand, QueueOutcome, never>, 'step'>,
  state: QueueState,
  command: QueueCommand,
): readonly Ending<QueueState, QueueOutcome>[] {
  const halves = 'worker' in command ? halfWays(command) : [];
  const whole = [command, withoutFault(command)];
  const reached = [state, ...[...halves, ...whole].map((one) => stepOnCopy(model, state, one).state)];
  return reached.map((one) => ({ state: withoutMemory(state, one, command), outcome: { type: 'noReply' } }));
}

/** A crashed worker and a crashed intake forget; a client has no answer; the operator and the reconciler have no memory. */
function withoutMemory(before: QueueState, reached: QueueState, command: QueueCommand): QueueState {
  switch (command.type) {
    case 'submit': {
      const { job, retryOf: key = job } = command;
      return { ...reached, unacknowledged: [...before.unacknowledged.filter((one) => one !== key), key] };
    }
    case 'flush':
      return { ...reached, buffered: [] };
    case 'resubmit':
    case 'reconcile':
    case 'tick':
      return reached;
    default:
      return { ...reached, workers: { ...before.workers, [command.worker]: { isUp: false, holding: null } } };
  }
}

function withoutFault(command: QueueCommand): QueueCommand {
  if (!('fault' in command)) return command;
  const { fault: _fault, ...whole } = command;
  return whole;
}

/** The same command with a crash between each two durable steps, if there is more than one step. */
export function halfWays({
  type,
  worker,
}: Pick<QueueCommand & { worker: string }, 'type' | 'worker'>): WorkerCommand[] {
  const faults: readonly QueueFault[] = type === 'lease' ? ['crashBefore'] : type === 'commit' ? halvesOfCommit : [];
  return faults.map((fault) => ({ type: type as WorkerCommand['type'], worker, fault }));
}

const halvesOfCommit: readonly QueueFault[] = ['crashAfterRecord', 'crashAfterDebit'];
