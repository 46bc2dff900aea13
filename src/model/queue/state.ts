import type { QueueLimits } from './policies.ts';

/** The whole world of the queue: the store's rows, the effects on the outside world, each worker's memory. */
export interface QueueState {
  /** Milliseconds since the world began. */
  nowMs: number;
  /** In order of submission; leases go out in this order. */
  jobs: Job[];
  /** Every attempt that was ever started: the log that outlives the workers. */
  executions: Execution[];
  /** One record per execution, from the grant until the lease is given back or the job has ended. Expired ones stay. */
  leases: Lease[];
  commits: CommitRecord[];
  /** The effects on the outside world: a transfer each, noted by its debit. No command takes an effect back. */
  effects: Effect[];
  /** The other half of each effect: the credit of the debited amount. */
  credits: Effect[];
  /** The tokens that retries took out of the bucket of all jobs. */
  retries: Retry[];
  workers: Record<string, Worker>;
  /** The intake's memory: accepted jobs that are not yet written down, in order of submission. */
  buffered: Submission[];
  /** The client's memory: the keys of requests without an answer. */
  unsure: string[];
  /** How many faults have struck. Bounded by the scope; not part of the queue. */
  faults: number;
}

export type JobStatus = 'queued' | 'running' | 'done' | 'failed';

/** A client's request for a job. */
export interface Submission {
  readonly id: string;
  /** The same for all retries of a request. */
  readonly key: string;
}

export interface Job extends Submission {
  status: JobStatus;
  /** The number of leases granted on the job. */
  attempts: number;
  /** The newest right to work on the job. Grows with every grant, and when the right is taken back. */
  token: number;
  /** After the first attempt: the first instant at which the job may be tried again, where retries wait. */
  retryAtMs: number;
  /** For a dead-lettered job: the end of its last attempt. */
  deadReason: DeadReason | null;
  /** The id under which the job was submitted again after that. */
  resubmittedAs: string | null;
}

/** The worker gave up, or its lease ran out. */
export type DeadReason = 'gaveUp' | 'leaseRanOut';

/** One attempt at one job. */
export interface Execution {
  /** Durable, and never given twice. */
  readonly id: number;
  readonly job: string;
  readonly attempt: number;
  readonly worker: string;
  /** The execution tried to commit a job that another execution had committed. */
  isDuplicate: boolean;
}

/** A time-bounded right to work on a job. */
export interface Lease {
  readonly execution: number;
  readonly job: string;
  readonly token: number;
  /** The first instant at which the right is gone. */
  expiresAtMs: number;
}

/** The durable row that records a job's effect. */
export interface CommitRecord {
  readonly job: string;
  readonly execution: number;
  readonly attempt: number;
}

export interface Effect {
  readonly job: string;
  readonly execution: number;
}

/** An attempt that was not the first of its job. */
export interface Retry {
  readonly execution: number;
  /** The instant at which the bucket would be full again without further retries. */
  fullAtMs: number;
}

/** A process that works on one job at a time, and loses its memory in a crash. */
export interface Worker {
  isUp: boolean;
  holding: Holding | null;
}

/** A worker's belief about the job in its hands; the store may know better. */
export interface Holding {
  readonly job: string;
  readonly execution: number;
  readonly token: number;
  hasApplied: boolean;
  hasCommitted: boolean;
}

/** All that an outsider could find out: the state without the count of faults. */
export type QueueView = Omit<QueueState, 'faults'>;

export function viewOf(state: QueueState): QueueView {
  const { nowMs, jobs, executions, leases, commits, effects, credits, retries, workers, buffered, unsure } = state;
  return { nowMs, jobs, executions, leases, commits, effects, credits, retries, workers, buffered, unsure };
}

/** How big the world is. */
export type QueueScope = QueueLimits & {
  readonly workers: number;
  readonly jobs: number;
  /** The number of commands that a fault may strike; plain crashes do not count. */
  readonly faults: number;
};

export function initialState(scope: QueueScope): QueueState {
  const workers = workerNames(scope).map((name): [string, Worker] => [name, { isUp: true, holding: null }]);
  return {
    nowMs: 0,
    jobs: [],
    executions: [],
    leases: [],
    commits: [],
    effects: [],
    credits: [],
    retries: [],
    workers: Object.fromEntries(workers),
    buffered: [],
    unsure: [],
    faults: 0,
  };
}

export function workerNames(scope: QueueScope): string[] {
  return Array.from({ length: scope.workers }, (_, index) => `w${index + 1}`);
}

export function jobNames(scope: QueueScope): string[] {
  return Array.from({ length: scope.jobs }, (_, index) => `j${index + 1}`);
}
