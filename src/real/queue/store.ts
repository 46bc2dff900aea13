import type {
  Holding,
  QueueLimits,
  QueueOutcome,
  QueuePolicies,
  Submission,
  WorkerVerb,
} from '../../alphabets/queue.ts';
import type { Clock } from '../clock.ts';
import type { OfActor, SystemFailpoints } from '../failpoints.ts';
import type { Detection } from './detection.ts';
import type { StoreReply } from './replies.ts';
import type { QueueTables } from './tables.ts';

/** The actors of the queue beside its workers. Each has a session of its own, so that any two of them may act at once. */
export type QueueActor = 'client' | 'operator' | 'intake' | 'reconciler';

/** The parameters of every store of the queue. */
export interface QueueSurroundings {
  readonly policies: QueuePolicies;
  readonly limits: QueueLimits;
  readonly clock: Clock;
  readonly failpoints: SystemFailpoints;
}

/** The parameters of a worker or of another actor. */
export type QueueActorSurroundings = OfActor<QueueSurroundings>;

/** The requests of a worker to the store, over the worker's own connection. */
export interface WorkerVerbs extends Record<Exclude<WorkerVerb, 'lease'>, (holding: Holding) => Promise<StoreReply>> {
  lease(worker: string): Promise<StoreReply>;
}

/** The queue on a database: the same verbs and tables on SQLite and on Postgres. */
export interface QueueStore {
  /** Connects a worker. Its clock is used only with the policy `storeClock` off. */
  connect(worker: string, clock: Clock): Promise<WorkerVerbs & { close(): Promise<void> }>;
  /** A retried request has the same key, and may have another id. */
  submit(job: string, key: string): Promise<QueueOutcome>;
  /** Whether the store has a job with this id or, with the policy `submitKey` on, with this key. */
  knows(job: string, key: string): Promise<boolean>;
  /** Accepts all these jobs in this order, in a single transaction. Jobs that the store already has stay unchanged. */
  flush(submissions: readonly Submission[]): Promise<void>;
  /** Submits a dead-lettered job again, as a new job. */
  resubmit(job: string, of: string): Promise<QueueOutcome>;
  reconcile(): Promise<QueueOutcome>;
  /**
   * Ends the connection of a worker at the server. Resolves once nothing that was sent over it can take effect any more, to
   * whether the worker has a connection. Absent: its connections cannot be ended from outside.
   */
  cut?(worker: string): Promise<boolean>;
  /**
   * Ends the connection of a worker that is killed at a stage, and does not hear of it. Absent: without a stage the code of the
   * worker would go on.
   */
  kill?(worker: string): Promise<void>;
  readTables(): Promise<QueueTables>;
  /** All rows, so that another store of the same policies can be opened with them; `null`: not exactly. Absent: it takes none down. */
  takeRows?(): Promise<unknown>;
  detect(): Promise<Detection>;
  /** Closes the connections of all workers as well. */
  close(): Promise<void>;
}

/** The clock that sets and judges a worker's leases. */
export function clockFor({ policies, clock }: Pick<QueueSurroundings, 'policies' | 'clock'>, ofWorker: Clock): Clock {
  return policies.storeClock ? clock : ofWorker;
}

/** A durable step, with a failpoint before and after. */
export async function durableStep<Result>(
  { failpoints }: Pick<QueueActorSurroundings, 'failpoints'>,
  name: string,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  failpoints.reach(`${name}.before`);
  const result = await work();
  failpoints.reach(`${name}.after`);
  return result;
}
