import type { QueueLimits } from './policies.ts';

/** The whole world of the queue: what the store keeps, what the outside saw, what each worker remembers. */
export interface QueueState {
  /** Milliseconds since the world began. */
  nowMs: number;
  /** In order of submission; leases go out in this order. */
  jobs: Job[];
  /** Every attempt that was ever started: the log that outlives the workers. */
  executions: Execution[];
  /** One record per execution, from the grant until it is given back or its job has ended. An expired one stays. */
  leases: Lease[];
  commits: CommitRecord[];
  /** What the outside world saw: a transfer each, noted by its debit. Nothing takes an effect back. */
  effects: Effect[];
  /** The other half of each effect: what was debited arrives. */
  credits: Effect[];
  /** What each retry took out of the bucket that all jobs share. */
  retries: Retry[];
  workers: Record<string, Worker>;
  /** The intake's memory: what it has accepted, and has yet to write down. In order of submission. */
  buffered: Submission[];
  /** The client's memory: the keys of what it has asked for, and had no answer about. */
  unsure: string[];
  /** How many faults have struck. Bounded by the scope; not part of the queue. */
  faults: number;
}

export type JobStatus = 'queued' | 'running' | 'done' | 'failed';

/** What a client asks for. */
export interface Submission {
  readonly id: string;
  /** What the client asked for: the same, however often it has to ask. */
  readonly key: string;
}

export interface Job extends Submission {
  status: JobStatus;
  /** How many leases have been granted on it. */
  attempts: number;
  /** The youngest right to work on it. Grows with every grant, and when that right is taken back. */
  token: number;
  /** Once it has been tried: the first instant at which it may be tried again, where retries wait. */
  retryAtMs: number;
  /** Where it was put aside after its last attempt: how that ended. */
  deadReason: DeadReason | null;
  /** As which job it was submitted again after that. */
  resubmittedAs: string | null;
}

/** The worker gave up, or was never heard of again. */
export type DeadReason = 'gaveUp' | 'leaseRanOut';

/** One attempt at one job. */
export interface Execution {
  /** Durable, and never given twice. */
  readonly id: number;
  readonly job: string;
  readonly attempt: number;
  readonly worker: string;
  /** It came to commit a job that another execution had committed. */
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

/** The durable row that says that a job's effect happened. */
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
  /** The instant at which the bucket would be full again if nothing more were taken out of it. */
  fullAtMs: number;
}

/** A process that works on one job at a time, and forgets everything when it crashes. */
export interface Worker {
  isUp: boolean;
  holding: Holding | null;
}

/** What a worker believes about the job in its hands; the store may know better. */
export interface Holding {
  readonly job: string;
  readonly execution: number;
  readonly token: number;
  hasApplied: boolean;
  hasCommitted: boolean;
}

/** What an outsider could find out: everything but the count of faults. */
export type QueueView = Omit<QueueState, 'faults'>;

export function viewOf(state: QueueState): QueueView {
  const { nowMs, jobs, executions, leases, commits, effects, credits, retries, workers, buffered, unsure } = state;
  return { nowMs, jobs, executions, leases, commits, effects, credits, retries, workers, buffered, unsure };
}

/** How big the world is. */
export type QueueScope = QueueLimits & {
  readonly workers: number;
  readonly jobs: number;
  /** How many commands may be struck by a fault; plain crashes do not count. */
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
