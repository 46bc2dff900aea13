import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { ReplayedStatements } from '../check/replay-statements.ts';
import { assertFitsMatrix, replayStatements } from '../check/replay-statements.ts';
import { readFailureModes } from '../corpus/failure-modes.ts';
import { outcomesOf } from '../corpus/fits.ts';
import type { MatrixTrace } from '../corpus/matrix-trace.ts';
import { readAnyTrace } from '../corpus/matrix-trace.ts';
import { filesOf } from '../corpus/promoted/files.ts';
import { filesOfMatrix } from '../corpus/promoted/matrix-files.ts';
import type { ChosenNaming, Naming } from '../corpus/promoted/naming.ts';
import { assertName, namingOf } from '../corpus/promoted/naming.ts';
import type { NewFailureMode } from '../corpus/promoted/publish.ts';
import { publish } from '../corpus/promoted/publish.ts';
import { openQuestions } from '../corpus/promoted/spec.ts';
import type { Trace } from '../corpus/trace.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { matrixOf } from '../kernel/subject.ts';
import { formatCellResult, formatRunResult, renderNewFailureMode } from '../report/promotion.ts';
import { subjects } from '../subjects/index.ts';
import { subjectNamed } from './choose.ts';
import { exitCode, UsageError } from './exit.ts';
import { showProgress } from './progress.ts';
import { matrixPromotionOf, promotionOf } from './promotion.ts';
import { replayTrace } from './replay.ts';
import { printError, printErrorLines, printLines } from './print.ts';

export type PromoteFlags = ChosenNaming;

const root = join(import.meta.dirname, '../..');

/** A failure mode that is to be published, and its result as a line, after so many tests. */
interface ToPublish extends Omit<NewFailureMode, 'naming'> {
  formatResult(passed: number): string;
}

/** `faultbook promote`: the exit code. Publishes the failure mode only after both of its tests have passed. */
export async function promoteCommand(path: string, flags: PromoteFlags, signal: AbortSignal): Promise<number> {
  assertName(flags.name);
  const read = await readAnyTrace(path);
  const subject = subjectNamed(read.subject);
  const shown = 'steps' in read ? await shownByStatements(subject, read, path) : await shownByCommands(read, path);
  // Each subject has a hundred numbers: the first 1 to 99, the second 101 to 199.
  const numbers = { subject: subject.name, before: 100 * subjects.indexOf(subject) };
  const naming = namingOf(flags, await readFailureModes(join(root, 'failure_modes')), numbers);
  const progress = showProgress(`promoting to ${naming.id}`);
  progress.update('looking around the scenario');
  try {
    const { formatResult, ...rest } = await shown(naming, signal);
    const onTests = (): void => progress.update('running its tests');
    const published = await publish({ naming, ...rest }, { root, signal, onTests });
    progress.clear();
    if (published.verdict === 'interrupted') return exitCode.interrupted;
    if (published.verdict === 'failed') {
      printError(`promotion aborted: the generated tests of ${naming.id} did not pass`);
      printErrorLines(published.run.failures.flatMap((text) => stripVTControlCharacters(text).split('\n')));
      return exitCode.violation;
    }
    const { files, run } = published;
    const made = { ...naming, files: files.keys(), openQuestions: openQuestions(files.get('spec.md') ?? '') };
    printLines(renderNewFailureMode(made, formatResult(run.passed)));
    return exitCode.asPromised;
  } catch (error) {
    if (signal.aborted) return exitCode.interrupted;
    throw error;
  } finally {
    progress.clear();
  }
}

type Write = (naming: Naming, signal: AbortSignal) => Promise<ToPublish>;

/** Throws where the trace no longer shows its violation. */
async function shownByCommands(read: Trace, path: string): Promise<Write> {
  const { subject, replayed } = await replayTrace(read, path);
  if (replayed.verdict !== 'reproduced') throw notShown(path, read.violation.name, read.system);
  const { policies, scope, commands } = read;
  const trace = { ...read, outcomes: outcomesOf(subject.model(policies, scope), commands) };
  return async (naming, signal) => {
    const promotion = await promotionOf(subject, trace, naming, signal);
    const formatResult = (passed: number): string => formatRunResult(promotion, passed);
    return { scenario: promotion.scenario, files: filesOf(promotion), formatResult };
  };
}

/** The same for a trace of statements. */
async function shownByStatements(subject: AnySubject, read: MatrixTrace, path: string): Promise<Write> {
  assertFitsMatrix(subject, read, path);
  const replayed = await runAgain(subject, read, path);
  if (replayed.verdict !== 'reproduced') throw notShown(path, read.breaks, read.server);
  return async (naming, signal) => {
    const promotion = await matrixPromotionOf(subject, { ...read, steps: replayed.steps }, naming, signal);
    const formatResult = (passed: number): string => formatCellResult(promotion, passed);
    return { scenario: promotion.scenario, files: filesOfMatrix(promotion), formatResult };
  };
}

async function runAgain(subject: AnySubject, read: MatrixTrace, path: string): Promise<ReplayedStatements> {
  const open = await matrixOf(subject).open();
  try {
    return await replayStatements(open, read, path);
  } finally {
    await open.close();
  }
}

function notShown(path: string, name: string, system: string): UsageError {
  return new UsageError(`${path} does not show ${name} on ${system} any more: there is nothing to promote`);
}
