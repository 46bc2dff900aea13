import { createYield } from '../kernel/event-loop.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { RaceCertificate } from '../kernel/race-certificate.ts';
import type { Race } from '../kernel/race.ts';
import type { OneStep } from '../kernel/stage.ts';
import { beginningsFor } from './beginnings.ts';
import type { ScheduleSearch } from './find-by.ts';
import type { FoundRace } from './find-in-race.ts';
import { nothingStaged } from './nothing-staged.ts';
import type { RaceResult, StartRunner } from './race-runner.ts';
import { runnerAt } from './race-runner.ts';
import { actorsOfRace } from './race.ts';
import { racesStepByStep } from './races-of.ts';
import type { RaceSetup, RaceStrikes } from './run-race.ts';
import type { ScheduleNote } from './schedule-note.ts';
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
  /** Begins no race after this one, in their usual order. Absent: all of them. */
  readonly last?: Race;
  /** Starts what runs these races, in their order; by default they run in this process. */
  readonly startRunner?: StartRunner;
  readonly signal?: AbortSignal;
  readonly onProgress?: (report: RacesReport) => void;
}

/** What the races of a scope have shown. */
export interface RacesReport<C extends Command = Command, O extends Outcome = Outcome> {
  readonly races: number;
  /** The races that there are. */
  readonly of: number;
  readonly schedules: number;
  /** The schedules in which a fault strikes. */
  readonly withFault: number;
  readonly statements: number;
  /** The schedules of the search of all, one for each order of the moves that depend on one another. */
  readonly orders: number;
  /** The schedules that turned out to differ from an earlier one only in the order of independent moves. */
  readonly redundant: number;
  /** Of the search of all: the statements whose tables could not be resolved, so that they meet every move. */
  readonly unresolved: readonly string[];
  /** Of random schedules: with which probability a violation of this depth was found in each race, at least. */
  readonly random: { readonly depth: number; readonly bound: number } | null;
  /** By type: how many commands at once had this outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** By sentence: in how many schedules an ending was needed that is right only while another operation overlaps. */
  readonly overlapsNeeded: Readonly<Record<string, number>>;
  /** Schedules that do not count: the runs strayed, or the search for an order had no end. With an example of each reason. */
  readonly notCounted: Readonly<Record<string, number>>;
  /** The actors, apart from the clock, that raced and sent no statement: their commands were single steps. */
  readonly withoutStatement: readonly string[];
  /** Statements that commit by themselves and were one move each all the same, with the reason. */
  readonly oneSteps: readonly OneStep[];
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
    signal,
    onProgress = () => undefined,
  } = options;
  const { model, naming } = where.setup;
  const { drawnNames = [], neverRaced = [] } = naming ?? {};
  const all: Race<C>[] = [];
  const counts = { races: 0, schedules: 0, withFault: 0, statements: 0, orders: 0, redundant: 0 };
  const search = searchBy(which, options);
  let mostPreemptions = preemptions;
  let bound = 1;
  const outcomes = new Map<string, number>();
  const overlapsNeeded = new Map<string, number>();
  const notCounted = new Map<string, number>();
  const raced = new Set<string>();
  const sent = new Set<string>();
  const unresolved = new Set<string>();
  const oneSteps = new Map<string, OneStep>();
  const count = (to: Map<string, number>, key: string): void => void to.set(key, (to.get(key) ?? 0) + 1);
  let found: FoundRace<C, O> | null = null;
  let certificate: RaceCertificate | null = null;
  let isWhole = false;
  const report = (): RacesReport<C, O> => ({
    ...counts,
    random: search.kind === 'random' ? { depth: search.depth, bound } : null,
    of: all.length,
    outcomes: Object.fromEntries(outcomes),
    overlapsNeeded: Object.fromEntries(overlapsNeeded),
    notCounted: {
      ...Object.fromEntries(notCounted),
      ...(raced.size > 0 && sent.size === 0 && { [nothingStaged]: counts.schedules }),
    },
    withoutStatement: [...raced].filter((actor) => !sent.has(actor)).toSorted(),
    oneSteps: [...oneSteps.values()],
    unresolved: [...unresolved],
    found,
    certificate,
    isWhole,
    isInterrupted: signal?.aborted === true && found === null,
  });

  function add(note: ScheduleNote): void {
    counts.schedules += 1;
    if (note.strikes > 0) counts.withFault += 1;
    if (note.role === 'order' && note.notCounted === null) counts.orders += 1;
    if (note.role === 'redundant') counts.redundant += 1;
    mostPreemptions = Math.max(mostPreemptions, note.preemptions);
    counts.statements += note.statements;
    for (const actor of note.raced) raced.add(actor);
    for (const actor of note.sent) sent.add(actor);
    for (const statement of note.unresolved) unresolved.add(statement);
    if (note.notCounted !== null) count(notCounted, note.notCounted);
    for (const type of note.outcomes) count(outcomes, type);
    for (const because of note.overlapsNeeded) count(overlapsNeeded, because);
    onProgress(report());
  }

  /** Of the first race that is wrong, after so many schedules of the races before it. */
  function certificateOf({ isStopped, before }: RaceResult<C, O>, earlier: number): RaceCertificate {
    const smaller = { races: counts.races - 1, schedules: earlier + before };
    const open = [...notCounted.values()].reduce((sum, one) => sum + one, 0);
    const most = search.kind === 'unreduced' ? mostPreemptions : preemptions;
    const struck = where.strikes === undefined ? {} : certified(where.strikes);
    if (open === 0 && !isStopped) return { kind: 'minimal', ...smaller, preemptions: most, ...struck };
    const reason = isStopped ? 'the search was interrupted' : `${open} of the schedules of smaller races do not count`;
    return { kind: 'locally minimal', ...smaller, reason };
  }

  const yieldToEvents = createYield(() => onProgress(report()));
  for (const race of racesStepByStep(model, { depth, atOnce, drawnNames, neverRaced })) {
    if (race !== null) all.push(race);
    if (yieldToEvents.isDue()) await yieldToEvents();
    if (signal?.aborted === true) return report();
  }
  const isShuffled = seed !== undefined && (search.kind !== 'random' || maxSchedules !== Infinity);
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
      if (counts.schedules >= maxSchedules) return;
      const earlier = counts.schedules;
      counts.races += 1;
      const result = await runner.run(race, add);
      bound = Math.min(bound, result.bound ?? 1);
      for (const one of result.oneSteps) oneSteps.set(`${one.statement} ${one.because}`, one);
      if (!result.isReached)
        count(notCounted, 'the commands before a race did not end as the model says, which faultbook check shows');
      if (result.found !== null) return noteFound(result.found, result, earlier);
      if (result.isStopped || (options.last !== undefined && sameJson(race, options.last))) return;
    }
    isWhole = true;
  }

  async function noteFound(wrong: FoundRace<C, O>, result: RaceResult<C, O>, earlier: number): Promise<void> {
    if (!isShuffled && search.kind !== 'random') [found, certificate] = [wrong, certificateOf(result, earlier)];
    else {
      await runner.close();
      const shrinking = {
        preemptions: Math.max(preemptions, wrong.preemptions),
        because: isShuffled ? 'the races came in an order drawn by a seed' : 'the schedules were drawn at random',
        signal,
        onProgress: () => onProgress(report()),
      };
      ({ found, certificate } = await shrinkRace(atStage, wrong, shrinking));
    }
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
