import type { LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import type { Bounds, Handle, KnownStatus, KnownJob, LeaseQueueState } from './state.ts';

const ended: ReadonlySet<KnownStatus> = new Set(['done', 'dead', 'removed']);

/** The job has ended, one way or the other. */
export function isEnded({ may }: KnownJob): boolean {
  return may.every((status) => ended.has(status));
}

export function mayBe(job: KnownJob, ...statuses: readonly KnownStatus[]): boolean {
  return job.may.some((status) => statuses.includes(status));
}

export function isSurely(job: KnownJob, ...statuses: readonly KnownStatus[]): boolean {
  return job.may.every((status) => statuses.includes(status));
}

/** A worker holds the job, and its lease is not over yet. */
export function isUnderLiveLease(
  { nowMs }: Pick<LeaseQueueState, 'nowMs'>,
  { slackMs }: LeaseQueueTerms,
  job: KnownJob | undefined,
): boolean {
  if (job === undefined || job.lease === null || !isSurely(job, 'held')) return false;
  return nowMs < job.lease.overFromMs - slackMs;
}

export function mayLeaseBeOver({ nowMs }: LeaseQueueState, { slackMs }: LeaseQueueTerms, { lease }: KnownJob): boolean {
  return lease !== null && nowMs >= lease.overFromMs - slackMs;
}

export function isSurelyOver({ nowMs }: LeaseQueueState, { slackMs }: LeaseQueueTerms, { lease }: KnownJob): boolean {
  return lease !== null && nowMs >= lease.overByMs + slackMs;
}

/** The job in a worker's hand at this place. */
export function handleAt(
  { hands }: LeaseQueueState,
  { worker, place }: { readonly worker: string; readonly place: number },
): Handle | undefined {
  return hands[worker]?.[place];
}

/** The worker holds the job by its latest lease, which is not over yet: what the worker reports counts. */
export function isLiveHolder(state: LeaseQueueState, terms: LeaseQueueTerms, worker: string, handle: Handle): boolean {
  const job = state.jobs[handle.job];
  return isUnderLiveLease(state, terms, job) && job?.lease?.number === handle.number && job.lease.worker === worker;
}

/** The tries of a job that count, each ended by a failure or, where that counts, by a lease that ran out. */
export function triesOf({ fails, lapses }: KnownJob, { stallLimit }: LeaseQueueTerms): Bounds {
  if (stallLimit >= 0) return fails;
  return { least: fails.least + lapses.least, most: fails.most + lapses.most };
}

/** The job has used all its tries, or too many of its leases ran out. */
export function isSurelyUsedUp(job: KnownJob, terms: LeaseQueueTerms): boolean {
  const hasStalled = terms.stallLimit >= 0 && job.lapses.least > terms.stallLimit;
  return hasStalled || triesOf(job, terms).least >= terms.attempts;
}

export function mayBeUsedUp(job: KnownJob, terms: LeaseQueueTerms): boolean {
  const mayHaveStalled = terms.stallLimit >= 0 && job.lapses.most > terms.stallLimit;
  return mayHaveStalled || triesOf(job, terms).most >= terms.attempts;
}

/** The job may be dead after this try: it has used up its tries, or another job of its key has the only place for a retry. */
export function mayBeLastTry({ jobs }: Pick<LeaseQueueState, 'jobs'>, terms: LeaseQueueTerms, job: KnownJob): boolean {
  if (mayBeUsedUp(job, terms)) return true;
  if (terms.keys !== 'eachState' || job.key === null) return false;
  return Object.values(jobs).some(
    (other) => other !== job && other.key === job.key && other.leases > 0 && mayBe(other, 'waiting'),
  );
}

/** How long a job waits after so many tries, at least and at most. */
export function waitAfter(tries: Bounds, terms: LeaseQueueTerms): Bounds {
  const { waitsGrowBy, waitGrowth, longestWaitMs } = terms;
  const growth = (count: number): number =>
    waitsGrowBy === 'exp' ? Math.exp(Math.max(1, count)) : waitGrowth ** Math.max(0, count - 1);
  const longer = (ms: number, count: number): number => Math.ceil(Math.min(longestWaitMs, ms * growth(count)));
  return { least: longer(terms.waitMs, tries.least), most: longer(terms.waitAtMostMs, tries.most) };
}

/** The job after one more lease that ran out. */
export function lapsed(job: KnownJob): KnownJob {
  return { ...job, lapses: { least: job.lapses.least + 1, most: job.lapses.most + 1 } };
}

/** The job for which this one waits may not have ended well. */
function mayBeKeptByChild({ jobs }: LeaseQueueState, { child }: KnownJob): boolean {
  const of = child === null ? undefined : jobs[child.job];
  return of !== undefined && !isSurely(of, 'done');
}

/** The job waits for a child that may not end well, or that itself may wait for such a child. */
export function mayWaitForEver({ jobs }: Pick<LeaseQueueState, 'jobs'>, { child }: KnownJob): boolean {
  const of = child === null ? undefined : jobs[child.job];
  return of !== undefined && (mayBe(of, 'dead', 'removed', 'absent') || mayWaitForEver({ jobs }, of));
}

/** Where the jobs of a key come in turn, a dead one keeps the later ones out, and so does one that waits for ever. */
export function mayWaitForTurn(
  { jobs }: Pick<LeaseQueueState, 'jobs'>,
  { keys }: LeaseQueueTerms,
  job: KnownJob,
): boolean {
  if (keys !== 'inTurn' || job.key === null) return false;
  const others = Object.values(jobs).filter((other) => other !== job && other.key === job.key);
  return others.some((other) => mayBe(other, 'dead') || mayWaitForEver({ jobs }, other));
}

/** One job of a key is held at a time. */
export function holdsKeysAlone({ keys }: Pick<LeaseQueueTerms, 'keys'>): boolean {
  return keys === 'active' || keys === 'eachState' || keys === 'inTurn';
}

/** Where the jobs of a key come in turn: the other job may be at work, may be dead, or may come first. */
function mayKeepInTurn(other: KnownJob, job: KnownJob): boolean {
  if (other === job || job.key === null || other.key !== job.key) return false;
  return mayBe(other, 'held', 'dead') || (mayBe(other, 'waiting') && (other.leases > 0 || other.place < job.place));
}

/** The limits of keys and groups may keep the job from being handed out. */
function mayBeKeptByLimit({ jobs }: LeaseQueueState, { keys, groupLimit }: LeaseQueueTerms, job: KnownJob): boolean {
  const others = Object.values(jobs).filter((one) => one !== job && mayBe(one, 'held'));
  const isKeyHeld = holdsKeysAlone({ keys }) && job.key !== null && others.some(({ key }) => key === job.key);
  if (keys === 'inTurn' && Object.values(jobs).some((other) => mayKeepInTurn(other, job))) return true;
  const inGroup = others.filter(({ group }) => group === job.group).length;
  return isKeyHeld || (groupLimit > 0 && job.group !== null && inGroup >= groupLimit);
}

/** The wait after a lease that ran out has surely begun after so many passes; where none is needed, with the first fetch. */
export function passesUntilWait({ passes }: LeaseQueueTerms): number {
  return Math.max(1, passes);
}

/** The job waits, its time has come, and nothing stands in its way: a worker that asks is given it. */
export function isDueAndFree(state: LeaseQueueState, terms: LeaseQueueTerms, job: KnownJob): boolean {
  const { lease } = job;
  const hasComeBack = lease !== null && isSurelyOver(state, terms, job) && lease.passes >= terms.passes;
  const isFree = isSurely(job, 'waiting') || (isSurely(job, 'waiting', 'held') && hasComeBack);
  // From when on a job waits whose lease ran out is known by the passes since, where passes take it back.
  const hasUnknownWait = lease !== null && terms.lapsedWaits && lease.passes < passesUntilWait(terms);
  return (
    isFree &&
    !hasUnknownWait &&
    state.nowMs >= job.dueByMs + terms.slackMs &&
    !(lease === null ? mayBeUsedUp(job, terms) : mayBeUsedUp(lapsed(job), terms)) &&
    !mayBeKeptByChild(state, job) &&
    !mayBeKeptByLimit(state, terms, job)
  );
}

/** The statuses in which a job keeps a new one of its key out. */
function statusesThatKeepOut(keys: LeaseQueueTerms['keys']): readonly KnownStatus[] {
  switch (keys) {
    case 'waiting':
    case 'eachState':
      return ['waiting'];
    case 'live':
      return ['waiting', 'held'];
    case 'stored':
      return ['waiting', 'held', 'dead'];
    case 'none':
    case 'active':
    case 'inTurn':
    case 'replaced':
      return [];
  }
}

/** Another job of the key may keep a new one out. */
export function mayBeDuplicate({ jobs }: LeaseQueueState, { keys }: LeaseQueueTerms, key: string | null): boolean {
  if (key === null) return false;
  return Object.values(jobs).some((job) => job.key === key && mayBe(job, ...statusesThatKeepOut(keys)));
}

/** Another job of the key surely keeps a new one out. */
export function isDuplicate({ jobs }: LeaseQueueState, { keys }: LeaseQueueTerms, key: string | null): boolean {
  if (key === null) return false;
  return Object.values(jobs).some(
    (job) =>
      job.key === key &&
      isSurely(job, ...statusesThatKeepOut(keys)) &&
      (keys === 'live' || keys === 'stored' || job.leases === 0),
  );
}

/** The instants, in order, at which a lease may be over or is over, or a wait may be over or is over. */
export function deadlinesOf({ nowMs, jobs }: LeaseQueueState, { slackMs }: LeaseQueueTerms): number[] {
  const instants = Object.values(jobs)
    .filter((job) => mayBe(job, 'waiting', 'held'))
    .flatMap(({ lease, dueFromMs, dueByMs }) => {
      const due = [dueFromMs, dueByMs];
      return lease === null ? due : [lease.overFromMs, lease.overByMs].concat(due);
    })
    .map((ms) => ms + slackMs)
    .filter((ms) => ms > nowMs);
  return [...new Set(instants)].toSorted((a, b) => a - b);
}
