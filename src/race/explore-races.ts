import { createYield } from '../kernel/event-loop.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { RaceCertificate } from '../kernel/race-certificate.ts';
import type { Race } from '../kernel/race.ts';
import { beginningsFor } from './beginnings.ts';
import type { ScheduleSearch } from './find-by.ts';
import type { FoundRace } from './find-in-race.ts';
import type { RaceResult, StartRunner } from './race-runner.ts';
import { runnerAt } from './race-runner.ts';
import { actorsOfRace } from './race.ts';
import type { KindsOfRaces } from './races-by-kind.ts';
import { racesByKind } from './races-by-kind.ts';
import { racesStepByStep } from './races-of.ts';
import type { RaceSetup, RaceStrikes } from './run-race.ts';
import type { ScheduleNote } from './schedule-note.ts';
import type { ScheduleCounts, ScheduleTally } from './schedule-tally.ts';
import { createScheduleTally } from './schedule-tally.ts';
import { shrinkRace } from './shrink-race.ts';
import { shuffled } from './shuffled.ts';

/** Which schedules of each race are run, as in `ScheduleSearch`. A number: so many at random. */
export type WhichSchedules = Exclude<ScheduleSearch['kind'], 'random'> | number;

export interface RacesOptions {
  /** The commands before a race, at most. */
  readonly depth: number;
  /** The commands at the same time, at most; by default 2. */
  readonly atOnce?: number;
  /** How often an actor that could go on is interrupted, at most, in each schedule. */
  readonly preemptions: number;
  /** By default `bounded`. */
  readonly search?: WhichSchedules;
  /** Begins no race after so many schedules, and takes the races in an order drawn by `seed`. Absent: all of them. */
  readonly maxSchedules?: number;
  readonly seed?: number;
  /** Runs a race of each kind, from states at any depth, in place of every race. */
  readonly kinds?: KindsOfRaces;
  /** Where the counts are added up; by default a tally of this search alone. */
  readonly tally?: ScheduleTally;
  /** Begins no race after this one, in their usual order. Absent: all of them. */
  readonly last?: Race;
  /** Starts what runs these races, in their order; by default they run in this process. */
  readonly startRunner?: StartRunner;
  readonly signal?: AbortSignal;
  readonly onProgress?: (report: RacesReport) => void;
}

/** What the races of a scope have shown. */
export interface RacesReport<C extends Command = Command, O extends Outcome = Outcome> extends ScheduleCounts {
  /** Of random schedules: with which probability a violation of this depth was found in each race, at least. */
  readonly random: { readonly depth: number; readonly bound: number } | null;
  readonly found: FoundRace<C, O> | null;
  /** Which races smaller than the found one are right; `null` where none was found. */
  readonly certificate: RaceCertificate | null;
  /** Whether every schedule of every race was run. */
  readonly isWhole: boolean;
  readonly isInterrupted: boolean;
}

/** What a certificate says of the faults that struck. */
function certified({
  most,
  kinds,
}: Pick<RaceStrikes<never, never>, 'most' | 'kinds'>): Pick<Minimal, 'cuts' | 'strikes'> {
  return { cuts: most, ...(kinds.includes('kill') && { strikes: kinds }) };
}

type Minimal = Extract<RaceCertificate, { kind: 'minimal' }>;

/**
 * Runs the races of a scope, with fewer commands before a race first, each under every schedule with few preemptions, until
 * a run is wrong, or until the signal is given.
 */
export async function exploreRaces<State, C extends Command, O extends Outcome, View>(
  where: RaceSetup<State, C, O, View>,
  options: RacesOptions,
): Promise<RacesReport<C, O>> {
  const {
    depth,
    atOnce = 2,
    preemptions,
    search: which = 'bounded',
    maxSchedules = Infinity,
    seed,
    kinds,
    tally = createScheduleTally(),
    signal,
    onProgress = () => undefined,
  } = options;
  const { model, naming } = where.setup;
  const all: Race<C>[] = [];
  const search = searchBy(which, options);
  let bound = 1;
  let found: FoundRace<C, O> | null = null;
  let certificate: RaceCertificate | null = null;
  let isWhole = false;
  const report = (): RacesReport<C, O> => ({
    ...tally.counts(),
    random: search.kind === 'random' ? { depth: search.depth, bound } : null,
    found,
    certificate,
    isWhole,
    isInterrupted: signal?.aborted === true && found === null,
  });

  function add(note: ScheduleNote): void {
    tally.add(note);
    onProgress(report());
  }

  /** Of the first race that is wrong, after so many schedules of the races before it. */
  function certificateOf({ isStopped, before }: RaceResult<C, O>, earlier: number): RaceCertificate {
    const { races, notCounted } = tally.counts();
    const smaller = { races: races - 1, schedules: earlier + before };
    const open = Object.values(notCounted).reduce((sum, one) => sum + one, 0);
    const most = search.kind === 'unreduced' ? Math.max(preemptions, tally.mostPreemptions()) : preemptions;
    const struck = where.strikes === undefined ? {} : certified(where.strikes);
    if (open === 0 && !isStopped) return { kind: 'minimal', ...smaller, preemptions: most, ...struck };
    const reason = isStopped ? 'the search was interrupted' : `${open} of the schedules of smaller races do not count`;
    return { kind: 'locally minimal', ...smaller, reason };
  }

  const yieldToEvents = createYield(() => onProgress(report()));
  const { drawnNames = [], neverRaced = [] } = naming ?? {};
  const scope = { depth, atOnce, drawnNames, neverRaced };
  for (const race of kinds === undefined ? racesStepByStep(model, scope) : racesByKind(model, scope, kinds)) {
    if (race !== null) {
      all.push(race);
      tally.addRace();
    }
    if (yieldToEvents.isDue()) await yieldToEvents();
    if (signal?.aborted === true) return report();
  }
  const isShuffled =
    seed !== undefined && kinds === undefined && (search.kind !== 'random' || maxSchedules !== Infinity);
  const races = isShuffled ? shuffled(all, seed) : all;
  // A system may connect for all its actors when it is opened.
  const actors = [...new Set(all.flatMap((race) => actorsOfRace(model, race)))];
  await where.stage.admit(actors);
  const atStage = { ...where, ready: new Set<string>(), beginnings: beginningsFor(where.setup) };
  const runner = options.startRunner?.<C, O>(races, actors) ?? runnerAt(atStage, { search, signal });
  try {
    await takeAll();
  } finally {
    await runner.close();
  }
  return report();

  async function takeAll(): Promise<void> {
    for (const race of races) {
      const { schedules: earlier } = tally.counts();
      if (earlier >= maxSchedules) return;
      tally.beginRace();
      const result = await runner.run(race, add);
      bound = Math.min(bound, result.bound ?? 1);
      tally.addMoves(result);
      if (!result.isReached)
        tally.addNotCounted('the commands before a race did not end as the model says, which faultbook check shows');
      if (result.found !== null) return noteFound(result.found, result, earlier);
      if (result.isStopped || (options.last !== undefined && sameJson(race, options.last))) return;
    }
    isWhole = true;
  }

  async function noteFound(wrong: FoundRace<C, O>, result: RaceResult<C, O>, earlier: number): Promise<void> {
    const because = whyNotMinimal();
    if (because === null) {
      [found, certificate] = [wrong, certificateOf(result, earlier)];
      return;
    }
    await runner.close();
    ({ found, certificate } = await shrinkRace(atStage, wrong, {
      preemptions: Math.max(preemptions, wrong.preemptions),
      because,
      signal,
      onProgress: () => onProgress(report()),
    }));
  }

  /** Why the races and schedules before a found one say nothing of smaller races; `null` where they were all run. */
  function whyNotMinimal(): string | null {
    if (kinds !== undefined) return 'a race of each kind was run, and not every race';
    if (isShuffled) return 'the races came in an order drawn by a seed';
    return search.kind === 'random' ? 'the schedules were drawn at random' : null;
  }
}

/** The search as data. */
export function searchBy(
  which: WhichSchedules,
  { preemptions, seed = 1 }: Pick<RacesOptions, 'preemptions' | 'seed'>,
): ScheduleSearch {
  if (typeof which === 'number') return { kind: 'random', runs: which, depth: preemptions + 1, seed };
  return which === 'unreduced' ? { kind: which } : { kind: which, preemptions };
}
