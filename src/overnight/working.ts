import type { IncidenceCounts } from './incidence.ts';
import { createIncidenceCounts } from './incidence.ts';
import type { Job } from './job.ts';
import { isSameButScope } from './job.ts';
import type { Budget, Journal, Campaign, JobShare } from './journal.ts';
import { emptyShare } from './journal.ts';
import { batchesIn, roundOf } from './rounds.ts';

const statesAtFirst = 10_000;
export const mostStates: number = 2_560_000;

/** A job and its progress during a campaign. */
export interface Working {
  readonly number: number;
  readonly job: Job;
  readonly states: IncidenceCounts;
  readonly edges: IncidenceCounts;
  readonly finished: Set<number>;
  readonly underWay: Set<number>;
  /** All batches before this number are finished or under way. */
  next: number;
  /** The campaign runs the batches before this number. */
  readonly end: number;
  share: JobShare;
  newCoverage: number | null;
  lastSeconds: number;
  failures: number;
}

/** Whether another batch of a job may begin. */
export function isOpen(one: Working, jobs: readonly Working[]): boolean {
  const { share, job } = one;
  if (share.setAside !== null || one.next >= one.end) return false;
  const smaller = jobs[jobs.findLastIndex((other, at) => at < jobs.indexOf(one) && isSameButScope(other.job, job))];
  if (job.strategy === 'random') return smaller === undefined || smaller.finished.size > 0;
  if (one.underWay.size > 0 || share.explored?.isWhole === true) return false;
  if (job.strategy === 'drive') return share.batches === 0 && isExplored(one, jobs);
  if (share.batches > 0 && statesFor(share.batches - 1) >= mostStates) return false;
  return smaller === undefined || smaller.share.explored?.isWhole === true;
}

/** Whether this campaign has reached all states of the scope: only edges between reached states can be driven. */
function isExplored({ job }: Working, jobs: readonly Working[]): boolean {
  return jobs.some(
    (other) =>
      other.job.strategy === 'explore' &&
      other.job.subject === job.subject &&
      other.job.scopeName === job.scopeName &&
      other.share.explored?.isWhole === true,
  );
}

export function workingOf(journal: Journal, campaign: Campaign, number: number): Working {
  const job = journal.jobOf(number);
  const batches = journal.batchesOf(number);
  const finished = new Set(batches.map((batch) => batch.number));
  const before = new Set(batches.filter((batch) => batch.campaign !== campaign.id).map((batch) => batch.number));
  const share = journal.shares(campaign.id).find((one) => one.job === number) ?? emptyShare(number);
  const [states, edges] = [createIncidenceCounts(), createIncidenceCounts()];
  for (const of of journal.incidenceOf(number)) {
    states.merge(of.states);
    edges.merge(of.edges);
  }
  let next = 0;
  while (finished.has(next)) next += 1;
  return {
    number,
    job,
    states,
    edges,
    finished,
    underWay: new Set(),
    next,
    end: endOf(job, campaign.budget, before),
    share: {
      ...share,
      setAside: null,
      shown: job.strategy === 'random' ? shownBy(journal.runsOf(number), { states, edges }) : null,
    },
    newCoverage: null,
    lastSeconds: 1,
    failures: 0,
  };
}

export function shownBy(
  runs: number,
  { states, edges }: Pick<Working, 'states' | 'edges'>,
): NonNullable<JobShare['shown']> {
  const isFull = edges.isFull || states.isFull;
  const { loneRuns, single, double } = edges;
  return { runs, states: states.size, edges: edges.size, loneRuns, single, double, isFull };
}

/** How long a single process needs for the rest of a job, at the speed so far; `null`: no estimate. */
export function secondsLeftOf({ job, share, next, end }: Working): number | null {
  if (job.strategy !== 'random' || end === Infinity || share.batches === 0 || share.setAside !== null) return null;
  return Math.max(0, end - next) * (share.seconds / share.batches);
}

/** The first batch after the budget: so many rounds more than were finished before. */
function endOf({ strategy }: Job, budget: Budget, before: ReadonlySet<number>): number {
  if (!('rounds' in budget)) return Infinity;
  let whole = 0;
  const isWhole = (rounds: number): boolean => {
    for (let number = 0; number < batchesIn(strategy, rounds); number += 1) if (!before.has(number)) return false;
    return true;
  };
  while (isWhole(whole + 1)) whole += 1;
  return batchesIn(strategy, whole + budget.rounds);
}

/** How many states an exploration visits at most, after so many explorations in this campaign. */
export function statesFor(batches: number): number {
  return Math.min(mostStates, statesAtFirst * 4 ** batches);
}

export function roundReached({ job, next, share }: Working): number {
  return job.strategy === 'random' ? roundOf(Math.max(0, next - 1)) : share.batches;
}
