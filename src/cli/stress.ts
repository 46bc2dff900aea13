import { join, relative } from 'node:path';
import { makeFolder } from '../corpus/counterexamples.ts';
import { historyFileName, historyText } from '../corpus/histories/write-history.ts';
import { writeAtomically } from '../corpus/write-atomically.ts';
import { isHeapFull, isMachineFull } from '../explore/memory.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Setup } from '../kernel/setup.ts';
import { setUp } from '../kernel/setup.ts';
import type { AnySubject, Scope } from '../kernel/subject.ts';
import { isOutcomeUnknown } from '../kernel/subject.ts';
import { formatNumber } from '../report/numbers.ts';
import { formatLoad, renderStress } from '../report/stress.ts';
import type { StressReport } from '../stress/report.ts';
import type { FaultKind } from '../stress/round.ts';
import type { StressLoad, SmallerLoad } from '../stress/smaller-load.ts';
import { findSmallerLoad } from '../stress/smaller-load.ts';
import type { StressOptions } from '../stress/stress.ts';
import { stress } from '../stress/stress.ts';
import { withCore } from '../stress/with-core.ts';
import {
  answerTime,
  choosePolicies,
  chooseScope,
  chooseSuspended,
  chooseSystem,
  mustBeOneOf,
  resizeScope,
  subjectNamed,
} from './choose.ts';
import { exitOf, UsageError } from './exit.ts';
import { assertDescribed } from './first-use.ts';
import { printError, printJson, printLines } from './print.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';

export interface StressFlags extends Readonly<Record<string, unknown>> {
  readonly system?: string;
  readonly actors?: number;
  readonly scope?: string;
  readonly seconds: number;
  readonly maxRounds?: number;
  /** The rounds of a world. */
  readonly rounds: number;
  readonly seed: number;
  readonly without?: readonly string[];
  readonly faults?: readonly string[];
  /** Promises of a contract that are not asked. */
  readonly suspend?: readonly string[];
  /** In megabytes. */
  readonly maxMemory: number;
  /** In seconds. */
  readonly timeout?: number;
  readonly counterexamples?: string | false | undefined;
  readonly json?: boolean;
}

/** How many operations each actor takes in a round, at most. */
const operationsEach = 8;

/** The time for the judgement of a round, in seconds, at most. */
const judgeSeconds = 20;

/** `faultbook stress`: the exit code. */
export async function stressCommand(
  project: Project,
  name: string,
  flags: StressFlags,
  signal: AbortSignal,
): Promise<number> {
  const subject = subjectNamed(project, name);
  const system = chooseSystem(subject, flags.system);
  const policies = choosePolicies(subject, flags.without ?? []);
  const scope = scopeFor(project, subject, flags);
  const suspended = chooseSuspended(subject, flags.suspend);
  const setupFor = ({ actors }: StressLoad): Setup<unknown, Command, Outcome, unknown> => {
    const chosen =
      actors === null ? scope : resizeScope(project, subject, scopeOfActors(subject, actors), sizesIn(flags));
    return setUp(subject, { system, policies, scope: chosen, signal, overlap: {}, ...answerTime(flags), ...suspended });
  };
  const stressLoad = (load: StressLoad, limits: Partial<StressLimits>): Promise<StressReport> =>
    stress(setupFor(load), { ...common, ...load, ...limits });
  const common = {
    maxSeconds: flags.seconds,
    maxRounds: flags.maxRounds ?? Infinity,
    maxWorlds: Infinity,
    seed: flags.seed,
    weights: subject.generation.weights,
    faults: chooseFaults(subject, flags.faults ?? []),
    struck: subject.struck?.bind(subject),
    isUnknown: (command: Command, outcome: Outcome) => isOutcomeUnknown(subject, command, outcome),
    judgeSeconds,
    findsCore: false,
    maxMemoryBytes: flags.maxMemory * 1_000_000,
    isOutOfMemory: () => isHeapFull() || isMachineFull(0),
    signal,
  };
  await assertDescribed([subject]);
  const progress = showProgress(`stressing ${subject.name} on ${system}`);
  const load: StressLoad = {
    actors: isByActors(subject, flags) ? (flags.actors ?? usualActors) : null,
    operationsEach,
    roundsPerWorld: flags.rounds,
  };
  let report: StressReport;
  let smaller: SmallerLoad | null = null;
  const { maxMemoryBytes, isOutOfMemory } = common;
  const coreLimits = { maxSeconds: judgeSeconds, maxMemoryBytes, isOutOfMemory, signal };
  try {
    report = await stressLoad(load, {
      onProgress: ({ rounds, operations }) =>
        progress.update(`${formatNumber(rounds)} rounds, ${formatNumber(operations)} operations`),
    });
    if (report.verdict === 'violated' && !signal.aborted) {
      smaller = await findSmallerLoad(
        { load, violated: report },
        {
          run: (less, limits) => stressLoad(less, limits),
          maxSeconds: flags.seconds,
          maxWorlds: 200,
          signal,
          onProgress: (less) => progress.update(`a violation; trying ${formatLoad(less)}`),
        },
      );
      progress.update('a violation; minimising it');
      smaller = {
        ...smaller,
        violated: await withCore(setupFor(smaller.load), smaller.violated, { ...coreLimits, struck: common.struck }),
      };
    }
  } finally {
    progress.clear();
  }
  const kept = await keep(flags.counterexamples ?? project.counterexamples, smaller?.violated ?? report);
  if (flags.json === true) printJson({ ...report, smaller, kept });
  else
    printLines(
      renderStress({ ...report, smaller, kept, judgedBy: subject.contract === undefined ? 'model' : 'contract' }),
    );
  return exitOf(report.verdict);
}

type StressLimits = Pick<StressOptions<Command, Outcome>, 'maxSeconds' | 'maxWorlds' | 'onProgress'>;

/** How many actors act at the same time, where neither they nor a scope are named. */
const usualActors = 4;

function isByActors({ stressScope }: AnySubject, { scope }: StressFlags): boolean {
  return scope === undefined && stressScope !== undefined;
}

const faultKinds: readonly FaultKind[] = ['kill', 'cut', 'pause'];

/** The faults of these names. Throws `UsageError`. */
function chooseFaults({ name, struck }: AnySubject, names: readonly string[]): readonly FaultKind[] {
  for (const one of names) mustBeOneOf('fault', one, faultKinds);
  const chosen = faultKinds.filter((fault) => names.includes(fault));
  if (struck === undefined && chosen.some((fault) => fault !== 'pause'))
    throw new UsageError(`${name} does not say how a struck command may have ended (struck): no --faults but pause`);
  return chosen;
}

/** The flags that may be sizes: those of the command itself are none. */
function sizesIn({
  actors: _actors,
  faults: _faults,
  rounds: _rounds,
  seconds: _seconds,
  ...flags
}: StressFlags): Readonly<Record<string, unknown>> {
  return flags;
}

/** A scope by its name, or for so many actors; sizes replace those of the scope. */
function scopeFor(project: Project, subject: AnySubject, flags: StressFlags): Scope {
  if (flags.actors !== undefined && flags.scope !== undefined)
    throw new UsageError('--actors and --scope both name a scope: take one of them');
  const scope =
    flags.actors !== undefined || isByActors(subject, flags)
      ? scopeOfActors(subject, flags.actors ?? usualActors)
      : chooseScope(subject, flags.scope);
  return resizeScope(project, subject, scope, sizesIn(flags));
}

function scopeOfActors(subject: AnySubject, actors: number): Scope {
  if (subject.stressScope === undefined)
    throw new UsageError(`${subject.name} has no stressScope, so that --actors means nothing: name a --scope`);
  return subject.stressScope(actors);
}

/** Keeps the history of a violation. Returns its path from the current folder; `null` where none is kept. */
async function keep(folder: string | false, { violation, ...names }: StressReport): Promise<string | null> {
  if (folder === false || violation === null) return null;
  const { operations, initial, look } = violation;
  const failure = violation.kind === 'failure' ? { failed: violation.failed, details: violation.details } : undefined;
  const text = historyText(operations, { ...names, initial, look, failure });
  const path = join(folder, historyFileName(names, text));
  try {
    await makeFolder(folder);
    await writeAtomically(path, text);
    return relative('', path);
  } catch (error) {
    printError(`the history cannot be kept: ${(error as Error).message}; --counterexamples names another folder`);
    return null;
  }
}
