import type { QueueFault } from './faults.ts';
import type { Job, JobStatus, QueueScope, QueueState, Worker } from './state.ts';
import { jobNames, workerNames } from './state.ts';
import type { QueueRules } from './policies.ts';
import {
  firstCommitOf,
  isAvailable,
  isPutAside,
  isRenewable,
  isSpent,
  isTorn,
  nextExpiryMs,
  nextTurnMs,
} from './rules.ts';

/** What a worker asks of the store. */
export interface WorkerCommand {
  readonly type: 'lease' | 'renew' | 'applyEffect' | 'commit' | 'complete' | 'fail';
  readonly worker: string;
  readonly fault?: QueueFault;
}

/** What a client asks of the store: to take in a job, under an id that is new each time it asks. */
export interface Submit {
  readonly type: 'submit';
  readonly job: string;
  /** The key of what it asked for before and had no answer about. Absent: it asks for something new, and its id is the key. */
  readonly again?: string;
  readonly fault?: 'replyLost';
}

/** The intake writes down what it has accepted, and kept in its memory. Where it dies, another takes its place at once. */
export interface Flush {
  readonly type: 'flush';
  readonly fault?: 'crashBefore' | 'replyLost';
}

export type QueueCommand =
  | WorkerCommand
  | Submit
  | Flush
  /** An operator has looked at what was put aside, and submits it again under a new id. */
  | { readonly type: 'resubmit'; readonly job: string; readonly of: string }
  | { readonly type: 'crash'; readonly worker: string }
  | { readonly type: 'restart'; readonly worker: string }
  | { readonly type: 'tick'; readonly byMs: number }
  | { readonly type: 'reconcile' };

export type QueueOutcome =
  | { readonly type: 'submitted' | 'alreadySubmitted' | 'resubmitted' | 'notPutAside' }
  | { readonly type: 'flushed'; readonly jobs: readonly string[] }
  | { readonly type: 'nothingToFlush' }
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
export function offeredCommands(rules: QueueRules, scope: QueueScope): (state: QueueState) => QueueCommand[] {
  const jobs = jobNames(scope);
  const workers = workerNames(scope);
  return (state) => {
    const offered: QueueCommand[] = jobs.map((job) => ({ type: 'submit', job }));
    offerToClients(offered, scope, state);
    offerToIntake(offered, scope, state);
    for (const name of workers) {
      const worker = state.workers[name];
      if (worker !== undefined) offerToWorker(offered, rules, scope, state, name, worker);
    }
    for (const byMs of instantsThatMatter(rules, state)) offered.push({ type: 'tick', byMs });
    offered.push({ type: 'reconcile' });
    return offered;
  };
}

/**
 * A client that had no answer asks again under another id, as does an operator for what was put aside. Where no other id is
 * left, a lost answer leads nowhere.
 */
function offerToClients(offered: QueueCommand[], scope: QueueScope, state: QueueState): void {
  const taken = [...state.jobs, ...state.buffered];
  const free = jobNames(scope).filter((name) => !taken.some(({ id }) => id === name));
  for (const { id: of } of state.jobs.filter(isPutAside)) {
    for (const job of free) offered.push({ type: 'resubmit', job, of });
  }
  for (const again of state.unsure) for (const job of free) offered.push({ type: 'submit', job, again });
  if (free.length < 2 || state.faults >= scope.faults) return;
  for (const job of free) offered.push({ type: 'submit', job, fault: 'replyLost' });
}

/** Where nothing waits to be written down, as is so where jobs are durable, the intake has nothing to do and nothing to lose. */
function offerToIntake(offered: QueueCommand[], scope: QueueScope, { buffered, faults }: QueueState): void {
  if (buffered.length === 0) return;
  offered.push({ type: 'flush' });
  if (faults >= scope.faults) return;
  offered.push({ type: 'flush', fault: 'crashBefore' }, { type: 'flush', fault: 'replyLost' });
}

function offerToWorker(
  offered: QueueCommand[],
  rules: QueueRules,
  scope: QueueScope,
  state: QueueState,
  name: string,
  worker: Worker,
): void {
  offered.push({ type: 'restart', worker: name });
  if (!worker.isUp) return;
  offered.push({ type: 'crash', worker: name });
  const mayFail = state.faults < scope.faults;
  for (const type of nextSteps(rules, worker)) {
    offered.push({ type, worker: name });
    if (!mayFail) continue;
    for (const fault of faultsOf(rules, state, worker, type)) offered.push({ type, worker: name, fault });
  }
}

/** What a worker that remembers this would do next. */
export function nextSteps(rules: QueueRules, { holding }: Worker): WorkerCommand['type'][] {
  if (holding === null) return ['lease'];
  if (holding.hasCommitted) return ['renew', 'complete'];
  if (rules.commitBoundary) return ['renew', 'applyEffect', 'commit', 'fail'];
  return holding.hasApplied ? ['renew', 'commit', 'fail'] : ['renew', 'applyEffect', 'fail'];
}

/** The faults that lead where nothing without a fault leads: only where the store would do something, and the worker would learn from it. */
function faultsOf(rules: QueueRules, state: QueueState, worker: Worker, type: WorkerCommand['type']): QueueFault[] {
  const isTimed = !rules.storeClock && (type === 'lease' || type === 'renew');
  return [...faultsOnTheWay(rules, state, worker, type), ...(isTimed ? wrongClocks : [])];
}

const wrongClocks = ['clockAhead', 'clockBehind'] as const;

function faultsOnTheWay(
  rules: QueueRules,
  state: QueueState,
  worker: Worker,
  type: WorkerCommand['type'],
): QueueFault[] {
  if (worker.holding === null) return faultsOfLease(rules, state);
  const { holding } = worker;
  const job = state.jobs.find(({ id }) => id === holding.job);
  if (job === undefined || !isWelcome(rules, job, holding.token, type)) return [];
  if (type === 'renew') return isRenewable(rules, state, holding.execution) ? ['crashAfter'] : [];
  const inside: QueueFault[] =
    type === 'commit' && isTorn(rules) && firstCommitOf(state, job.id) === undefined
      ? ['crashAfterRecord', 'crashAfterDebit']
      : [];
  return [...inside, 'crashAfter', 'replyLost'];
}

function faultsOfLease(rules: QueueRules, state: QueueState): QueueFault[] {
  if (!state.jobs.some((job) => isAvailable(rules, state, job))) return [];
  const isTwoSteps = state.jobs.some((job) => isSpent(rules, state, job));
  return isTwoSteps ? ['crashBefore', 'crashAfter', 'replyLost'] : ['crashAfter', 'replyLost'];
}

/** Whether the store would let a holder of this token do this. */
function isWelcome(rules: QueueRules, job: Job, token: number, type: WorkerCommand['type']): boolean {
  if (type === 'applyEffect' && rules.commitBoundary) return false;
  return !rules.fencing || (token >= job.token && job.status === 'running');
}

/** Steps of the clock that change what is possible: to the next deadline, and to just before it. */
function instantsThatMatter(rules: QueueRules, state: QueueState): number[] {
  const deadlines = [nextExpiryMs(state), nextTurnMs(rules, state)].filter((atMs) => atMs !== null);
  if (deadlines.length === 0) return [];
  const byMs = Math.min(...deadlines) - state.nowMs;
  return byMs > 1 ? [byMs - 1, byMs] : [byMs];
}
