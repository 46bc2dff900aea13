import type {
  Holding,
  QueueCommand,
  QueueLimits,
  QueueOutcome,
  QueuePolicies,
  QueueView,
  WorkerCommand,
  WorkerVerb,
} from '../../alphabets/queue.ts';
import type { System } from '../../kernel/model.ts';
import { createManualClock } from '../clock.ts';
import type { ManualClock } from '../clock.ts';
import { ConnectionLost } from '../database/connection-lost.ts';
import type { SystemFailpoints } from '../failpoints.ts';
import { Crash, createFailpoints, ReplyLost, surroundingsFor } from '../failpoints.ts';
import { startQueueClient } from './client.ts';
import type { Detection } from './detection.ts';
import { startIntake } from './intake.ts';
import type { Strike } from './replies.ts';
import { isTorn, leaseMs } from './rules.ts';
import type { QueueStore, QueueSurroundings } from './store.ts';
import type { StartWorker, Worker } from './worker.ts';
import { startWorker } from './worker.ts';

/** A job queue, with its workers, its clock, and the view of an operator. Commands of different actors may overlap. */
export interface RealQueue extends System<QueueCommand, QueueOutcome, QueueView> {
  readonly failpoints: SystemFailpoints;
  detect(): Promise<Detection>;
}

/** The workers of the queue, and its limits. */
export interface QueueWorld {
  readonly workers: readonly string[];
  readonly limits: QueueLimits;
  /** Where the queue does not begin at the start, but with a store that has rows. */
  readonly memory?: QueueMemory;
}

/** What a queue keeps outside its store: no more than its view shows. */
export type QueueMemory = Pick<QueueView, 'nowMs' | 'workers' | 'buffered' | 'unacknowledged'>;

/** Where a queue can begin. */
export interface QueueCheckpoint {
  /** As the database takes them down. */
  readonly rows: unknown;
  readonly memory: QueueMemory;
}

/** Starts the queue and its workers on a store, by a clock that `tick` moves. */
export async function startQueue(
  openStore: (surroundings: QueueSurroundings) => QueueStore | Promise<QueueStore>,
  policies: QueuePolicies,
  { workers: workerNames, limits, memory }: QueueWorld,
  clock: ManualClock = createManualClock(memory?.nowMs),
  begin: StartWorker = startWorker,
): Promise<RealQueue> {
  const failpoints = createFailpoints();
  const surroundings: QueueSurroundings = { policies, limits, clock, failpoints };
  const store = await openStore(surroundings);
  const intake = startIntake(surroundingsFor(surroundings, 'intake'), store, memory?.buffered);
  const client = startQueueClient(surroundingsFor(surroundings, 'client'), intake, memory?.unacknowledged);
  const workers = new Map<string, Worker | null>();
  /** By worker: whether its process was killed. */
  const lives = new Map<string, { isKilled: boolean }>();
  /** By how much the clock of a worker is wrong during its present command, in milliseconds. */
  const wrongByMs = new Map<string, number>();
  try {
    for (const name of workerNames) {
      const { isUp = true, holding = null } = memory?.workers[name] ?? {};
      workers.set(name, isUp ? await start(name, holding) : null);
    }
  } catch (error) {
    await close();
    throw error;
  }

  async function close(): Promise<void> {
    try {
      for (const worker of workers.values()) await worker?.close();
    } finally {
      await store.close();
    }
  }

  function start(name: string, holding: Holding | null = null): Promise<Worker> {
    const ownClock = { nowMs: () => clock.nowMs() + (wrongByMs.get(name) ?? 0) };
    const own = { isKilled: false };
    lives.set(name, own);
    const connect = async (): ReturnType<QueueStore['connect']> => {
      if (own.isKilled) throw new Crash('killed');
      return store.connect(name, ownClock);
    };
    return begin(name, surroundingsFor(surroundings, name), { clock: ownClock, connect, holding });
  }

  async function crash(name: string): Promise<void> {
    const worker = workers.get(name);
    workers.set(name, null);
    await worker?.close();
  }

  async function work({ type, worker: name, fault }: WorkerCommand): Promise<QueueOutcome> {
    const worker = workers.get(name);
    if (worker === undefined) return { type: 'noSuchWorker' };
    if (worker === null) return { type: 'workerDown' };
    const own = failpoints.for(name);
    if (fault === 'clockAhead' || fault === 'clockBehind')
      wrongByMs.set(name, fault === 'clockAhead' ? leaseMs : -leaseMs);
    else if (fault !== undefined) own.arm(...strikeOf(policies, type, fault));
    try {
      return await worker.perform(type);
    } catch (error) {
      if (error instanceof Crash && workers.get(name) === worker) await crash(name);
      else if (!(error instanceof Crash || error instanceof ReplyLost)) throw error;
      return { type: 'noReply' };
    } finally {
      own.disarm();
      wrongByMs.delete(name);
    }
  }

  /** Ends the connection of a worker that is up. */
  async function cut(name: string): Promise<boolean> {
    return (workers.get(name) ?? null) !== null && (await store.cut?.(name)) === true;
  }

  /** Ends a worker that is up, as its process would end: no code of it goes on. */
  async function kill(name: string): Promise<boolean> {
    const worker = workers.get(name) ?? null;
    const own = lives.get(name);
    if (worker === null || own === undefined) return false;
    own.isKilled = true;
    workers.set(name, null);
    await store.kill?.(name);
    await worker.close();
    return true;
  }

  async function perform(command: QueueCommand): Promise<QueueOutcome> {
    switch (command.type) {
      case 'submit':
        return client.submit(command);
      case 'resubmit':
        return intake.resubmit(command.job, command.of);
      case 'flush':
        return intake.flush(command.fault);
      case 'crash':
        if (!workers.has(command.worker)) return { type: 'noSuchWorker' };
        if (workers.get(command.worker) === null) return { type: 'workerDown' };
        await crash(command.worker);
        return { type: 'crashed' };
      case 'restart':
        if (!workers.has(command.worker)) return { type: 'noSuchWorker' };
        if (workers.get(command.worker) !== null) return { type: 'alreadyUp' };
        workers.set(command.worker, await start(command.worker));
        return { type: 'restarted' };
      case 'tick':
        if (command.byMs <= 0) return { type: 'notForward' };
        clock.advance(command.byMs);
        return { type: 'ticked' };
      case 'reconcile':
        return store.reconcile();
      default:
        return work(command);
    }
  }

  const remember = (): QueueMemory => ({
    nowMs: clock.nowMs(),
    workers: Object.fromEntries(
      [...workers].map(([name, worker]) => [name, { isUp: worker !== null, holding: worker?.holding ?? null }]),
    ),
    buffered: [...intake.buffered],
    unacknowledged: [...client.unacknowledged],
  });

  async function takeDown(takeRows: () => Promise<unknown>): Promise<QueueCheckpoint | null> {
    const rows = await takeRows();
    return rows === null ? null : { rows, memory: remember() };
  }

  const { takeRows } = store;
  return {
    failpoints,
    ...(takeRows !== undefined && { checkpoint: () => takeDown(takeRows) }),
    detect: store.detect,
    ...(store.cut !== undefined && { faults: { cut, ...(store.kill !== undefined && { kill }) } }),
    perform: (command) => perform(command).catch(withoutReply),
    async view() {
      const tables = await store.readTables();
      const { nowMs, ...others } = remember();
      return { nowMs, ...tables, ...others };
    },
    close,
  };
}

/** A lost connection, a crash and a lost reply look alike to the caller: there is no reply. */
function withoutReply(error: unknown): QueueOutcome {
  if (error instanceof ConnectionLost || error instanceof Crash || error instanceof ReplyLost)
    return { type: 'noReply' };
  throw error;
}

/** The failpoint at which a fault happens during a verb. A lease has two durable steps, and a commit may have three. */
function strikeOf(policies: QueuePolicies, verb: WorkerVerb, fault: Strike): [string, () => Error] {
  const lastStep = verb === 'lease' ? 'lease.grant' : verb;
  switch (fault) {
    case 'crashBefore':
      return [`${lastStep}.before`, () => new Crash()];
    case 'crashAfterRecord':
      return ['commit.debit.before', () => new Crash()];
    case 'crashAfterDebit':
      return ['commit.credit.before', () => new Crash()];
    case 'crashAfter':
      // The last step of a commit depends on whether the job is already committed.
      return [verb === 'commit' && isTorn(policies) ? 'commit.reply' : `${lastStep}.after`, () => new Crash()];
    case 'replyLost':
      return [`${verb}.reply`, () => new ReplyLost()];
  }
}
