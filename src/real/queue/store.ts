import type { Clock } from '../clock.ts';
import type { Failpoints } from '../failpoints.ts';
import type { Holding, Outcome, QueuePolicies, StoreReply, Submission, WorkerVerb } from './commands.ts';
import type { Detection } from './detection.ts';
import type { Limits } from './rules.ts';
import type { Tables } from './view.ts';

/** What every store of the queue is given. */
export interface Surroundings {
  readonly policies: QueuePolicies;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly failpoints: Failpoints;
}

/** What a worker asks of the store, over a connection of its own. */
export interface WorkerVerbs extends Record<Exclude<WorkerVerb, 'lease'>, (holding: Holding) => Promise<StoreReply>> {
  lease(worker: string): Promise<StoreReply>;
}

/** The queue on one kind of database: the same verbs and tables on each. */
export interface QueueStore {
  /** For a worker with a clock of its own, which a store that goes by its own does not look at. */
  connect(clock: Clock): Promise<WorkerVerbs & { close(): Promise<void> }>;
  /** The key says what was asked for, whatever the id: whoever asks again shows the same. */
  submit(job: string, key: string): Promise<Outcome>;
  /** Whether the store has a job by this id or, where keys count, by this key. */
  knows(job: string, key: string): Promise<boolean>;
  /** Takes in all of them in this order, at once; whichever it has already, it leaves as it is. */
  flush(submissions: readonly Submission[]): Promise<void>;
  /** Submits again, as a job of its own, what was put aside. */
  resubmit(job: string, of: string): Promise<Outcome>;
  reconcile(): Promise<Outcome>;
  readTables(): Promise<Tables>;
  detect(): Promise<Detection>;
  /** Hangs up for everybody. */
  close(): Promise<void>;
}

/** By which clock a worker's leases are set and judged. */
export function clockFor({ policies, clock }: Surroundings, ofWorker: Clock): Clock {
  return policies.storeClock ? clock : ofWorker;
}

/** One durable step, with a failpoint on either side of it. */
export async function durableStep<Result>(
  { failpoints }: Pick<Surroundings, 'failpoints'>,
  name: string,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  failpoints.reach(`${name}.before`);
  const result = await work();
  failpoints.reach(`${name}.after`);
  return result;
}
