import type { JobShown, LeaseLibrary, LeaseQueueTerms } from '../../alphabets/lease-queue.ts';

interface MemoryJob {
  readonly name: string;
  key: string | null;
  readonly group: string | null;
  status: JobShown;
  /** The number of the latest lease; 0: never leased. */
  lease: number;
  leasedUntilMs: number;
  failures: number;
  lapses: number;
  dueMs: number;
  /** The job fails at its next fetch. */
  mustFail: boolean;
  /** The job is not tried once more. */
  isLastTry: boolean;
  /** The job waits for this one. */
  child: string | null;
}

interface MemoryHandle {
  readonly name: string;
  readonly lease: number;
}

/** A lease queue in memory, with a clock of its own. It keeps any terms. */
export function openMemoryLeaseQueue(terms: LeaseQueueTerms): LeaseLibrary<MemoryHandle> {
  let jobs: MemoryJob[] = [];
  let nowMs = 0;
  let passes = 0;
  const isHeldAlone = terms.keys === 'active' || terms.keys === 'eachState' || terms.keys === 'inTurn';

  function find(name: string): MemoryJob | undefined {
    return jobs.find((job) => job.name === name);
  }

  function isHeldBy(job: MemoryJob, { lease }: MemoryHandle): boolean {
    if (job.status !== 'held') return terms.reportedBy === 'anyone' && job.status === 'waiting';
    if (terms.reportedBy === 'anyone') return true;
    return job.lease === lease && nowMs < job.leasedUntilMs;
  }

  /** The job of a handle that may still be reported on. */
  function heldBy(handle: MemoryHandle): MemoryJob | undefined {
    const job = find(handle.name);
    return job !== undefined && isHeldBy(job, handle) ? job : undefined;
  }

  function waitMs(tries: number): number {
    if (terms.waitsGrowBy === 'exp')
      return Math.ceil(Math.min(terms.longestWaitMs, terms.waitMs * Math.exp(Math.max(1, tries))));
    return Math.min(terms.longestWaitMs, terms.waitMs * terms.waitGrowth ** Math.max(0, tries - 1));
  }

  function triesOf({ failures, lapses }: MemoryJob): number {
    return terms.stallLimit < 0 ? failures + lapses : failures;
  }

  function isUsedUp(job: MemoryJob): boolean {
    const hasStalled = terms.stallLimit >= 0 && job.lapses > terms.stallLimit;
    return job.isLastTry || hasStalled || triesOf(job) >= terms.attempts;
  }

  /** Another job of the key has the only place for a retry. */
  function isRetryTaken(job: MemoryJob): boolean {
    if (terms.keys !== 'eachState' || job.key === null) return false;
    return jobs.some((one) => one !== job && one.key === job.key && one.status === 'waiting' && one.lease > 0);
  }

  function retry(job: MemoryJob, waitsMs: number): void {
    job.status = isUsedUp(job) || isRetryTaken(job) ? 'dead' : 'waiting';
    job.dueMs = nowMs + waitsMs;
  }

  /** Takes back every job whose lease is over. */
  function takeBack(): void {
    for (const job of jobs) {
      if (job.status !== 'held' || nowMs < job.leasedUntilMs) continue;
      job.lapses += 1;
      retry(job, terms.lapsedWaits ? waitMs(triesOf(job)) : 0);
      job.mustFail = terms.failsAtFetch && isUsedUp(job);
      if (job.mustFail) job.status = 'waiting';
    }
  }

  /** The other job of the key is at work, is dead, or comes first. */
  function keepsInTurn(other: MemoryJob, job: MemoryJob, isEarlier: boolean): boolean {
    if (other === job || job.key === null || other.key !== job.key) return false;
    if (other.status === 'held' || other.status === 'dead') return true;
    return other.status === 'waiting' && (isEarlier || other.lease > 0);
  }

  function isKept(job: MemoryJob): boolean {
    const child = job.child === null ? undefined : find(job.child);
    if (child !== undefined && child.status !== 'done' && child.status !== 'gone') return true;
    const held = jobs.filter(({ status }) => status === 'held');
    if (isHeldAlone && job.key !== null && held.some(({ key }) => key === job.key)) return true;
    if (terms.keys === 'inTurn' && jobs.some((other, at) => keepsInTurn(other, job, at < jobs.indexOf(job))))
      return true;
    const inGroup = held.filter(({ group }) => group === job.group).length;
    return terms.groupLimit > 0 && job.group !== null && inGroup >= terms.groupLimit;
  }

  function isDuplicate(key: string | null): boolean {
    if (key === null) return false;
    const same = jobs.filter((job) => job.key === key);
    if (terms.keys === 'stored' && same.some(({ status }) => status === 'dead')) return true;
    if (terms.keys === 'live' || terms.keys === 'stored')
      return same.some(({ status }) => status === 'waiting' || status === 'held');
    const isWaitingAlone = terms.keys === 'waiting' || terms.keys === 'eachState';
    return isWaitingAlone && same.some(({ status, lease }) => status === 'waiting' && lease === 0);
  }

  /** A new job replaces a job of its key. */
  function replace(key: string): void {
    for (const job of jobs) {
      if (job.key !== key) continue;
      if (job.status === 'waiting') job.status = 'gone';
      if (job.status !== 'held') continue;
      job.key = null;
      job.isLastTry = true;
    }
  }

  function add(name: string, key: string | null, group: string | null): void {
    const unused = {
      lease: 0,
      leasedUntilMs: 0,
      failures: 0,
      lapses: 0,
      dueMs: nowMs,
      mustFail: false,
      isLastTry: false,
      child: null,
    };
    jobs.push({ name, key, group, status: 'waiting', ...unused });
  }

  function end(job: MemoryJob, status: 'done' | 'dead' | 'gone'): void {
    job.status = status;
    job.leasedUntilMs = 0;
  }

  return {
    async reset() {
      jobs = [];
      nowMs = 0;
      passes = 0;
    },
    async submit(job, { key, group }) {
      if (isDuplicate(key)) return false;
      if (terms.keys === 'replaced' && key !== null) replace(key);
      add(job, key, group);
      return true;
    },
    async fetch(_worker, upTo) {
      if (terms.passes === 0) takeBack();
      const handed: { job: string; handle: MemoryHandle }[] = [];
      for (const job of jobs) {
        if (handed.length === upTo) break;
        if (job.status !== 'waiting' || nowMs < job.dueMs || isKept(job)) continue;
        if (job.mustFail) {
          job.status = 'dead';
          continue;
        }
        job.status = 'held';
        job.lease += 1;
        job.leasedUntilMs = nowMs + terms.leaseMs;
        handed.push({ job: job.name, handle: { name: job.name, lease: job.lease } });
      }
      return handed;
    },
    async complete(handle) {
      const job = heldBy(handle);
      if (job === undefined) return false;
      end(job, 'done');
      return true;
    },
    async fail(handle) {
      const job = heldBy(handle);
      if (job === undefined) return false;
      job.failures += 1;
      retry(job, waitMs(triesOf(job)));
      return true;
    },
    async extend(handle) {
      const job = heldBy(handle);
      if (job === undefined) return false;
      job.leasedUntilMs = nowMs + terms.leaseMs;
      return true;
    },
    async spawn(handle, child) {
      const job = heldBy(handle);
      if (job === undefined) return false;
      add(child, null, null);
      job.child = child;
      job.status = 'waiting';
      job.dueMs = nowMs;
      return true;
    },
    async remove(name) {
      const job = find(name);
      const isHeld = job?.status === 'held';
      if (job === undefined || job.status === 'gone' || (isHeld && !terms.removesHeld)) return false;
      end(job, 'gone');
      return true;
    },
    async tick(ms) {
      nowMs += ms;
    },
    async maintain() {
      passes += 1;
      if (terms.passes > 0 && passes % terms.passes === 0) takeBack();
    },
    async shown(names) {
      return Object.fromEntries(names.map((name) => [name, find(name)?.status ?? 'gone']));
    },
    async close() {
      jobs = [];
    },
  };
}
