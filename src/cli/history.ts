import type { HistoryFormat } from '../corpus/histories/read-history.ts';
import { readHistory } from '../corpus/histories/read-history.ts';
import type { HistoryWorld } from '../corpus/histories/world-line.ts';
import { isHeapFull, isMachineFull } from '../explore/memory.ts';
import type { HistoryFailure, Operation } from '../kernel/operation.ts';
import { setUp } from '../kernel/setup.ts';
import { withStrikes } from '../kernel/strikes.ts';
import { auditClaims } from '../linearize/audit-claims.ts';
import type { Linearization, LinearizeOptions, LinearizeProgress } from '../linearize/linearization.ts';
import { linearize, linearizeRound } from '../linearize/linearize.ts';
import { renderHistory } from '../report/history.ts';
import { formatNumber } from '../report/numbers.ts';
import { formatSetUp } from '../report/set-up.ts';
import type { Violated } from '../stress/judge.ts';
import { violatedIn } from '../stress/judge.ts';
import { subjectNamed } from './choose.ts';
import { exitCode, UsageError } from './exit.ts';
import type { ChosenModel } from './history-models.ts';
import { chooseHistoryModel } from './history-models.ts';
import { printJson, printLines } from './print.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';

export interface HistoryFlags {
  /** Absent: the model of the world that the first line of the file names. */
  readonly model?: string;
  readonly format?: HistoryFormat;
  readonly maxSeconds: number;
  /** In megabytes. */
  readonly maxMemory: number;
  readonly json?: boolean;
}

/** `faultbook history`: the exit code. */
export async function historyCommand(
  project: Project,
  file: string,
  flags: HistoryFlags,
  signal: AbortSignal,
): Promise<number> {
  const chosen = flags.model === undefined ? null : await chooseHistoryModel(flags.model);
  const progress = showProgress(`judging ${file}`);
  const startedMs = performance.now();
  try {
    const { format, operations, world } = await readHistory(file, {
      format: flags.format,
      signal,
      ...(chosen !== null && { faultIn: chosen.faultIn }),
      onLine: (line) => progress.update(`line ${formatNumber(line)}`),
    });
    const limits = {
      maxSeconds: flags.maxSeconds,
      maxMemoryBytes: flags.maxMemory * 1_000_000,
      signal,
      isOutOfMemory: () => isHeapFull() || isMachineFull(0),
      onProgress: ({ steps, explained, of, core }: LinearizeProgress) =>
        progress.update(
          core === null
            ? `${formatNumber(steps)} steps, ${formatNumber(explained)} of ${formatNumber(of)} operations explained`
            : `no order: ${formatNumber(core)} operations left in the core`,
        ),
    };
    const judged =
      chosen !== null
        ? await judgeByModel(chosen, operations, limits)
        : world !== null
          ? await judgeInWorld(project, world, operations, limits)
          : null;
    if (judged === null) throw new UsageError(`${file} does not say by which model it is judged: name one by --model`);
    const { name, found, violated = null, failure } = judged;
    progress.clear();
    const seconds = (performance.now() - startedMs) / 1000;
    if (flags.json === true)
      printJson({ ...jsonOf(file, format, name, operations, found, seconds), violated, failure });
    else printLines(renderHistory({ ...found, file, model: name, violated, failure, limits: flags }, operations));
    return violated === null && failure === undefined ? codeOf(found) : exitCode.violation;
  } finally {
    progress.clear();
  }
}

type JudgeLimits = LinearizeOptions<unknown, unknown>;

interface JudgedByName {
  readonly name: string;
  readonly found: Linearization;
  /** An invariant that is violated at the end of a history that is right. */
  readonly violated?: Violated | null;
  /** How the system failed at the end of the history. */
  readonly failure?: HistoryFailure | undefined;
}

async function judgeByModel(
  { name, model }: ChosenModel,
  operations: readonly Operation[],
  limits: JudgeLimits,
): Promise<JudgedByName> {
  auditClaims(
    model,
    operations.map(({ command }) => command),
  );
  return { name, found: await linearize(model, operations, limits) };
}

/** Judges a round that a stress has kept, by the model of its subject, from where the round began to what was seen at its end. */
async function judgeInWorld(
  project: Project,
  world: HistoryWorld,
  operations: readonly Operation[],
  limits: Omit<JudgeLimits, 'initial'>,
): Promise<JudgedByName> {
  const { system, policies, scope, initial, look, failure } = world;
  const subject = subjectNamed(project, world.subject);
  const { model, naming = {} } = setUp(subject, { system, policies, scope, overlap: {} });
  const findsEnds = model.stateShowing === undefined ? 'all' : 'some';
  const { linearization, ends } = await linearizeRound(withStrikes(model, subject.struck?.bind(subject)), operations, {
    ...limits,
    naming,
    initial,
    ...(look === null ? { findsEnds: 'none' } : { look, findsEnds }),
  });
  const name = `of ${formatSetUp(`${subject.name} on ${system}`, policies, scope)}`;
  return { name, found: linearization, violated: ends === null ? null : violatedIn(model, ends), failure };
}

function codeOf(found: Linearization): number {
  if (found.verdict === 'linearizable') return exitCode.success;
  return found.verdict === 'illegal' ? exitCode.violation : exitCode.inconclusive;
}

/** The result, with the operations of the core as they stand in the history. */
function jsonOf(
  file: string,
  format: HistoryFormat,
  name: string,
  operations: readonly Operation[],
  found: Linearization,
  seconds: number,
): object {
  const core = found.verdict === 'illegal' ? (found.core?.operations ?? []) : [];
  return {
    file,
    format,
    model: name,
    operations: operations.length,
    ...found,
    ...(found.verdict === 'illegal' && { coreOperations: core.map((index) => operations[index]) }),
    timing: { seconds },
  };
}
