import type { ShownBefore } from '../check/run-memory.ts';
import type { IncidenceCounts } from './incidence.ts';
import { createIncidenceCounts } from './incidence.ts';
import type { Job } from './job.ts';
import { isSameButScope } from './job.ts';
import type { Budget, Journal, Campaign, JobShare } from './journal.ts';
import { emptyShare } from './journal.ts';
import type { RaceWork } from './race-budget.ts';
import { raceRoundAt, raceWorkAt } from './race-budget.ts';
import { batchesIn, firstRunOf, ledBy, roundOf } from './rounds.ts';

const statesAtFirst = 10_000;
export const mostStates: number = 2_560_000;

/** A job and its progress during a campaign. */
export interface Working {
  readonly number: number;
  readonly job: Job;
  readonly states: IncidenceCounts;
  readonly edges: IncidenceCounts;
  readonly finished: Set<number>;
  /** Of random runs: the kinds of steps that a finished batch has shown first, as `ShownBefore` has them. */
  readonly kinds: Map<number, Int32Array>;
  readonly underWay: Set<number>;
  /** All batches before this number are finished or under way. */
  next: number;
  /** The campaign runs the batches before this number. */
  readonly end: number;
  /** Of races: the number of the campaign's first batch, and the rounds that it has of them at most. */
  readonly raceBudget: { readonly firstBatch: number; readonly rounds: number };
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
  if (job.strategy === 'race') return areRacesOpen(one, smaller);
  if (job.strategy === 'random') return (smaller === undefined || smaller.finished.size > 0) && isLed(one);
  if (one.underWay.size > 0 || share.explored?.isWhole === true) return false;
  if (job.strategy === 'drive') return share.batches === 0 && isExplored(one, jobs);
  if (share.batches > 0 && statesFor(share.batches - 1) >= mostStates) return false;
  return smaller === undefined || smaller.share.explored?.isWhole === true;
}

/** Whether the batches are finished that lead the next one. */
function isLed({ next, finished }: Working): boolean {
  for (let number = 0; number < ledBy(next); number += 1) if (!finished.has(number)) return false;
  return true;
}

/** What leads the runs of a batch. */
export function shownBefore({ kinds }: Working, number: number): ShownBefore {
  const end = ledBy(number);
  const ofBatches = Array.from({ length: end }, (_, before) => [...(kinds.get(before) ?? [])]);
  return { runs: firstRunOf(end), kinds: Int32Array.from(ofBatches.flat()) };
}

/** The work of the next batch of races; `null`: there is none, or the races are not counted yet. */
export function nextRaces({ next, share, raceBudget }: Working): RaceWork | null {
  const counts = share.raced?.counts ?? null;
  return raceWorkAt(next - raceBudget.firstBatch, { counts, rounds: raceBudget.rounds });
}

/** The races of a scope begin when those of the smaller one have come as far as `pct`, or to the end of their rounds. */
function areRacesOpen(one: Working, smaller: Working | undefined): boolean {
  const work = nextRaces(one);
  if (work === null) return false;
  const drawn = one.share.raced?.parts.pct;
  // No run of the scope has so many commands of several actors.
  if (work.part === 'pct' && drawn?.schedules === 0) return false;
  if (smaller === undefined) return true;
  const left = nextRaces(smaller);
  return smaller.share.raced !== null && (left === null || left.part === 'pct');
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
  const firstBatch = job.strategy === 'race' ? Math.max(-1, ...before) + 1 : 0;
  let next = firstBatch;
  while (finished.has(next)) next += 1;
  return {
    number,
    job,
    states,
    edges,
    finished,
    kinds: new Map(batches.map((batch) => [batch.number, batch.kinds])),
    underWay: new Set(),
    next,
    end: endOf(job, campaign.budget, before),
    raceBudget: { firstBatch, rounds: 'rounds' in campaign.budget ? campaign.budget.rounds : Infinity },
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
  if (!('rounds' in budget) || strategy === 'race') return Infinity;
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

export function roundReached({ job, next, share, raceBudget }: Working): number {
  if (job.strategy === 'race')
    return raceRoundAt(Math.max(0, next - 1 - raceBudget.firstBatch), share.raced?.counts ?? null);
  return job.strategy === 'random' ? roundOf(Math.max(0, next - 1)) : share.batches;
}
