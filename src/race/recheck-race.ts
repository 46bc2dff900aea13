import type { RaceTrace } from '../corpus/race-trace.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { RaceCertificate } from '../kernel/race-certificate.ts';
import type { Race } from '../kernel/race.ts';
import type { Setup } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { RacesReport } from './explore-races.ts';
import { exploreRaces } from './explore-races.ts';
import type { FoundRace } from './find-in-race.ts';
import { modeOf, onStage } from './on-stage.ts';
import { racesOf } from './races-of.ts';
import { countStrikes } from './strikes.ts';

type Minimal = Extract<RaceCertificate, { kind: 'minimal' }>;

/** What running the smaller races of a trace has shown, compared with its certificate. */
export interface RaceRecheck {
  /** `inconclusive`: schedules did not count, although they were tried again. */
  readonly verdict: 'confirmed' | 'refuted' | 'inconclusive' | 'interrupted';
  /** The smaller races that were run. */
  readonly races: number;
  /** The schedules of these, and of the race of the trace those with fewer faults or preemptions; where it is right now, all. */
  readonly schedules: number;
  /** Whether the race of the trace is right now, in every schedule. */
  readonly isGone: boolean;
  /** Whether these are the races of the certificate, and the schedules, where the race is still wrong. */
  readonly isSame: boolean;
  /** What is wrong and smaller; `null`: nothing. */
  readonly smaller: Pick<FoundRace, 'race' | 'preemptions' | 'violation'> | null;
  /** Why it is no confirmation, where nothing smaller is wrong. */
  readonly reason: string | null;
}

interface RecheckRaceOptions {
  /** How long the system may take for an answer, in milliseconds; by default what the subject says. */
  readonly answerMs?: number | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (report: RacesReport) => void;
}

const nothingRun = { races: 0, schedules: 0, isGone: false, isSame: false, smaller: null } as const;

/** Runs the smaller races of a trace again, on its own system, in the schedules of its certificate. */
export function recheckRace(
  subject: AnySubject,
  trace: RaceTrace,
  certificate: Minimal,
  { answerMs, ...options }: RecheckRaceOptions = {},
): Promise<RaceRecheck> {
  const { system, policies, scope, before } = trace;
  const { useCases = false, answers = false } = modeOf(trace);
  const { cuts: most, strikes: kinds = ['cut'] } = certificate;
  const mode = { useCases, answers, ...(most !== undefined && { strikes: { most, kinds } }) };
  const setting = { system, policies, scope, answerMs, ...mode, ...(options.signal && { signal: options.signal }) };
  return onStage(subject, setting, async (where) => {
    const { races, schedules } = certificate;
    const atOnce = sizeOfSearch(where.setup, trace, certificate);
    if (atOnce === null) return { ...nothingRun, verdict: 'refuted', reason: 'the race is none of the scope any more' };
    const last = { before, atOnce: trace.atOnce };
    const { preemptions } = certificate;
    const report = await exploreRaces(where, { depth: before.length, atOnce, preemptions, last, ...options });
    const run = judge(trace, report);
    return { ...run, isSame: run.races === races && (run.isGone || run.schedules === schedules) };
  });
}

/**
 * With how many commands at once the search went that found the race: the number that gives as many smaller races as the
 * certificate has, and otherwise that of the race itself. `null`: the race is none of the scope.
 */
function sizeOfSearch<State, View>(
  { model, naming = {} }: Pick<Setup<State, Command, Outcome, View>, 'model' | 'naming'>,
  { before, atOnce }: Race,
  { races }: Minimal,
): number | null {
  const size = atOnce.reduce((sum, { commands }) => sum + commands.length, 0);
  const { drawnNames = [], neverRaced = [] } = naming;
  let isThere = false;
  for (let most = size; most <= mostAtOnce; most += 1) {
    let smaller = 0;
    let isFound = false;
    for (const race of racesOf(model, { depth: before.length, atOnce: most, drawnNames, neverRaced })) {
      isFound = sameJson(race, { before, atOnce });
      // A larger search has more smaller races.
      if (isFound || (isThere && smaller > races)) break;
      smaller += 1;
    }
    isThere ||= isFound;
    if (!isThere) return null;
    if (isFound && smaller === races) return most;
    if (smaller > races) break;
  }
  return size;
}

/** So many commands at once may a search have had. */
const mostAtOnce = 4;

function judge(trace: RaceTrace, report: RacesReport): Omit<RaceRecheck, 'isSame'> {
  const { found, certificate, notCounted } = report;
  const counts = {
    races: certificate?.races ?? Math.max(0, report.races - 1),
    schedules: certificate?.schedules ?? report.schedules,
    isGone: found === null && !report.isInterrupted,
  };
  const smaller = found !== null && isSmaller(found, trace) ? found : null;
  if (smaller !== null) {
    const { race, preemptions, violation } = smaller;
    return { verdict: 'refuted', ...counts, smaller: { race, preemptions, violation }, reason: null };
  }
  if (report.isInterrupted)
    return { verdict: 'interrupted', ...counts, smaller, reason: 'it was stopped before its end' };
  const open = Object.keys(notCounted)[0] ?? null;
  return { verdict: open === null ? 'confirmed' : 'inconclusive', ...counts, smaller, reason: open };
}

/** Whether a found race is another one than that of the trace, before which it came, or has fewer faults or preemptions. */
function isSmaller({ race, run, preemptions }: FoundRace, trace: RaceTrace): boolean {
  if (!sameJson(race, { before: trace.before, atOnce: trace.atOnce })) return true;
  const fewer = countStrikes(trace.moves) - countStrikes(run.steps);
  return fewer === 0 ? preemptions < trace.preemptions : fewer > 0;
}
