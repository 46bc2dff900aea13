import { setUp } from '../kernel/setup.ts';
import { systemOf } from '../kernel/setup.ts';
import { everySystemOf } from '../kernel/subject.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { isUseCaseCall } from '../kernel/use-case.ts';
import type { RacesReport } from '../race/explore-races.ts';
import { exploreRaces } from '../race/explore-races.ts';
import { withUseCases } from '../race/use-cases.ts';
import { formatCount, formatNumber } from '../report/numbers.ts';
import { renderRaces } from '../report/race.ts';
import { renderHead } from '../report/set-up.ts';
import {
  answerTime,
  choosePolicies,
  chooseScope,
  chooseSubjects,
  chooseSystem,
  resizeScope,
  smallestScope,
} from './choose.ts';
import { exitCode, UsageError } from './exit.ts';
import { assertDescribed } from './first-use.ts';
import { printJson, printLines } from './print.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';
import { scopeForActors } from './scope-for-actors.ts';

export interface RaceFlags extends Readonly<Record<string, unknown>> {
  readonly system?: string;
  readonly without?: readonly string[];
  readonly scope?: string;
  readonly actors?: number;
  readonly depth: number;
  readonly atOnce: number;
  readonly preemptions: number;
  readonly maxSchedules?: number;
  readonly seed?: number;
  /** In seconds. */
  readonly timeout?: number;
  readonly useCases?: boolean;
  readonly answers?: boolean;
  readonly json?: boolean;
}

/** `faultbook race`: the exit code. */
export async function raceCommand(
  project: Project,
  name: string,
  flags: RaceFlags,
  signal: AbortSignal,
): Promise<number> {
  const [subject] = chooseSubjects(project, [name]);
  if (subject === undefined) throw new UsageError(`there is no subject ${name}`);
  await assertDescribed([subject]);
  const system = stagedSystem(subject, flags.system);
  const policies = choosePolicies(subject, flags.without ?? []);
  const sized = resizeScope(project, subject, chooseScope(subject, flags.scope ?? smallestScope(subject)), flags);
  const scope = flags.actors === undefined ? sized : scopeForActors(subject, policies, sized, flags.actors);
  const stage = await systemOf(subject, system).stage?.();
  if (stage === undefined) throw new UsageError(`the system ${system} of ${name} has no stage`);
  const useCases = flags.useCases === true ? useCasesOf(subject) : undefined;
  const progress = showProgress(`racing ${name} on ${system}`);
  const startedMs = performance.now();
  try {
    const ofCommands = setUp(subject, {
      system,
      policies,
      scope,
      signal,
      ...answerTime(flags),
      overlap: { address: (actor) => stage.address(actor) },
    });
    const setup = useCases === undefined ? ofCommands : withUseCases(ofCommands, useCases);
    const report = await exploreRaces(
      { setup, stage, answers: flags.answers === true },
      {
        depth: flags.depth,
        atOnce: flags.atOnce,
        preemptions: flags.preemptions,
        signal,
        ...(flags.maxSchedules !== undefined && { maxSchedules: flags.maxSchedules, seed: flags.seed ?? 1 }),
        onProgress: ({ races, of, schedules }) =>
          progress.update(
            `${formatNumber(races)} of ${formatCount(of, 'race')}, ${formatCount(schedules, 'schedule')}`,
          ),
      },
    );
    progress.clear();
    const { format, answer } = subject.narration;
    if (flags.json === true)
      printJson({
        subject: name,
        system,
        policies,
        scope,
        ...report,
        timing: { seconds: (performance.now() - startedMs) / 1000 },
      });
    else
      printLines(
        renderRaces(
          { ...report, ...flags, head: renderHead(`${name} on ${system}, commands at once`, policies, scope) },
          {
            format: (command) =>
              isUseCaseCall(command) ? `${command.type}: ${format(command.first)}` : format(command),
            answer: (outcome) => answer(outcome as Parameters<typeof answer>[0]),
          },
        ),
      );
    return codeOf(report);
  } finally {
    progress.clear();
    await stage.close();
  }
}

/** The use cases of a subject. Throws `UsageError` where it has none. */
function useCasesOf({ name, useCases }: AnySubject): NonNullable<AnySubject['useCases']> {
  if (useCases === undefined || Object.keys(useCases).length === 0)
    throw new UsageError(`${name} has no use cases: without --use-cases a race is one of its commands`);
  return useCases;
}

/** The system to race: by name, or the first one that has a stage. Throws `UsageError` in one line where none has. */
function stagedSystem(subject: AnySubject, name: string | undefined): string {
  const staged = everySystemOf(subject).filter(({ stage }) => stage !== undefined);
  const names = staged.map((system) => system.name);
  if (name === undefined) {
    const [first] = names;
    if (first === undefined)
      throw new UsageError(`no system of ${subject.name} has a stage, which orders the statements of a race`);
    return first;
  }
  const chosen = chooseSystem(subject, name);
  if (names.includes(chosen)) return chosen;
  const others = names.length === 0 ? 'no system of it has one' : `${names.join(', ')} has one`;
  throw new UsageError(
    `the system ${chosen} of ${subject.name} has no stage, which orders the statements of a race; ${others}`,
  );
}

function codeOf({ found, notCounted, schedules, isInterrupted }: RacesReport): number {
  if (found !== null) return exitCode.violation;
  if (isInterrupted) return exitCode.interrupted;
  return Object.keys(notCounted).length > 0 || schedules === 0 ? exitCode.inconclusive : exitCode.success;
}
