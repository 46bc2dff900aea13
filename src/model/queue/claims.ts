import type { QueueCommand, QueueOutcome } from '../../alphabets/queue.ts';

/** Who takes a command. `null`: the clock. */
export function queueActorOf(command: QueueCommand): string | null {
  switch (command.type) {
    case 'tick':
      return null;
    case 'submit':
      return 'client';
    case 'resubmit':
      return 'operator';
    case 'flush':
      return 'intake';
    case 'reconcile':
      return 'reconciler';
    default:
      return command.worker;
  }
}

/** Outcomes of a worker whose own memory, or absence, was the reason. */
const withoutRequest: ReadonlySet<QueueOutcome['type']> = new Set([
  'noSuchWorker',
  'workerDown',
  'alreadyUp',
  'alreadyHolding',
  'nothingHeld',
  'deferredToCommit',
  'alreadyApplied',
  'notApplied',
]);

/**
 * A crash and a restart touch the worker's memory alone, as does a command that the worker refuses without a request. All
 * other commands share the store: a lease looks at every job, and which job a worker works on stands in no command.
 */
export function queueKeysOf(command: QueueCommand, outcome: QueueOutcome | null): readonly string[] {
  const store = 'store';
  if (!('worker' in command)) return outcome?.type === 'notForward' || outcome?.type === 'noReconciler' ? [] : [store];
  const memory = `worker ${command.worker}`;
  const isOfMemory = command.type === 'crash' || command.type === 'restart';
  return isOfMemory || (outcome !== null && withoutRequest.has(outcome.type)) ? [memory] : [memory, store];
}

/** Outcomes of commands that have found no job to change. A lease without a job is none of them: it dead-letters spent jobs. */
const withoutJob: ReadonlySet<QueueOutcome['type']> = new Set([
  'nothingToFlush',
  'nothingToReconcile',
  'noReconciler',
  'notDeadLettered',
  'notForward',
]);

/**
 * Refusals after which no state has changed. Not among them: a submission that is known already, which the client then knows
 * as well; a stale commit, which is noted; refusals that end the worker's holding; and any request by a wrong clock, which
 * is counted as a fault.
 */
export function queueChangesNothing(command: QueueCommand, { type }: QueueOutcome): boolean {
  if (withoutRequest.has(type) || withoutJob.has(type)) return true;
  if (type === 'alreadySubmitted') return command.type === 'resubmit';
  const isTimed = 'fault' in command && (command.fault === 'clockAhead' || command.fault === 'clockBehind');
  return type === 'notCommitted' && !isTimed;
}
