import { sameJson } from '../../kernel/json.ts';
import { UserError } from '../../kernel/user-error.ts';
import type { MatrixSubject } from './matrices.ts';
import type { MatrixTrace } from './matrix-trace.ts';
import type { Matrix, MatrixCell, MatrixPlace, MatrixRun, MatrixStep, OpenMatrix } from './matrix.ts';
import { NoSuchSchedule } from './matrix.ts';

/** The result of replaying a trace of statements. */
export interface ReplayedStatements extends MatrixRun {
  readonly verdict: 'reproduced' | 'gone';
  /** The places where the server's answer differs from the trace, in words. */
  readonly changes: readonly string[];
}

/** A trace cannot be run on its subject, since one of them has changed. The message names its file. */
class MismatchedTrace extends UserError {
  override name = 'MismatchedTrace';
}

/** What is known of a subject that may have a matrix. */
interface PossibleMatrixSubject {
  readonly name: string;
  readonly matrix?: Matrix;
}

/** Throws `MismatchedTrace` where the subject has no such cell. `path`: of the trace, for the message. */
export function assertFitsMatrix<Subject extends PossibleMatrixSubject>(
  subject: Subject,
  trace: MatrixTrace,
  path: string,
): asserts subject is Subject & Pick<MatrixSubject, 'matrix'> {
  const mismatch = mismatchesOfPlace(subject, trace);
  if (subject.matrix !== undefined && subject.matrix.invariant !== trace.breaks)
    mismatch.push(`what breaks in the matrix of ${subject.name} is ${subject.matrix.invariant}, not ${trace.breaks}`);
  if (mismatch.length > 0) throw new MismatchedTrace(`${path} does not fit: ${mismatch.join('; ')}`);
}

/** What of a cell its subject's matrix has not, or no longer has; in words. Nothing: it can be run. */
export function mismatchesOfPlace(
  { name, matrix }: PossibleMatrixSubject,
  { pattern, setting }: MatrixPlace,
): string[] {
  if (matrix === undefined) return [`${name} has no matrix`];
  const known = matrix.patterns.map((one) => one.name);
  return [
    ...(known.includes(pattern) ? [] : [`${name} has no pattern '${pattern}'; its patterns are ${known.join(', ')}`]),
    ...(matrix.settings.includes(setting)
      ? []
      : [`${name} has no setting '${setting}'; its settings are ${matrix.settings.join(', ')}`]),
  ];
}

/** Sends the statements in the order of the trace. Throws `MismatchedTrace` where they cannot be sent in it. */
export async function replayStatements(
  open: OpenMatrix,
  trace: MatrixTrace,
  path: string,
): Promise<ReplayedStatements> {
  const schedule = trace.steps.map(({ who }) => who);
  const run = await open.run(trace, schedule).catch((error: unknown) => {
    if (!(error instanceof NoSuchSchedule)) throw error;
    throw new MismatchedTrace(`${path} does not fit: ${error.message}`, { cause: error });
  });
  return { ...run, verdict: run.isBroken ? 'reproduced' : 'gone', changes: changesOf(trace.steps, run.steps) };
}

function changesOf(then: readonly MatrixStep[], now: readonly MatrixStep[]): string[] {
  const at = then.findIndex((step, index) => !sameJson(step, now[index]));
  const [was, is] = [then[at], now[at]];
  if (was === undefined || is === undefined) return [];
  const format = ({ who, statement, answer }: MatrixStep): string => `${who} ${statement} → ${answer}`;
  return [`statement ${at + 1} was, when this was found: ${format(was)}; and now: ${format(is)}`];
}

/** The result of running every interleaving of a trace's cell. */
export interface StatementRecheck {
  readonly verdict: 'confirmed' | 'refuted';
  readonly interleavings: number;
  readonly broken: number;
  /** How many statements the shortest run has that violates the invariant; `null` where none does. */
  readonly shortest: number | null;
}

/** Runs every interleaving of a trace's cell again, and compares the results with the certificate. */
export async function recheckStatements(
  open: OpenMatrix,
  trace: MatrixTrace,
  signal?: AbortSignal,
): Promise<StatementRecheck> {
  const cell = await open.cell(trace, () => signal?.throwIfAborted());
  const { interleavings, broken, shortest } = cell;
  const isSame = trace.certificate !== null && sameJson(certificateOf(trace, cell), trace.certificate);
  return { verdict: isSame ? 'confirmed' : 'refuted', interleavings, broken, shortest: shortest?.length ?? null };
}

/**
 * A trace of statements is minimal where no interleaving of its cell is shorter; `null` where an interleaving is shorter.
 */
export function certificateOf(
  { steps }: Pick<MatrixTrace, 'steps'>,
  { interleavings, shortest }: MatrixCell,
): MatrixTrace['certificate'] {
  return shortest !== null && shortest.length >= steps.length ? { interleavings } : null;
}
