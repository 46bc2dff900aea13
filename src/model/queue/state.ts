import type { QueueLimits, QueueView, WorkerView } from '../../alphabets/queue.ts';

/** The whole world of the queue: the store's rows, the effects on the outside world, each worker's memory. */
export interface QueueState extends QueueView {
  /** How many faults have struck. Bounded by the scope; not part of the queue. */
  faults: number;
}

/** The state without the count of faults. */
export function queueViewOf(state: QueueState): QueueView {
  const { nowMs, jobs, executions, leases, commits, effects, credits, retries, workers, buffered, unacknowledged } =
    state;
  return { nowMs, jobs, executions, leases, commits, effects, credits, retries, workers, buffered, unacknowledged };
}

/** How big the world is. */
export type QueueScope = QueueLimits & {
  readonly workers: number;
  readonly jobs: number;
  /** The number of commands that a fault may strike; plain crashes do not count. */
  readonly faults: number;
  /**
   * Above 0: what a limit refuses is tried as well. The clock also stops so many milliseconds before and after a deadline, and
   * actors ask for what a limit refuses, and clocks of workers may be wrong where they do not count. Absent: 0.
   */
  readonly boundaries?: number;
};

export function initialQueueState(scope: QueueScope): QueueState {
  const workers = workerNames(scope).map((name): [string, WorkerView] => [name, { isUp: true, holding: null }]);
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
    unacknowledged: [],
    faults: 0,
  };
}

export function workerNames(scope: QueueScope): string[] {
  return Array.from({ length: scope.workers }, (_, index) => `w${index + 1}`);
}

export function jobNames(scope: QueueScope): string[] {
  return Array.from({ length: scope.jobs }, (_, index) => `j${index + 1}`);
}
