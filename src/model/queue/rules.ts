import type {
  CommitRecord,
  QueueJob,
  Lease,
  QueueFault,
  QueueLimits,
  QueuePolicies,
  QueueTerms,
  QueueView,
} from '../../alphabets/queue.ts';
import type { QueueState } from './state.ts';

/** The rules of the queue. */
export type QueueRules = QueuePolicies & QueueLimits & QueueTerms;

/** The terms of the queue, where a system sets no others. */
export const usualQueueTerms: QueueTerms = {
  leaseMs: 30_000,
  firstBackoffMs: 10_000,
  longestBackoffMs: 60_000,
  refillMs: 30_000,
  order: 'submission',
  cuts: false,
  toleranceMs: 0,
};

/** A job fails for good after this many attempts. Without a retry budget, an attempt too many. */
export function attemptsAllowed({ retryBudget, attempts }: QueueRules): number {
  return retryBudget ? attempts : attempts + 1;
}

/** The wait of a job after this many attempts. */
export function backoffMs({ firstBackoffMs, longestBackoffMs }: QueueTerms, attempts: number): number {
  return Math.min(firstBackoffMs * 2 ** (attempts - 1), longestBackoffMs);
}

export function jobOf(state: QueueState, id: string): QueueJob {
  const job = state.jobs.find((candidate) => candidate.id === id);
  if (job === undefined) throw new Error(`a worker holds ${id}, which was never submitted`);
  return job;
}

/** The lead of the caller's clock over the store's, where the store uses the caller's clock. */
export function skewMs({ storeClock, leaseMs }: QueueRules, fault: QueueFault | undefined): number {
  if (storeClock) return 0;
  if (fault === 'clockAhead') return leaseMs;
  return fault === 'clockBehind' ? -leaseMs : 0;
}

export function isLiveLease(lease: Lease, nowMs: number): boolean {
  return nowMs < lease.expiresAtMs;
}

export function liveLeasesOf(view: QueueView, jobId: string): Lease[] {
  return view.leases.filter((lease) => lease.job === jobId && isLiveLease(lease, view.nowMs));
}

export function firstCommitOf(state: Pick<QueueState, 'commits'>, jobId: string): CommitRecord | undefined {
  return state.commits.find((commit) => commit.job === jobId);
}

export function hasEnded(job: QueueJob): boolean {
  return job.status === 'done' || job.status === 'failed';
}

/** A worker may lease the job. */
export function isAvailable(rules: QueueRules, state: QueueState, job: QueueJob): boolean {
  if (!isWithinBudget(rules, state, job)) return false;
  if (job.status === 'queued') return !isKnownCommitted(rules, state, job);
  return job.attempts < attemptsAllowed(rules) && isAbandoned(rules, state, job);
}

/** The last attempt has run out: no worker may lease the job again, and the next `lease` dead-letters it. */
export function isSpent(rules: QueueRules, state: QueueState, job: QueueJob): boolean {
  return rules.deadLetter && job.attempts >= attemptsAllowed(rules) && isAbandoned(rules, state, job);
}

/** The job has failed for good, was kept with a reason, and was not submitted again. */
export function isDeadLettered(job: QueueJob): boolean {
  return job.status === 'failed' && job.deadReason !== null && job.resubmittedAs === null;
}

/** Committed and not finished: the records say that the work is done. */
export function isUnfinished(state: QueueState, job: QueueJob): boolean {
  return !hasEnded(job) && firstCommitOf(state, job.id) !== undefined;
}

/** A commit writes its record, its debit and its credit one after the other. */
export function isTorn({ commitBoundary, atomicCommit }: QueueRules): boolean {
  return commitBoundary && !atomicCommit;
}

/** The lease of the execution can be renewed. */
export function isRenewable(rules: QueueRules, state: QueueState, execution: number): boolean {
  const own = state.leases.find((lease) => lease.execution === execution);
  return own !== undefined && (!rules.renewInTime || isLiveLease(own, state.nowMs));
}

/** The next instant at which a live lease runs out. */
export function nextExpiryMs(state: QueueState): number | null {
  return earliest(state.leases.filter((lease) => isLiveLease(lease, state.nowMs)).map((lease) => lease.expiresAtMs));
}

/** The next instant at which a job has waited long enough, or the bucket has a retry for it. */
export function nextTurnMs(rules: QueueRules, state: QueueState): number | null {
  if (!rules.retryBudget || rules.retries === 0) return null;
  const retried = state.jobs.filter((job) => job.attempts > 0 && !hasEnded(job));
  const turns = [...retried.map((job) => job.retryAtMs), bucketGivesAtMs(rules, state)];
  return retried.length === 0 ? null : earliest(turns.filter((atMs) => atMs > state.nowMs));
}

/**
 * The instant at which the bucket is full. It describes the whole bucket, since the bucket fills at an even pace: the
 * generic cell rate algorithm (ITU-T I.371).
 */
export function bucketFullAtMs(view: Pick<QueueView, 'retries'>): number {
  return view.retries.at(-1)?.fullAtMs ?? 0;
}

/** The jobs under a live lease. */
export function jobsInFlight(view: QueueView): number {
  return view.jobs.filter((job) => liveLeasesOf(view, job.id).length > 0).length;
}

/** The first instant at which the bucket has a retry to give. */
function bucketGivesAtMs({ retries, refillMs }: QueueRules, view: Pick<QueueView, 'retries'>): number {
  return bucketFullAtMs(view) - (retries - 1) * refillMs;
}

function isWithinBudget(rules: QueueRules, state: QueueState, job: QueueJob): boolean {
  if (!rules.retryBudget) return true;
  if (rules.inFlight > 0 && jobsInFlight(state) >= rules.inFlight) return false;
  if (rules.retries === 0 || job.attempts === 0) return true;
  return Math.max(job.retryAtMs, bucketGivesAtMs(rules, state)) <= state.nowMs;
}

function earliest(instantsMs: readonly number[]): number | null {
  return instantsMs.length === 0 ? null : Math.min(...instantsMs);
}

function isAbandoned(rules: QueueRules, state: QueueState, job: QueueJob): boolean {
  if (!rules.leaseExpiry || job.status !== 'running') return false;
  return liveLeasesOf(state, job.id).length === 0 && !isKnownCommitted(rules, state, job);
}

function isKnownCommitted(rules: QueueRules, state: QueueState, job: QueueJob): boolean {
  return rules.reconcile && firstCommitOf(state, job.id) !== undefined;
}
