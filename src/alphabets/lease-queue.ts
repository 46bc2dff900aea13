/** The terms of a lease queue: how such libraries differ, and are right all the same. */
export type LeaseQueueTerms = {
  /** How long a worker holds a job from its fetch or its extension; by default 30,000. */
  readonly leaseMs: number;
  /** How often a job is tried in all: a job that has failed so often is dead; by default 3. */
  readonly attempts: number;
  /** How many leases of a job may run out, apart from its attempts; -1, the default: a lease that runs out is an attempt. */
  readonly stallLimit: number;
  /**
   * Whether a job that has used up its leases or tries by leases that ran out fails when a worker asks for it, and waits until
   * then; otherwise the pass of maintenance that takes the lease back fails the job, which is the default.
   */
  readonly failsAtFetch: boolean;
  /** How long a job waits after its first failure, at least and at most; by default 10,000. */
  readonly waitMs: number;
  readonly waitAtMostMs: number;
  /**
   * How waits grow, by default by a factor:
   *
   * - `factor`: each further wait is `waitGrowth` times as long.
   * - `exp`: after the n-th failure a job waits `waitMs` times e to the power of n, rounded up to a whole millisecond.
   */
  readonly waitsGrowBy: 'factor' | 'exp';
  /** The factor by which each further wait is longer; 1: all waits are alike; by default 2. */
  readonly waitGrowth: number;
  /** No wait is longer; by default 60,000. */
  readonly longestWaitMs: number;
  /** Whether a job also waits after its lease ran out; by default not. */
  readonly lapsedWaits: boolean;
  /**
   * What a key keeps out, by default there are none:
   *
   * - `none`: there are no keys.
   * - `waiting`: a second job while another job of the key waits for its first try.
   * - `live`: a second job while another job of the key has not ended.
   * - `stored`: a second job while another job of the key has not ended, or is kept as dead.
   * - `active`: no job; at most one job of the key is held at a time.
   * - `eachState`: both of `waiting` and `active`, and a job that fails while another one waits for its retry is dead.
   * - `inTurn`: no job; a job is handed out only once the earlier ones of the key are done or removed, a dead one included.
   * - `replaced`: no job; a new job replaces a job of the key that waits, and one that is held is not tried once more.
   */
  readonly keys: 'none' | 'waiting' | 'active' | 'eachState' | 'live' | 'stored' | 'inTurn' | 'replaced';
  /** How many jobs of a group are held at a time, at most; 0, the default: there are no groups. */
  readonly groupLimit: number;
  /**
   * In which order jobs that were never handed out are handed out, by default in any:
   *
   * - `submitted`: in the order of their submission.
   * - `time`: in the order of the instants of their submission; jobs of one instant in any order.
   */
  readonly order: 'any' | 'time' | 'submitted';
  /**
   * Who may report on a job: the worker with the latest lease alone, which is the default, or any worker that has held the
   * job, which may also complete a dead job.
   */
  readonly reportedBy: 'holder' | 'anyone';
  /** Whether a job may be removed while a worker holds it; by default not. */
  readonly removesHeld: boolean;
  /** Whether dead jobs are kept, and shown as dead, which is the default. */
  readonly deadLetters: boolean;
  /** After how many passes of maintenance a job whose lease ran out has come back, by default 1; 0: it is free at once. */
  readonly passes: number;
  /** How many jobs a fetch may ask for, at most; by default 2. */
  readonly batch: number;
  /**
   * Whether a fetch hands out as many due jobs as it asks for, which is the default; otherwise a fetch that hands out one may
   * leave out others.
   */
  readonly fillsBatches: boolean;
  /** How far a deadline may be off, in milliseconds; by default 0. */
  readonly slackMs: number;
};

/** The command is done, and its answer is lost on the way: the actor does not know the answer. */
export type LeaseQueueFault = 'replyLost';

/** Jobs in a worker's hand have places from 0, in the order in which the worker got them. */
export type LeaseQueueCommand =
  | {
      readonly type: 'submit';
      readonly job: string;
      readonly key: string | null;
      readonly group: string | null;
      readonly fault?: LeaseQueueFault;
    }
  | { readonly type: 'fetch'; readonly worker: string; readonly upTo: number; readonly fault?: LeaseQueueFault }
  | WorkerReport
  /** A new job, for which the job in the worker's hand waits. */
  | {
      readonly type: 'spawn';
      readonly worker: string;
      readonly place: number;
      readonly job: string;
      readonly fault?: LeaseQueueFault;
    }
  | { readonly type: 'remove'; readonly job: string; readonly fault?: LeaseQueueFault }
  /** The worker forgets all that it holds. */
  | { readonly type: 'crash'; readonly worker: string }
  | { readonly type: 'tick'; readonly ms: number }
  /** One pass of what the library does from time to time. */
  | { readonly type: 'maintain' };

/** What a worker reports of a job in its hand. */
export interface WorkerReport {
  readonly type: 'complete' | 'fail' | 'extend';
  readonly worker: string;
  readonly place: number;
  readonly fault?: LeaseQueueFault;
}

/** The job is named where a command names a place alone. */
export type LeaseQueueAnswer =
  | { readonly type: 'accepted' | 'refused'; readonly job: string }
  | { readonly type: 'fetched'; readonly jobs: readonly string[] }
  | { readonly type: 'nothing' }
  | { readonly type: 'unacknowledged' }
  | { readonly type: 'done' };

/** What a library shows of a job. `waiting`: also for its time or for a child; `gone`: there is no such job any more. */
export type JobShown = 'waiting' | 'held' | 'done' | 'dead' | 'gone';

/** Every job that was submitted, by its name. */
export type LeaseQueueShown = Readonly<Record<string, JobShown>>;

/** A job that a worker was given. The handle is what the worker reports with. */
export interface HandedJob<Handle = unknown> {
  readonly job: string;
  readonly handle: Handle;
}

/**
 * A library behind the commands of a lease queue: what a user writes for a library of their own. Functions that a library does
 * not have are left out. A refusal resolves to false; only what is broken throws.
 */
export interface LeaseLibrary<Handle = unknown> {
  /** Begins a run: no job, no lease, and no trace of the runs before. */
  reset(): Promise<void>;
  /** Resolves to false where the job is refused as a duplicate of its key. */
  submit(job: string, names: { readonly key: string | null; readonly group: string | null }): Promise<boolean>;
  fetch(worker: string, upTo: number): Promise<readonly HandedJob<Handle>[]>;
  complete(handle: Handle): Promise<boolean>;
  fail(handle: Handle): Promise<boolean>;
  extend?(handle: Handle): Promise<boolean>;
  /** Submits a job, for which the job of the handle waits. */
  spawn?(handle: Handle, job: string): Promise<boolean>;
  remove?(job: string): Promise<boolean>;
  /** Lets this time pass, in milliseconds. */
  tick(ms: number): Promise<void>;
  /** One pass of what the library does from time to time. */
  maintain(): Promise<void>;
  /** What the library shows of these jobs. */
  shown(jobs: readonly string[]): Promise<LeaseQueueShown>;
  /**
   * The same library over the connection of an actor at this address, where commands overlap and a stage orders what they send.
   * Absent: all actors share a connection.
   */
  forActor?(actor: string, address: string): Promise<ActorLibrary<Handle>>;
  close(): Promise<void>;
}

/** What actors call. */
export type ActorLibrary<Handle = unknown> = Omit<
  LeaseLibrary<Handle>,
  'reset' | 'tick' | 'shown' | 'close' | 'forActor'
>;
