import type { JobShown, LeaseQueueShown, LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import {
  isSurely,
  passesUntilWait,
  isSurelyOver,
  isSurelyUsedUp,
  lapsed,
  mayBe,
  mayBeLastTry,
  mayBeUsedUp,
  mayLeaseBeOver,
  triesOf,
  waitAfter,
} from './facts.ts';
import type { KnownStatus, KnownJob, LeaseQueueState, LeaseQueueWorld } from './state.ts';

/** Adds a status that the job may have. */
export function may(job: KnownJob, status: KnownStatus): void {
  if (!job.may.includes(status)) job.may = [...job.may, status].toSorted();
}

/** A job whose lease may be over may have come back; a job whose child did not end well may be dead. */
export function passTime({ terms }: LeaseQueueWorld, draft: LeaseQueueState): void {
  for (const job of Object.values(draft.jobs)) {
    if (job.lease !== null && mayBe(job, 'held') && mayLeaseBeOver(draft, terms, job)) {
      const after = lapsed(job);
      if (terms.failsAtFetch || !isSurelyUsedUp(after, terms)) may(job, 'waiting');
      if (mayBeUsedUp(after, terms) || mayBeLastTry(draft, terms, job)) may(job, 'dead');
      if (terms.lapsedWaits) job.dueFromMs = job.lease.overFromMs + waitAfter(triesOf(after, terms), terms).least;
    }
    if (terms.failsAtFetch && job.lease === null && mayBe(job, 'waiting') && mayBeUsedUp(job, terms)) may(job, 'dead');
    const child = job.child === null ? undefined : draft.jobs[job.child.job];
    if (child !== undefined && mayBe(child, 'dead', 'removed') && mayBe(job, 'waiting')) may(job, 'dead');
  }
}

/** A pass of maintenance, or a fetch where no pass is needed: after enough of them a job whose lease is over has come back, and its wait has begun. */
export function countPass({ terms }: LeaseQueueWorld, draft: LeaseQueueState, job: KnownJob): void {
  if (job.lease === null || !isSurelyOver(draft, terms, job)) return;
  job.lease.passes += 1;
  if (!terms.lapsedWaits || job.lease.passes !== passesUntilWait(terms)) return;
  job.dueByMs = Math.max(job.dueByMs, draft.nowMs + waitAfter(triesOf(lapsed(job), terms), terms).most);
}

/** The worker was given the job. */
export function giveLease({ terms }: LeaseQueueWorld, draft: LeaseQueueState, worker: string, name: string): void {
  const job = draft.jobs[name];
  if (job === undefined) return;
  countLapse(job);
  job.may = ['held'];
  job.leases += 1;
  job.lease = {
    worker,
    number: job.leases,
    overFromMs: draft.nowMs + terms.leaseMs,
    overByMs: draft.nowMs + terms.leaseMs,
    passes: 0,
    isSure: true,
    isReported: false,
  };
  draft.hands[worker]?.push({ job: name, number: job.leases });
}

/** A worker may have been given the job, and does not know it. */
export function perhapsGiveLease({ terms }: LeaseQueueWorld, draft: LeaseQueueState, job: KnownJob): void {
  const before = job.lease;
  const overByMs = draft.nowMs + terms.leaseMs;
  may(job, 'held');
  job.leases += 1;
  if (before !== null) job.lapses.most += 1;
  job.lease = {
    worker: null,
    number: job.leases,
    overFromMs: before?.overFromMs ?? overByMs,
    overByMs,
    passes: 0,
    isSure: before !== null,
    isReported: before?.isReported ?? false,
  };
}

/** The latest lease has ended without the job: it ran out, unless a report ended it or it was never given. */
function countLapse(job: KnownJob): void {
  const { lease } = job;
  if (lease === null) return;
  job.lapses.most += 1;
  if (lease.isSure && !lease.isReported) job.lapses.least += 1;
}

/** The job has failed once more: it waits, or is dead. */
export function countFailure(terms: LeaseQueueTerms, draft: LeaseQueueState, job: KnownJob): void {
  job.fails = { least: job.fails.least + 1, most: job.fails.most + 1 };
  job.lease = null;
  job.may = [];
  if (!isSurelyUsedUp(job, terms)) may(job, 'waiting');
  if (mayBeLastTry(draft, terms, job)) may(job, 'dead');
  const wait = waitAfter(triesOf(job, terms), terms);
  job.dueFromMs = draft.nowMs + wait.least;
  job.dueByMs = draft.nowMs + wait.most;
}

/** A new job replaces the jobs of its key that wait. Those that are held lose the key, and are not tried once more. */
export function replaceJobs(terms: LeaseQueueTerms, draft: LeaseQueueState, key: string): void {
  for (const job of Object.values(draft.jobs)) {
    if (job.key !== key) continue;
    if (isSurely(job, 'waiting')) Object.assign(job, { may: ['removed'], lease: null });
    else if (mayBe(job, 'waiting')) may(job, 'removed');
    if (mayBe(job, 'held')) beginLastTry(terms, job);
  }
}

/** The job is used up by its next failure, and by its next lease that runs out; that may be so where it may not be held. */
function beginLastTry({ attempts, stallLimit }: LeaseQueueTerms, job: KnownJob): void {
  const lapses = Math.max(0, stallLimit);
  const fails = attempts - 1 - (stallLimit < 0 ? Math.min(job.lapses.least, attempts - 1) : 0);
  job.fails.most = Math.max(job.fails.most, fails);
  job.lapses.most = Math.max(job.lapses.most, lapses);
  if (!isSurely(job, 'held')) return;
  job.key = null;
  job.fails.least = Math.max(job.fails.least, fails);
  job.lapses.least = Math.max(job.lapses.least, lapses);
}

/** The statuses that a library shows so. */
export function statusesShown(shown: JobShown, { deadLetters }: LeaseQueueTerms): readonly KnownStatus[] {
  if (shown !== 'gone') return [shown];
  return deadLetters ? ['absent', 'done', 'removed'] : ['absent', 'dead', 'done', 'removed'];
}

/** Takes down what the library shows. Where the answers contradict it, the look counts. */
export function learnShown({ terms }: LeaseQueueWorld, draft: LeaseQueueState, shown: LeaseQueueShown): void {
  for (const [name, job] of Object.entries(draft.jobs)) {
    if (!job.isNamed) continue;
    const statuses = statusesShown(shown[name] ?? 'gone', terms);
    const agreed = job.may.filter((status) => statuses.includes(status));
    job.may = agreed.length > 0 ? agreed : [...statuses];
    if (agreed.length === 0) forgetWait(terms, draft, job);
    if (isSurely(job, 'held')) {
      job.lease ??= unknownLease(draft, terms, job);
      // It is held, so it was given.
      job.lease.isSure = true;
    } else if (job.lease !== null && !mayBe(job, 'held')) {
      if (mayLeaseBeOver(draft, terms, job)) countLapse(job);
      // From when on it waits is not known: from the end of its lease, or from the pass that found it.
      if (terms.lapsedWaits) job.dueByMs = draft.nowMs + waitAfter(triesOf(job, terms), terms).most;
      job.lease = null;
    }
  }
}

/** A job that is where no answer has put it may have failed once more, and wait. */
function forgetWait({ longestWaitMs }: LeaseQueueTerms, draft: LeaseQueueState, job: KnownJob): void {
  job.fails.most += 1;
  job.dueByMs = Math.max(job.dueByMs, draft.nowMs + longestWaitMs);
}

/** The lease of a job that is shown as held, and that no worker is known to hold. */
function unknownLease(draft: LeaseQueueState, { leaseMs }: LeaseQueueTerms, job: KnownJob): KnownJob['lease'] & object {
  job.leases += 1;
  return {
    worker: null,
    number: job.leases,
    overFromMs: draft.nowMs,
    overByMs: draft.nowMs + leaseMs,
    passes: 0,
    isSure: false,
    isReported: false,
  };
}
