import type { System } from '../../src/index.ts';
import type { QueueCommand, QueueOutcome, QueueView } from '../../src/subjects/queue/index.ts';
import type { MemoryQueue, Reply } from './queue.ts';

type WorkerCommand = Exclude<Extract<QueueCommand, { fault?: unknown }>, { type: 'submit' | 'flush' }>;

/** Puts a queue behind Faultbook's commands: who asks for what, what a worker remembers, what an outsider sees. */
export function adapt(
  create: (nowMs: () => number) => MemoryQueue,
  names: string[],
): System<QueueCommand, QueueOutcome, QueueView> {
  let nowMs = 0;
  let unacknowledged: string[] = [];
  const queue = create(() => nowMs);
  const workers: QueueView['workers'] = Object.fromEntries(names.map((name) => [name, { isUp: true, holding: null }]));

  function work({ type, worker: name, fault }: WorkerCommand): QueueOutcome {
    const worker = workers[name];
    if (worker === undefined || !worker.isUp) return { type: worker === undefined ? 'noSuchWorker' : 'workerDown' };
    const { holding } = worker;
    if (type === 'lease' && holding !== null) return { type: 'alreadyHolding' };
    if (type !== 'lease' && holding === null) return { type: 'nothingHeld' };
    if (type === 'applyEffect') return { type: 'deferredToCommit' };
    if (type === 'lease') queue.sweep();
    // The fault strikes between the two durable steps, or takes away the reply, or the worker with it.
    const reply =
      fault === 'crashBefore' ? null : holding === null || type === 'lease' ? queue.lease(name) : queue[type](holding);
    if (fault === undefined && reply !== null) return remember(worker, reply);
    if (fault !== 'replyLost') Object.assign(worker, { isUp: false, holding: null });
    return { type: 'noReply' };
  }

  function remember(worker: QueueView['workers'][string], reply: Reply): Reply {
    const isOwn = reply.type === 'alreadyCommitted' && reply.by === worker.holding?.execution;
    if (reply.type === 'leased') {
      const { job, execution, token } = reply;
      worker.holding = { job, execution, token, hasApplied: false, hasCommitted: false };
    } else if (worker.holding !== null && (reply.type === 'committed' || isOwn)) worker.holding.hasCommitted = true;
    else if (reply.type !== 'renewed' && reply.type !== 'notCommitted') worker.holding = null;
    return reply;
  }

  /** A client that has no answer remembers so, and may ask again: under another id, with the same key. */
  function submit({ job, retryOf: key = job, fault }: Extract<QueueCommand, { type: 'submit' }>): QueueOutcome {
    const isNew = queue.submit(job, key);
    unacknowledged = unacknowledged.filter((one) => one !== key);
    if (fault !== undefined) unacknowledged = [...unacknowledged, key];
    return { type: fault !== undefined ? 'noReply' : isNew ? 'submitted' : 'alreadySubmitted' };
  }

  function perform(command: QueueCommand): QueueOutcome {
    if (command.type === 'submit') return submit(command);
    // What it has accepted lies in its tables: there is nothing to be written down later.
    if (command.type === 'flush') return { type: 'nothingToFlush' };
    if (command.type === 'resubmit') return { type: queue.resubmit(command.job, command.of) };
    if (command.type === 'reconcile') {
      const jobs = queue.reconcile();
      return jobs.length === 0 ? { type: 'nothingToReconcile' } : { type: 'reconciled', jobs };
    }
    if (command.type === 'tick') nowMs += Math.max(0, command.byMs);
    if (command.type === 'tick') return { type: command.byMs > 0 ? 'ticked' : 'notForward' };
    if (command.type !== 'crash' && command.type !== 'restart') return work(command);
    const worker = workers[command.worker];
    if (worker === undefined) return { type: 'noSuchWorker' };
    if (worker.isUp === (command.type === 'restart')) return { type: worker.isUp ? 'alreadyUp' : 'workerDown' };
    Object.assign(worker, { isUp: command.type === 'restart', holding: null });
    return { type: command.type === 'restart' ? 'restarted' : 'crashed' };
  }

  return {
    perform: async (command) => perform(command),
    view: async () => structuredClone({ nowMs, ...queue.tables, workers, buffered: [], unacknowledged }),
    close: async () => undefined,
  };
}
