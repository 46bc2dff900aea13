import { versionsInUse } from '../check/versions.ts';
import type { Kept } from '../corpus/counterexamples.ts';
import { keepTrace } from '../corpus/counterexamples.ts';
import type { RaceTrace } from '../corpus/race-trace.ts';
import { raceTraces } from '../corpus/trace-kind.ts';
import type { StrikeKind } from '../kernel/model.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import { strikeKinds } from '../kernel/strikes.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import type { EveryScopeReport } from '../race/every-scope.ts';
import { raceEveryScope } from '../race/every-scope.ts';
import type { RacesReport, WhichSchedules } from '../race/explore-races.ts';
import { exploreRaces, searchBy } from '../race/explore-races.ts';
import type { RaceMode } from '../race/on-stage.ts';
import { onStage } from '../race/on-stage.ts';
import { raceInProcesses } from '../race/race-process.ts';
import type { StartRunner } from '../race/race-runner.ts';
import type { ReplayedRaces } from '../race/replay-kept-races.ts';
import { replayKeptRaces } from '../race/replay-kept-races.ts';
import { traceOfRace } from '../race/trace-of-race.ts';
import { renderReplayedFile } from '../report/check-report.ts';
import { renderNextSteps } from '../report/next-steps.ts';
import { formatCount, formatNumber } from '../report/numbers.ts';
import { raceWordsOf, renderRace, renderRaces } from '../report/race.ts';
import { renderHead } from '../report/set-up.ts';
import { paragraph } from '../report/wrapped.ts';
import {
  answerTime,
  choosePolicies,
  chooseScope,
  chooseStaged,
  chooseSuspended,
  resizeScope,
  everySubjectOf,
  mustBeOneOf,
  sizeFlags,
  smallestScope,
  subjectNamed,
  subjectSource,
} from './choose.ts';
import { exitCode, UsageError } from './exit.ts';
import { assertDescribed } from './first-use.ts';
import { printError, printJson, printLines } from './print.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';
import { scopeForActors } from './scope-for-actors.ts';
import { shortTrace } from './trace-file.ts';

export interface RaceFlags extends Readonly<Record<string, unknown>> {
  readonly system?: string;
  readonly without?: readonly string[];
  readonly scope?: string;
  readonly actors?: number;
  /** By default `usualDepth`. */
  readonly depth?: number;
  readonly atOnce: number;
  readonly preemptions: number;
  readonly schedules: WhichSchedules;
  readonly maxSchedules?: number;
  readonly seed?: number;
  readonly processes: number;
  /** In seconds. */
  readonly timeout?: number;
  readonly useCases?: boolean;
  /** Promises of a contract that are not asked. */
  readonly suspend?: readonly string[];
  readonly answers?: boolean;
  /** What strikes actors within a schedule, at most once: `cut`, `kill`. */
  readonly faults?: readonly string[];
  /** The folder of kept counterexamples; `false`: none is replayed, and none kept. */
  readonly counterexamples?: string | false | undefined;
  readonly json?: boolean;
}

/** What is raced, and under which limits. */
interface Racing extends RaceMode {
  readonly subject: AnySubject;
  readonly system: string;
  readonly policies: Policies;
  readonly scope: Scope;
  readonly answerMs?: number | undefined;
  readonly suspended?: readonly string[];
  readonly signal: AbortSignal;
}

/** `faultbook race`: the exit code. */
export async function raceCommand(
  project: Project,
  name: string,
  flags: RaceFlags,
  signal: AbortSignal,
): Promise<number> {
  const subject = subjectNamed(project, name);
  await assertDescribed([subject]);
  const system = chooseStaged(subject, flags.system);
  const policies = choosePolicies(subject, flags.without ?? []);
  const sized = resizeScope(
    project,
    subject,
    chooseScope(subject, flags.scope ?? smallestScope(subject)),
    sizesIn(flags),
  );
  const scope = flags.actors === undefined ? sized : scopeForActors(subject, policies, sized, flags.actors);
  if (flags.useCases === true) assertUseCases(subject);
  const { useCases = false, answers = false } = flags;
  const strikes = strikesIn(subject, flags);
  const suspended = chooseSuspended(subject, flags.suspend);
  const racing = {
    subject,
    system,
    policies,
    scope,
    signal,
    useCases,
    answers,
    ...strikes,
    ...answerTime(flags),
    ...suspended,
  };
  const folder = flags.counterexamples ?? project.counterexamples;
  const startedMs = performance.now();
  const replayed = folder === false ? { known: [], violated: null } : await replayKept(racing, folder);
  const head = renderHead(`${name} on ${system}, ${wordsOfRacing(flags)}`, policies, scope);
  if (flags.json !== true) printLines([...head, ...replayed.known.flatMap(renderReplayedFile)]);
  const timing = (): object => ({ timing: { seconds: (performance.now() - startedMs) / 1000 } });
  const names = { subject: name, system, policies, scope };
  const printed = { ...names, ...howToRace(flags) };
  const { known, violated } = replayed;
  if (violated !== null) {
    if (flags.json === true) printJson({ ...printed, known, found: violated.trace, kept: violated.file, ...timing() });
    else printLines([...renderKnown(subject, violated), ...nextSteps(project, violated.file, violated.trace)]);
    return exitCode.violation;
  }
  const { scope: foundIn, ...report } = await explore(project, racing, flags);
  const { found: race, certificate, ...counts } = report;
  const who = { who: 'faultbook race', ...seedOf(flags), versions: versionsInUse() };
  const found = race === null ? null : traceOfRace({ ...names, scope: foundIn }, race, { certificate, foundBy: who });
  const gone = known.filter(({ verdict }) => verdict !== 'reproduced').map(({ file }) => file);
  const kept = found === null || folder === false ? null : await keep(subject, found, folder, gone);
  if (flags.json === true) printJson({ ...printed, ...counts, known, found, kept: kept?.path ?? null, ...timing() });
  else
    printLines([
      ...renderRaces({ ...counts, found, ...howToRace(flags) }, raceWordsOf(subject)),
      ...(kept === null ? [] : [`${kept.how === 'known' ? 'already kept' : 'kept'}: ${kept.path}`]),
      ...(kept === null || found === null ? [] : nextSteps(project, kept.path, found)),
    ]);
  return codeOfRaces(report);
}

/** The races of one scope, where a flag names it or says how large its races are; of every scope, where none does. */
async function explore(
  project: Project,
  { subject, ...racing }: Racing,
  flags: RaceFlags,
): Promise<RacesReport & Pick<EveryScopeReport, 'scope' | 'kinds'>> {
  const { depth = usualDepth, atOnce, preemptions, schedules: which, maxSchedules, processes } = flags;
  const { signal, ...setup } = racing;
  const source = subjectSource(project, subject);
  const search = searchBy(which, { preemptions, ...seedOf(flags) });
  const startRunnerIn = (scope: Scope): StartRunner =>
    raceInProcesses(processes, { source, setup: { ...setup, scope }, search }, signal);
  const progress = showProgress(`racing ${subject.name} on ${racing.system}`);
  const options = {
    depth,
    atOnce,
    preemptions,
    search: which,
    signal,
    ...(maxSchedules !== undefined && { maxSchedules }),
    ...seedOf(flags),
    onProgress: ({ races, of, schedules, found }: RacesReport) =>
      progress.update(
        schedules === 0
          ? `${formatCount(of, 'race')}, and more to come`
          : found === null
            ? `${formatNumber(races)} of ${formatCount(of, 'race')}, ${formatCount(schedules, 'schedule')}`
            : 'a violation; looking for a smaller race',
      ),
  };
  try {
    if (isOfEveryScope(project, flags))
      return await raceEveryScope(subject, racing, { ...options, ...(processes > 1 && { startRunnerIn }) });
    const { scope } = racing;
    const runner = processes > 1 ? { startRunner: startRunnerIn(scope) } : {};
    const report = await onStage(subject, racing, (where) => exploreRaces(where, { ...options, ...runner }));
    return { ...report, scope, kinds: [] };
  } finally {
    progress.clear();
  }
}

/** How many commands before a race there are where no flag says so, at most. */
const usualDepth = 3;

/** Whether no flag says which scope to race, or how large its races are. */
function isOfEveryScope(project: Project, flags: RaceFlags): boolean {
  const { scope, actors, depth } = flags;
  const sizes = sizesIn(flags);
  const isSized = [...sizeFlags(everySubjectOf(project)).keys()].some((size) => sizes[size] !== undefined);
  return scope === undefined && actors === undefined && depth === undefined && !isSized;
}

/** The seed that the order of the races is drawn by, or that of random schedules; none where nothing is drawn. */
function seedOf({ maxSchedules, schedules, seed = 1 }: RaceFlags): { readonly seed?: number } {
  return maxSchedules === undefined && typeof schedules !== 'number' ? {} : { seed };
}

async function replayKept({ subject, ...racing }: Racing, folder: string): Promise<ReplayedRaces> {
  const progress = showProgress(`replaying ${folder}`);
  return replayKeptRaces(subject, racing, folder)
    .catch((error: unknown) => {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      const advice = '--counterexamples names another folder, --no-counterexamples does without';
      throw new UsageError(`the counterexamples cannot be read: ${error.message}; ${advice}`, { cause: error });
    })
    .finally(() => progress.clear());
}

/** A kept race that still goes wrong, as it goes wrong now. */
function renderKnown(
  subject: AnySubject,
  { trace, replay }: NonNullable<ReplayedRaces['violated']>,
): readonly string[] {
  const { run, found } = replay;
  const violation = found ?? trace.violation;
  const { certificate, foundBy } = trace;
  const now = traceOfRace(trace, { ...run, violation }, { certificate, foundBy });
  return ['', ...renderRace(now, raceWordsOf(subject)), '', ...paragraph(`violated: ${violation.details}`, 'red')];
}

/** `null` where the file system refuses to write the trace. */
async function keep(
  subject: AnySubject,
  trace: RaceTrace,
  folder: string,
  gone: readonly string[],
): Promise<Kept | null> {
  try {
    return await keepTrace(folder, trace, raceTraces, { symmetry: modelOnSystem(subject, trace).symmetry ?? [], gone });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    printError(`the race cannot be kept: ${error.message}; --counterexamples names another folder`);
    return null;
  }
}

/** The commands that replay a kept race and promote it. */
function nextSteps(project: Project, path: string, { atOnce }: RaceTrace): string[] {
  const name = ['race', ...atOnce.flatMap(({ commands }) => commands.map(({ type }) => type))].join('_');
  return ['', ...renderNextSteps({ trace: shortTrace(project, path), name, subjectFiles: project.subjectFiles })];
}

/** The flags that may be sizes: those of the command itself are none. */
function sizesIn({
  actors: _actors,
  depth: _depth,
  faults: _faults,
  preemptions: _preemptions,
  processes: _processes,
  seed: _seed,
  ...flags
}: RaceFlags): Readonly<Record<string, unknown>> {
  return flags;
}

/** What the races of a report are, as data. */
function howToRace({
  depth = usualDepth,
  atOnce,
  preemptions,
  schedules,
  useCases = false,
  answers = false,
  faults = [],
}: RaceFlags) {
  return { depth, atOnce, preemptions, search: schedules, useCases, answers, faults: chosenFaults(faults) };
}

/** What the races of a report are, in words. */
function wordsOfRacing({ useCases = false, answers = false, faults = [] }: RaceFlags): string {
  const racing = `${useCases ? 'use cases' : 'commands'} at once`;
  return `${racing}${answers ? ', answers as moves' : ''}${faults.length > 0 ? `, a ${chosenFaults(faults).join(' or ')}` : ''}`;
}

/** The faults of these names, each once. */
function chosenFaults(names: readonly string[]): readonly StrikeKind[] {
  return strikeKinds.filter((fault) => names.includes(fault));
}

/** The faults that strike in a schedule, one at most. Throws `UsageError`. */
function strikesIn(
  { name, struck }: AnySubject,
  { faults = [], useCases = false }: RaceFlags,
): Pick<RaceMode, 'strikes'> {
  for (const one of faults) mustBeOneOf('fault', one, strikeKinds);
  if (faults.length === 0) return {};
  if (struck === undefined)
    throw new UsageError(`${name} does not say how a struck command may have ended (struck): no --faults`);
  if (useCases) throw new UsageError('--faults strikes commands, and --use-cases races use cases: leave one out');
  return { strikes: { most: 1, kinds: chosenFaults(faults) } };
}

/** Throws `UsageError` where a subject has no use cases. */
function assertUseCases({ name, useCases = {} }: AnySubject): void {
  if (Object.keys(useCases).length === 0)
    throw new UsageError(`${name} has no use cases: without --use-cases a race is one of its commands`);
}

/** The exit code of races. */
export function codeOfRaces({ found, notCounted, schedules, isInterrupted }: RacesReport): number {
  if (found !== null) return exitCode.violation;
  if (isInterrupted) return exitCode.interrupted;
  return Object.keys(notCounted).length > 0 || schedules === 0 ? exitCode.inconclusive : exitCode.success;
}
