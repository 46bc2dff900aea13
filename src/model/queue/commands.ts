import type { Job, JobStatus, QueueScope, QueueState, Worker } from './state.ts';
import { jobNames, workerNames } from './state.ts';
import type { QueuePolicies } from './policies.ts';
import { firstCommitOf, isAvailable, isRenewable, isSpent, isTorn, nextDeadlineMs } from './rules.ts';

/**
 * - `crashBefore`: the worker dies between the two durable steps of the command.
 * - `crashAfterRecord`, `crashAfterDebit`: it dies half-way through a commit that is not one step.
 * - `crashAfter`: the worker dies when the last durable step is done, before it learns so.
 * - `replyLost`: the command is done, the worker lives and never learns so.
 */
export type QueueFault = 'crashBefore' | 'crashAfterRecord' | 'crashAfterDebit' | 'crashAfter' | 'replyLost';

/** What a worker asks of the store. */
export interface WorkerCommand {
  readonly type: 'lease' | 'renew' | 'applyEffect' | 'commit' | 'complete' | 'fail';
  readonly worker: string;
  readonly fault?: QueueFault;
}

export type QueueCommand =
  | WorkerCommand
  | { readonly type: 'submit'; readonly job: string }
  | { readonly type: 'crash'; readonly worker: string }
  | { readonly type: 'restart'; readonly worker: string }
  | { readonly type: 'tick'; readonly byMs: number }
  | { readonly type: 'reconcile' };

export type QueueOutcome =
  | { readonly type: 'submitted' | 'alreadySubmitted' }
  | {
      readonly type: 'leased';
      readonly job: string;
      readonly execution: number;
      readonly attempt: number;
      readonly token: number;
    }
  | { readonly type: 'noWork' | 'alreadyHolding' | 'nothingHeld' | 'leaseEnded' | 'renewed' }
  | { readonly type: 'applied' | 'alreadyApplied' | 'deferredToCommit' }
  | { readonly type: 'committed' | 'notApplied' | 'completed' | 'notCommitted' | 'released' | 'failedForGood' }
  /** The store knows a younger token than the one that was shown. */
  | { readonly type: 'stale'; readonly token: number }
  | { readonly type: 'alreadyCommitted'; readonly by: number }
  | { readonly type: 'notRunning'; readonly status: JobStatus }
  | { readonly type: 'crashed' | 'restarted' | 'alreadyUp' | 'workerDown' | 'noSuchWorker' }
  | { readonly type: 'ticked' | 'notForward' }
  | { readonly type: 'reconciled'; readonly jobs: readonly string[] }
  | { readonly type: 'nothingToReconcile' | 'noReconciler' }
  /** A fault swallowed the reply: whoever asked does not know. */
  | { readonly type: 'noReply' };

/** Every command that somebody could try in this state. */
export function offeredCommands(policies: QueuePolicies, scope: QueueScope): (state: QueueState) => QueueCommand[] {
  const jobs = jobNames(scope);
  const workers = workerNames(scope);
  return (state) => {
    const offered: QueueCommand[] = jobs.map((job) => ({ type: 'submit', job }));
    for (const name of workers) {
      const worker = state.workers[name];
      if (worker !== undefined) offerToWorker(offered, policies, scope, state, name, worker);
    }
    for (const byMs of instantsThatMatter(state)) offered.push({ type: 'tick', byMs });
    offered.push({ type: 'reconcile' });
    return offered;
  };
}

function offerToWorker(
  offered: QueueCommand[],
  policies: QueuePolicies,
  scope: QueueScope,
  state: QueueState,
  name: string,
  worker: Worker,
): void {
  offered.push({ type: 'restart', worker: name });
  if (!worker.isUp) return;
  offered.push({ type: 'crash', worker: name });
  const mayFail = state.faults < scope.faults;
  for (const type of nextSteps(policies, worker)) {
    offered.push({ type, worker: name });
    if (!mayFail) continue;
    for (const fault of faultsOf(policies, state, worker, type)) offered.push({ type, worker: name, fault });
  }
}

/** What a worker that remembers this would do next. */
export function nextSteps(policies: QueuePolicies, { holding }: Worker): WorkerCommand['type'][] {
  if (holding === null) return ['lease'];
  if (holding.hasCommitted) return ['renew', 'complete'];
  if (policies.commitBoundary) return ['renew', 'applyEffect', 'commit', 'fail'];
  return holding.hasApplied ? ['renew', 'commit', 'fail'] : ['renew', 'applyEffect', 'fail'];
}

/** The faults that lead where nothing without a fault leads: only where the store would do something, and the worker would learn from it. */
function faultsOf(
  policies: QueuePolicies,
  state: QueueState,
  worker: Worker,
  type: WorkerCommand['type'],
): QueueFault[] {
  if (worker.holding === null) return faultsOfLease(policies, state);
  const { holding } = worker;
  const job = state.jobs.find(({ id }) => id === holding.job);
  if (job === undefined || !isWelcome(policies, job, holding.token, type)) return [];
  if (type === 'renew') return isRenewable(policies, state, holding.execution) ? ['crashAfter'] : [];
  const inside: QueueFault[] =
    type === 'commit' && isTorn(policies) && firstCommitOf(state, job.id) === undefined
      ? ['crashAfterRecord', 'crashAfterDebit']
      : [];
  return [...inside, 'crashAfter', 'replyLost'];
}

function faultsOfLease(policies: QueuePolicies, state: QueueState): QueueFault[] {
  if (!state.jobs.some((job) => isAvailable(policies, state, job))) return [];
  const isTwoSteps = state.jobs.some((job) => isSpent(policies, state, job));
  return isTwoSteps ? ['crashBefore', 'crashAfter', 'replyLost'] : ['crashAfter', 'replyLost'];
}

/** Whether the store would let a holder of this token do this. */
function isWelcome(policies: QueuePolicies, job: Job, token: number, type: WorkerCommand['type']): boolean {
  if (type === 'applyEffect' && policies.commitBoundary) return false;
  return !policies.fencing || (token >= job.token && job.status === 'running');
}

/** Steps of the clock that change what is possible: to the next deadline, and to just before it. */
function instantsThatMatter(state: QueueState): number[] {
  const deadlineMs = nextDeadlineMs(state);
  if (deadlineMs === null) return [];
  const byMs = deadlineMs - state.nowMs;
  return byMs > 1 ? [byMs - 1, byMs] : [byMs];
}
