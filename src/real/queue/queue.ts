import type { System } from '../../kernel/model.ts';
import { createManualClock } from '../clock.ts';
import type { ManualClock } from '../clock.ts';
import type { Database } from '../database/sqlite.ts';
import type { Failpoints } from '../failpoints.ts';
import { Crash, createFailpoints, ReplyLost } from '../failpoints.ts';
import type { Command, Fault, Outcome, QueuePolicies, WorkerCommand, WorkerVerb } from './commands.ts';
import type { QueueContext } from './context.ts';
import type { Detection } from './detection.ts';
import { prepareDetection } from './detection.ts';
import { prepareReconcile } from './reconcile.ts';
import { prepareSubmit } from './submit.ts';
import type { QueueView } from './view.ts';
import { prepareView } from './view.ts';
import type { Worker } from './worker.ts';
import { startWorker } from './worker.ts';

/** A job queue on SQLite, with its workers, its clock, and what an operator sees of it. */
export interface RealQueue extends System<Command, Outcome, QueueView> {
  readonly failpoints: Failpoints;
  detect(): Detection;
}

/** Starts the queue and its workers on a database that holds its tables, by a clock that `tick` moves. */
export function startQueue(
  database: Database,
  policies: QueuePolicies,
  workerNames: readonly string[],
  clock: ManualClock = createManualClock(),
): RealQueue {
  const failpoints = createFailpoints();
  const control: QueueContext = { connection: database.connect(), policies, clock, failpoints };
  const submit = prepareSubmit(control);
  const reconcile = prepareReconcile(control);
  const readTables = prepareView(control.connection);
  const detect = prepareDetection(control.connection);
  const workers = new Map<string, Worker | null>(workerNames.map((name) => [name, start(name)]));

  function start(name: string): Worker {
    return startWorker(name, { ...control, connection: database.connect() });
  }

  function crash(name: string): void {
    workers.get(name)?.close();
    workers.set(name, null);
  }

  function work({ type, worker: name, fault }: WorkerCommand): Outcome {
    const worker = workers.get(name);
    if (worker === undefined) return { type: 'noSuchWorker' };
    if (worker === null) return { type: 'workerDown' };
    if (fault !== undefined) failpoints.arm(...strikeOf(type, fault));
    try {
      return worker.perform(type);
    } catch (error) {
      if (error instanceof Crash) crash(name);
      else if (!(error instanceof ReplyLost)) throw error;
      return { type: 'noReply' };
    } finally {
      failpoints.disarm();
    }
  }

  function perform(command: Command): Outcome {
    switch (command.type) {
      case 'submit':
        return submit(command.job);
      case 'crash':
        if (!workers.has(command.worker)) return { type: 'noSuchWorker' };
        if (workers.get(command.worker) === null) return { type: 'workerDown' };
        crash(command.worker);
        return { type: 'crashed' };
      case 'restart':
        if (!workers.has(command.worker)) return { type: 'noSuchWorker' };
        if (workers.get(command.worker) !== null) return { type: 'alreadyUp' };
        workers.set(command.worker, start(command.worker));
        return { type: 'restarted' };
      case 'tick':
        if (command.byMs <= 0) return { type: 'notForward' };
        clock.advance(command.byMs);
        return { type: 'ticked' };
      case 'reconcile':
        return reconcile();
      default:
        return work(command);
    }
  }

  return {
    failpoints,
    detect,
    perform: async (command) => perform(command),
    view: async () => ({
      nowMs: clock.nowMs(),
      ...readTables(),
      workers: Object.fromEntries(
        [...workers].map(([name, worker]) => [name, { isUp: worker !== null, holding: worker?.holding ?? null }]),
      ),
    }),
    close: async () => {
      for (const worker of workers.values()) worker?.close();
      database.close();
    },
  };
}

/** Where a fault strikes a verb. A lease has two durable steps, every other verb one. */
function strikeOf(verb: WorkerVerb, fault: Fault): [string, () => Error] {
  const lastStep = verb === 'lease' ? 'lease.grant' : verb;
  if (fault === 'crashBefore') return [`${lastStep}.before`, () => new Crash()];
  return fault === 'crashAfter' ? [`${lastStep}.after`, () => new Crash()] : [`${verb}.reply`, () => new ReplyLost()];
}
