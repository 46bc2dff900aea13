import type {
  DeadReason,
  Holding,
  QueueJob,
  QueueCommand,
  QueueFault,
  QueueOutcome,
  WorkerCommand,
  WorkerView,
} from '../../alphabets/queue.ts';
import { flush, resubmit, submit } from './intake.ts';
import type { QueueRules } from './rules.ts';
import {
  attemptsAllowed,
  backoffMs,
  bucketFullAtMs,
  firstCommitOf,
  isAvailable,
  isRenewable,
  isSpent,
  isTorn,
  isUnfinished,
  jobOf,
  skewMs,
} from './rules.ts';
import type { QueueState } from './state.ts';

const none: ReadonlySet<string> = new Set();

/**
 * The effect of each command on the world. A lease grants the first free job in the order of submission. A lease and a
 * reconciler leave the jobs in `passedOver` as they are.
 */
export function queueStep(
  rules: QueueRules,
  passedOver: ReadonlySet<string> = none,
): (draft: QueueState, command: QueueCommand) => QueueOutcome {
  return (draft, command) => {
    switch (command.type) {
      case 'submit':
        return submit(rules, draft, command);
      case 'resubmit':
        return resubmit(rules, draft, command.job, command.of);
      case 'flush':
        return flush(rules, draft, command);
      case 'crash':
        return crash(draft.workers[command.worker]);
      case 'restart':
        return restart(draft.workers[command.worker]);
      case 'tick':
        return tick(draft, command.byMs);
      case 'reconcile':
        return rules.reconcile ? reconcile(draft, passedOver) : { type: 'noReconciler' };
      default:
        return work(rules, draft, command, passedOver);
    }
  };
}

function crash(worker: WorkerView | undefined): QueueOutcome {
  if (worker === undefined) return { type: 'noSuchWorker' };
  if (!worker.isUp) return { type: 'workerDown' };
  worker.isUp = false;
  worker.holding = null;
  return { type: 'crashed' };
}

function restart(worker: WorkerView | undefined): QueueOutcome {
  if (worker === undefined) return { type: 'noSuchWorker' };
  if (worker.isUp) return { type: 'alreadyUp' };
  worker.isUp = true;
  return { type: 'restarted' };
}

function tick(draft: QueueState, byMs: number): QueueOutcome {
  if (byMs <= 0) return { type: 'notForward' };
  draft.nowMs += byMs;
  return { type: 'ticked' };
}

/** Finishes every committed job that is not done: the records show that the work is done. */
function reconcile(draft: QueueState, passedOver: ReadonlySet<string>): QueueOutcome {
  const unfinished = draft.jobs.filter((job) => isUnfinished(draft, job) && !passedOver.has(job.id));
  if (unfinished.length === 0) return { type: 'nothingToReconcile' };
  for (const job of unfinished) end(draft, job, 'done');
  return { type: 'reconciled', jobs: unfinished.map((job) => job.id) };
}

/** A worker sends a request, the store executes it, and the worker learns the outcome, unless a fault intervenes. */
function work(
  rules: QueueRules,
  draft: QueueState,
  command: WorkerCommand,
  passedOver: ReadonlySet<string>,
): QueueOutcome {
  const worker = draft.workers[command.worker];
  if (worker === undefined) return { type: 'noSuchWorker' };
  const refusalReason = refusalReasonOf(rules, worker, command.type);
  if (refusalReason !== null) return { type: refusalReason };
  const byMs = skewMs(rules, command.fault);
  if (byMs !== 0) draft.faults += 1;
  // Evaluates this request at the caller's clock, which may be wrong.
  draft.nowMs += byMs;
  const outcome = askStore(rules, draft, worker, command, passedOver);
  draft.nowMs -= byMs;
  if (command.fault === undefined || hasMissed(command.fault, outcome)) {
    remember(worker, outcome);
    return outcome;
  }
  draft.faults += 1;
  if (command.fault !== 'replyLost') crash(worker);
  return { type: 'noReply' };
}

/** The fault does not crash the worker: the clock was wrong, or the commit has no half-way step. */
function hasMissed(fault: QueueFault, outcome: QueueOutcome): boolean {
  if (fault === 'clockAhead' || fault === 'clockBehind') return true;
  return (fault === 'crashAfterRecord' || fault === 'crashAfterDebit') && outcome.type !== 'noReply';
}

/** The reason why a worker sends no request: its own memory suffices. A fault can strike a sent request only. */
function refusalReasonOf(
  rules: QueueRules,
  { isUp, holding }: WorkerView,
  type: WorkerCommand['type'],
): RefusalReason | null {
  if (!isUp) return 'workerDown';
  if (type === 'lease') return holding === null ? null : 'alreadyHolding';
  if (holding === null) return 'nothingHeld';
  if (type === 'applyEffect' && rules.commitBoundary) return 'deferredToCommit';
  if (type === 'applyEffect' && holding.hasApplied) return 'alreadyApplied';
  return type === 'commit' && !rules.commitBoundary && !holding.hasApplied ? 'notApplied' : null;
}

type RefusalReason =
  | 'workerDown'
  | 'alreadyHolding'
  | 'nothingHeld'
  | 'deferredToCommit'
  | 'alreadyApplied'
  | 'notApplied';

function askStore(
  rules: QueueRules,
  draft: QueueState,
  worker: WorkerView,
  command: WorkerCommand,
  passedOver: ReadonlySet<string>,
): QueueOutcome {
  if (worker.holding === null) return lease(rules, draft, command, passedOver);
  if (command.fault === 'crashBefore') return { type: 'noReply' };
  return workOnJob(rules, draft, worker.holding, command);
}

/** Two durable steps: fail the jobs without attempts left, then grant the first job that is free. */
function lease(
  rules: QueueRules,
  draft: QueueState,
  { worker, fault }: WorkerCommand,
  passedOver: ReadonlySet<string>,
): QueueOutcome {
  const inReach = draft.jobs.filter(({ id }) => !passedOver.has(id));
  for (const job of inReach) failIfSpent(rules, draft, job);
  if (fault === 'crashBefore') return { type: 'noReply' };
  const job = inReach.find((candidate) => isAvailable(rules, draft, candidate));
  return job === undefined ? { type: 'noWork' } : grant(rules, draft, job, worker);
}

/** The first step of a lease, for one of the jobs. */
export function failIfSpent(rules: QueueRules, draft: QueueState, job: QueueJob): void {
  if (isSpent(rules, draft, job)) failForGood(rules, draft, job, 'leaseRanOut');
}

function grant(rules: QueueRules, draft: QueueState, job: QueueJob, worker: string): QueueOutcome {
  const execution = draft.executions.length + 1;
  job.status = 'running';
  job.attempts += 1;
  job.token += 1;
  draft.executions.push({ id: execution, job: job.id, attempt: job.attempts, worker, isDuplicate: false });
  const expiresAtMs = draft.nowMs + rules.leaseMs;
  draft.leases.push({ execution, job: job.id, token: job.token, expiresAtMs });
  waitAfter(rules, job, expiresAtMs);
  if (rules.retries > 0 && job.attempts > 1) takeRetry(rules, draft, execution);
  return { type: 'leased', job: job.id, execution, attempt: job.attempts, token: job.token };
}

/** After any end of this attempt, the next attempt waits. */
function waitAfter(rules: QueueRules, job: QueueJob, endsAtMs: number): void {
  if (rules.retries > 0) job.retryAtMs = endsAtMs + backoffMs(rules, job.attempts);
}

function takeRetry({ refillMs }: QueueRules, draft: QueueState, execution: number): void {
  draft.retries.push({ execution, fullAtMs: Math.max(bucketFullAtMs(draft), draft.nowMs) + refillMs });
}

function workOnJob(
  rules: QueueRules,
  draft: QueueState,
  holding: Holding,
  { type, fault }: WorkerCommand,
): QueueOutcome {
  const job = jobOf(draft, holding.job);
  if (type === 'commit') noteDuplicate(draft, holding);
  if (rules.fencing && holding.token < job.token) return { type: 'stale', token: job.token };
  if (type === 'renew') return renew(rules, draft, job, holding);
  if (type === 'applyEffect') return applyEffect(draft, holding);
  if (rules.fencing && job.status !== 'running') return { type: 'notRunning', status: job.status };
  if (type === 'commit') return commit(rules, draft, holding, fault);
  return type === 'complete' ? complete(draft, job) : fail(rules, draft, job, holding);
}

/** Notes a commit after another execution's commit, for every outcome. */
function noteDuplicate(draft: QueueState, holding: Holding): void {
  const first = firstCommitOf(draft, holding.job);
  if (first !== undefined && first.execution !== holding.execution) executionOf(draft, holding).isDuplicate = true;
}

/** A lease that has run out ends. Without `renewInTime` a late renewal revives the lease. */
function renew(rules: QueueRules, draft: QueueState, job: QueueJob, holding: Holding): QueueOutcome {
  const own = draft.leases.find(({ execution }) => execution === holding.execution);
  if (own === undefined || !isRenewable(rules, draft, holding.execution)) return { type: 'leaseEnded' };
  own.expiresAtMs = draft.nowMs + rules.leaseMs;
  waitAfter(rules, job, own.expiresAtMs);
  return { type: 'renewed' };
}

/** The naive way: the effect happens before the store keeps a record. */
function applyEffect(draft: QueueState, holding: Holding): QueueOutcome {
  transfer(draft, holding);
  return { type: 'applied' };
}

/** The first committer wins; later committers learn which execution committed. */
function commit(rules: QueueRules, draft: QueueState, holding: Holding, fault?: QueueFault): QueueOutcome {
  const { id, attempt } = executionOf(draft, holding);
  const first = firstCommitOf(draft, holding.job);
  if (rules.commitBoundary && first !== undefined) return { type: 'alreadyCommitted', by: first.execution };
  draft.commits.push({ job: holding.job, execution: id, attempt });
  if (!rules.commitBoundary) return { type: 'committed' };
  if (isTorn(rules) && fault === 'crashAfterRecord') return { type: 'noReply' };
  draft.effects.push({ job: holding.job, execution: id });
  if (isTorn(rules) && fault === 'crashAfterDebit') return { type: 'noReply' };
  draft.credits.push({ job: holding.job, execution: id });
  return { type: 'committed' };
}

/** The whole effect: the debit and the credit. */
function transfer(draft: QueueState, { job, execution }: Holding): void {
  draft.effects.push({ job, execution });
  draft.credits.push({ job, execution });
}

function complete(draft: QueueState, job: QueueJob): QueueOutcome {
  if (firstCommitOf(draft, job.id) === undefined) return { type: 'notCommitted' };
  end(draft, job, 'done');
  return { type: 'completed' };
}

/** The worker gives up: the job goes back, or fails for good after its last attempt. In both cases its right ends. */
function fail(rules: QueueRules, draft: QueueState, job: QueueJob, holding: Holding): QueueOutcome {
  const first = firstCommitOf(draft, job.id);
  if (rules.reconcile && first !== undefined) return { type: 'alreadyCommitted', by: first.execution };
  if (job.attempts >= attemptsAllowed(rules)) {
    failForGood(rules, draft, job, 'gaveUp');
    return { type: 'failedForGood' };
  }
  job.status = 'queued';
  job.token += 1;
  waitAfter(rules, job, draft.nowMs);
  draft.leases = draft.leases.filter(({ execution }) => execution !== holding.execution);
  return { type: 'released' };
}

function failForGood({ deadLetter }: QueueRules, draft: QueueState, job: QueueJob, reason: DeadReason): void {
  if (deadLetter) job.deadReason = reason;
  job.token += 1;
  end(draft, job, 'failed');
}

function end(draft: QueueState, job: QueueJob, status: 'done' | 'failed'): void {
  job.status = status;
  draft.leases = draft.leases.filter((candidate) => candidate.job !== job.id);
}

function executionOf(draft: QueueState, holding: Holding): QueueState['executions'][number] {
  const execution = draft.executions.find(({ id }) => id === holding.execution);
  if (execution === undefined)
    throw new Error(`a worker holds execution ${holding.execution}, which was never started`);
  return execution;
}

/** Notes a reply in the worker's memory. The worker drops a job that has ended for it. */
function remember(worker: WorkerView, outcome: QueueOutcome): void {
  const { holding } = worker;
  if (outcome.type === 'leased') {
    const { job, execution, token } = outcome;
    worker.holding = { job, execution, token, hasApplied: false, hasCommitted: false };
  } else if (holding !== null) {
    if (outcome.type === 'applied') holding.hasApplied = true;
    else if (outcome.type === 'committed') holding.hasCommitted = true;
    else if (outcome.type === 'alreadyCommitted' && outcome.by === holding.execution) holding.hasCommitted = true;
    else if (endsHolding.has(outcome.type)) worker.holding = null;
  }
}

const endsHolding: ReadonlySet<QueueOutcome['type']> = new Set([
  'alreadyCommitted',
  'completed',
  'failedForGood',
  'leaseEnded',
  'notRunning',
  'released',
  'stale',
]);
