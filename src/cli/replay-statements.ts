import { misfitsOfPlace } from '../corpus/fits.ts';
import type { MatrixTrace } from '../corpus/matrix-trace.ts';
import { sameJson } from '../kernel/json.ts';
import type { MatrixRun, MatrixStep, OpenMatrix } from '../kernel/matrix.ts';
import { NoSuchSchedule } from '../kernel/matrix.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { matrixOf } from '../kernel/subject.ts';
import { renderStatementReplay } from '../report/statements-replay.ts';
import { subjectNamed } from './choose.ts';
import { exitCode, UsageError } from './exit.ts';
import { certificateOf } from './matrix-promotion.ts';
import type { ReplayFlags } from './replay.ts';

/** What came of a trace of statements that was run once more. */
export interface ReplayedStatements extends MatrixRun {
  readonly verdict: 'reproduced' | 'gone';
  /** Where the server answers otherwise than it did when the trace was written, in words. */
  readonly changes: readonly string[];
}

/** `faultbook replay` of a trace of statements: the exit code. */
export async function replayStatementsCommand(
  path: string,
  trace: MatrixTrace,
  { json, recheck, step, system }: ReplayFlags,
): Promise<number> {
  if (step !== undefined || system !== undefined) {
    throw new UsageError(`${path} is of statements that overlap: --step and --system are for runs of commands`);
  }
  const subject = subjectNamed(trace.subject);
  mustFitMatrix(subject, trace, path);
  const open = await matrixOf(subject).open();
  try {
    const replayed = await replayStatements(open, trace, path);
    const again = recheck === true ? await checkAgain(open, trace) : null;
    if (json === true) console.log(JSON.stringify({ file: path, ...trace, ...replayed, recheck: again }, null, 2));
    else for (const line of renderStatementReplay(subject, trace, replayed, again)) console.log(line);
    if (replayed.verdict === 'reproduced') return exitCode.violation;
    return again?.verdict === 'refuted' ? exitCode.undecided : exitCode.asPromised;
  } finally {
    await open.close();
  }
}

/** Throws where the subject has no such cell. */
export function mustFitMatrix(subject: AnySubject, trace: MatrixTrace, path: string): void {
  const unfit = misfitsOfPlace(subject, trace);
  if (subject.matrix !== undefined && subject.matrix.invariant !== trace.breaks)
    unfit.push(`what breaks in the matrix of ${subject.name} is ${subject.matrix.invariant}, not ${trace.breaks}`);
  if (unfit.length > 0) throw new UsageError(`${path} does not fit: ${unfit.join('; ')}`);
}

/** Sends the statements in the order of the trace. Throws where they cannot be sent in it. */
export async function replayStatements(
  open: OpenMatrix,
  trace: MatrixTrace,
  path: string,
): Promise<ReplayedStatements> {
  const schedule = trace.steps.map(({ who }) => who);
  const run = await open.run(trace, schedule).catch((error: unknown) => {
    if (!(error instanceof NoSuchSchedule)) throw error;
    throw new UsageError(`${path} does not fit: ${error.message}`, { cause: error });
  });
  return { ...run, verdict: run.isBroken ? 'reproduced' : 'gone', changes: changesOf(trace.steps, run.steps) };
}

function changesOf(then: readonly MatrixStep[], now: readonly MatrixStep[]): string[] {
  const at = then.findIndex((step, index) => !sameJson(step, now[index]));
  const [was, is] = [then[at], now[at]];
  if (was === undefined || is === undefined) return [];
  const told = ({ who, statement, answer }: MatrixStep): string => `${who} ${statement} → ${answer}`;
  return [`statement ${at + 1} was, when this was found: ${told(was)}; and now: ${told(is)}`];
}

/** What came of running every interleaving of the cell. */
interface Recheck {
  readonly verdict: 'confirmed' | 'refuted';
  readonly interleavings: number;
  readonly broken: number;
  /** How many statements the shortest has that breaks; `null` where none does. */
  readonly shortest: number | null;
}

async function checkAgain(open: OpenMatrix, trace: MatrixTrace): Promise<Recheck> {
  const cell = await open.cell(trace);
  const { interleavings, broken, shortest } = cell;
  const isSame = trace.certificate !== null && sameJson(certificateOf(trace, cell), trace.certificate);
  return { verdict: isSame ? 'confirmed' : 'refuted', interleavings, broken, shortest: shortest?.length ?? null };
}
