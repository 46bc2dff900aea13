import type { QueueJob, QueueCommand, QueueFault, WorkerCommand, WorkerView } from '../../alphabets/queue.ts';
import { ticksAround } from '../../kernel/ticks-around.ts';
import type { QueueRules } from './rules.ts';
import {
  firstCommitOf,
  isAvailable,
  isDeadLettered,
  isRenewable,
  isSpent,
  isTorn,
  nextExpiryMs,
  nextTurnMs,
} from './rules.ts';
import type { QueueScope, QueueState } from './state.ts';
import { jobNames, workerNames } from './state.ts';

/** Every command that an actor could try in this state. */
export function enabledQueueCommands(rules: QueueRules, scope: QueueScope): (state: QueueState) => QueueCommand[] {
  const jobs = jobNames(scope);
  const workers = workerNames(scope);
  return (state) => {
    const enabled: QueueCommand[] = jobs.map((job) => ({ type: 'submit', job }));
    enableForClients(enabled, scope, state);
    enableForIntake(enabled, scope, state);
    for (const name of workers) {
      const worker = state.workers[name];
      if (worker !== undefined) enableForWorker(enabled, rules, scope, state, name, worker);
    }
    for (const byMs of instantsThatMatter(rules, scope, state)) enabled.push({ type: 'tick', byMs });
    enabled.push({ type: 'reconcile' });
    return enabled;
  };
}

/**
 * A client without an answer retries under another id, and an operator resubmits a dead-lettered job under another id.
 * Where no id is left, the client cannot retry.
 */
function enableForClients(enabled: QueueCommand[], scope: QueueScope, state: QueueState): void {
  const taken = [...state.jobs, ...state.buffered];
  const free = jobNames(scope).filter((name) => !taken.some(({ id }) => id === name));
  const isAsked = (job: QueueJob): boolean => isDeadLettered(job) || (asksBeyond(scope) && job.resubmittedAs !== null);
  for (const { id: of } of state.jobs.filter(isAsked)) {
    for (const job of free) enabled.push({ type: 'resubmit', job, of });
  }
  for (const retryOf of state.unacknowledged) for (const job of free) enabled.push({ type: 'submit', job, retryOf });
  if (free.length < 2 || state.faults >= scope.faults) return;
  for (const job of free) enabled.push({ type: 'submit', job, fault: 'replyLost' });
}

/** While the buffer is empty, as it always is with `durableIntake`, the intake has no job to write down or to lose. */
function enableForIntake(enabled: QueueCommand[], scope: QueueScope, { buffered, faults }: QueueState): void {
  if (buffered.length === 0) return;
  enabled.push({ type: 'flush' });
  if (faults >= scope.faults) return;
  enabled.push({ type: 'flush', fault: 'crashBefore' }, { type: 'flush', fault: 'replyLost' });
}

/** Whether actors also ask for what a limit refuses, and clocks are wrong where no clock of a worker counts. */
function asksBeyond({ boundaries = 0 }: QueueScope): boolean {
  return boundaries > 0;
}

function enableForWorker(
  enabled: QueueCommand[],
  rules: QueueRules,
  scope: QueueScope,
  state: QueueState,
  name: string,
  worker: WorkerView,
): void {
  enabled.push({ type: 'restart', worker: name });
  if (!worker.isUp) return;
  enabled.push({ type: 'crash', worker: name });
  const mayFail = state.faults < scope.faults;
  for (const type of nextSteps(rules, worker)) {
    enabled.push({ type, worker: name });
    if (!mayFail) continue;
    for (const fault of faultsOf(rules, scope, state, worker, type)) enabled.push({ type, worker: name, fault });
  }
}

/** The commands that a worker with this memory would take next. */
export function nextSteps(rules: QueueRules, { holding }: WorkerView): WorkerCommand['type'][] {
  if (holding === null) return ['lease'];
  if (holding.hasCommitted) return ['renew', 'complete'];
  if (rules.commitBoundary) return ['renew', 'applyEffect', 'commit', 'fail'];
  return holding.hasApplied ? ['renew', 'commit', 'fail'] : ['renew', 'applyEffect', 'fail'];
}

/** The faults that lead to new states: only where the store would change and the worker would learn from the reply. */
function faultsOf(
  rules: QueueRules,
  scope: QueueScope,
  state: QueueState,
  worker: WorkerView,
  type: WorkerCommand['type'],
): QueueFault[] {
  const isTimed = (!rules.storeClock || asksBeyond(scope)) && (type === 'lease' || type === 'renew');
  return [...faultsOnTheWay(rules, state, worker, type), ...(isTimed ? wrongClocks : [])];
}

const wrongClocks = ['clockAhead', 'clockBehind'] as const;

function faultsOnTheWay(
  rules: QueueRules,
  state: QueueState,
  worker: WorkerView,
  type: WorkerCommand['type'],
): QueueFault[] {
  if (worker.holding === null) return faultsOfLease(rules, state);
  const { holding } = worker;
  const job = state.jobs.find(({ id }) => id === holding.job);
  if (job === undefined || !wouldAccept(rules, job, holding.token, type)) return [];
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

/** Whether the store would accept this command from a holder of this token. */
function wouldAccept(rules: QueueRules, job: QueueJob, token: number, type: WorkerCommand['type']): boolean {
  if (type === 'applyEffect' && rules.commitBoundary) return false;
  return !rules.fencing || (token >= job.token && job.status === 'running');
}

/**
 * Clock steps after which other commands are possible: to the next deadline, and to the last instant at which it has surely not
 * passed.
 */
function instantsThatMatter(rules: QueueRules, { boundaries = 0 }: QueueScope, state: QueueState): number[] {
  const deadlines = [nextExpiryMs(state), nextTurnMs(rules, state)].filter((atMs) => atMs !== null);
  return deadlines.length === 0 ? [] : ticksAround(Math.min(...deadlines) - state.nowMs, rules.toleranceMs, boundaries);
}
