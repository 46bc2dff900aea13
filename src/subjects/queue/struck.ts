import type { QueueCommand } from '../../alphabets/queue.ts';
import type { StrikeKind } from '../../kernel/model.ts';

/**
 * Each way in which a command of a worker may have ended whose process was killed, or whose connection was cut: not begun, half
 * done, or done without a reply. A lease has two durable steps; all other commands have one, as long as a commit is atomic.
 */
export function struckQueueCommand(fault: StrikeKind, command: QueueCommand): readonly (readonly QueueCommand[])[] {
  if (!('worker' in command) || command.type === 'crash' || command.type === 'restart') return [[]];
  const { type, worker } = command;
  const halfDone: readonly QueueCommand[] = type === 'lease' ? [{ type, worker, fault: 'crashBefore' }] : [];
  if (fault === 'kill')
    return [[{ type: 'crash', worker }], ...halfDone.map((one) => [one]), [{ type, worker, fault: 'crashAfter' }]];
  // A worker without a job has nothing in its memory that a restart could lose.
  const restart: QueueCommand = { type: 'restart', worker };
  return [[], ...halfDone.map((one) => [one, restart]), [{ type, worker, fault: 'replyLost' }]];
}
