import type { Holding, QueueOutcome, WorkerVerb } from '../../alphabets/queue.ts';
import type { Clock } from '../clock.ts';
import { ConnectionLost } from '../database/connection-lost.ts';
import type { StoreReply } from './replies.ts';
import type { QueueActorSurroundings, WorkerVerbs } from './store.ts';

/** A worker process: a connection, and a memory that is lost in a crash. */
export interface Worker {
  readonly holding: Holding | null;
  /** Throws `ConnectionLost`; the worker keeps its memory, and the next verb uses a new connection. */
  perform(verb: WorkerVerb): Promise<QueueOutcome>;
  close(): Promise<void>;
}

export type StartWorker = (
  name: string,
  surroundings: QueueActorSurroundings,
  /** The worker's own clock, its connection to the store, and what is in its hands where it does not begin at the start. */
  own: {
    readonly clock: Clock;
    readonly holding?: Holding | null;
    connect(): Promise<WorkerVerbs & { close(): Promise<void> }>;
  },
) => Promise<Worker>;

export const startWorker: StartWorker = async (
  name,
  { policies, failpoints },
  { connect, holding: atFirst = null },
) => {
  let connection = await connect();
  let holding: Holding | null = atFirst;

  async function workOn(held: Holding, verb: Exclude<WorkerVerb, 'lease'>): Promise<QueueOutcome> {
    if (verb === 'applyEffect' && policies.commitBoundary) return { type: 'deferredToCommit' };
    if (verb === 'applyEffect' && held.hasApplied) return { type: 'alreadyApplied' };
    if (verb === 'commit' && !policies.commitBoundary && !held.hasApplied) return { type: 'notApplied' };
    return hear(verb, held, connection[verb](held));
  }

  async function hear(verb: WorkerVerb, held: Holding | null, answer: Promise<StoreReply>): Promise<StoreReply> {
    const reply = await answer.catch(reconnect);
    failpoints.reach(`${verb}.reply`);
    holding = memoryAfter(held, reply);
    return reply;
  }

  async function reconnect(error: unknown): Promise<never> {
    if (error instanceof ConnectionLost) connection = await connect();
    throw error;
  }

  return {
    get holding() {
      return holding;
    },
    async perform(verb) {
      if (verb !== 'lease') return holding === null ? { type: 'nothingHeld' } : workOn(holding, verb);
      return holding === null ? hear(verb, null, connection.lease(name)) : { type: 'alreadyHolding' };
    },
    close: () => connection.close(),
  };
};

/** A worker's memory after a reply. The worker drops a job on which no work is left. */
function memoryAfter(held: Holding | null, reply: StoreReply): Holding | null {
  switch (reply.type) {
    case 'leased': {
      const { job, execution, token } = reply;
      return { job, execution, token, hasApplied: false, hasCommitted: false };
    }
    case 'applied':
      return held && { ...held, hasApplied: true };
    case 'committed':
      return held && { ...held, hasCommitted: true };
    case 'alreadyCommitted':
      return held?.execution === reply.by ? { ...held, hasCommitted: true } : null;
    case 'renewed':
    case 'notCommitted':
    case 'noWork':
      return held;
    case 'leaseEnded':
    case 'completed':
    case 'released':
    case 'failedForGood':
    case 'stale':
    case 'notRunning':
      return null;
  }
}
