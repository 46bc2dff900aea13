import type { QueuePolicies } from './policies.ts';
import type { CommitRecord, Job, Lease, QueueState, QueueView } from './state.ts';

/** How long a lease lasts from its grant or its renewal. */
export const leaseMs = 30_000;

/** A job fails for good after this many attempts. */
export const maxAttempts = 3;

export function jobOf(state: QueueState, id: string): Job {
  const job = state.jobs.find((candidate) => candidate.id === id);
  if (job === undefined) throw new Error(`a worker holds ${id}, which was never submitted`);
  return job;
}

export function isLive(lease: Lease, nowMs: number): boolean {
  return nowMs < lease.expiresAtMs;
}

export function liveLeasesOf(view: QueueView, jobId: string): Lease[] {
  return view.leases.filter((lease) => lease.job === jobId && isLive(lease, view.nowMs));
}

export function firstCommitOf(state: Pick<QueueState, 'commits'>, jobId: string): CommitRecord | undefined {
  return state.commits.find((commit) => commit.job === jobId);
}

export function hasEnded(job: Job): boolean {
  return job.status === 'done' || job.status === 'failed';
}

/** A lease may go out on it. */
export function isAvailable(policies: QueuePolicies, state: QueueState, job: Job): boolean {
  if (job.status === 'queued') return !isKnownCommitted(policies, state, job);
  return job.attempts < maxAttempts && isAbandoned(policies, state, job);
}

/** Its last attempt has run out: nobody may have it again. */
export function isSpent(policies: QueuePolicies, state: QueueState, job: Job): boolean {
  return job.attempts >= maxAttempts && isAbandoned(policies, state, job);
}

/** Committed and not finished: the records say that the work is done. */
export function isUnfinished(state: QueueState, job: Job): boolean {
  return !hasEnded(job) && firstCommitOf(state, job.id) !== undefined;
}

/** A commit writes its record, its debit and its credit one after the other. */
export function isTorn({ commitBoundary, atomicCommit }: QueuePolicies): boolean {
  return commitBoundary && !atomicCommit;
}

/** An execution's lease is there to be renewed. */
export function isRenewable(policies: QueuePolicies, state: QueueState, execution: number): boolean {
  const own = state.leases.find((lease) => lease.execution === execution);
  return own !== undefined && (!policies.renewInTime || isLive(own, state.nowMs));
}

/** The next instant at which a live lease runs out. */
export function nextDeadlineMs(state: QueueState): number | null {
  const live = state.leases.filter((lease) => isLive(lease, state.nowMs));
  return live.length === 0 ? null : Math.min(...live.map((lease) => lease.expiresAtMs));
}

function isAbandoned(policies: QueuePolicies, state: QueueState, job: Job): boolean {
  if (!policies.leaseExpiry || job.status !== 'running') return false;
  return liveLeasesOf(state, job.id).length === 0 && !isKnownCommitted(policies, state, job);
}

function isKnownCommitted(policies: QueuePolicies, state: QueueState, job: Job): boolean {
  return policies.reconcile && firstCommitOf(state, job.id) !== undefined;
}
