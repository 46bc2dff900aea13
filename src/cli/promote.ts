import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FailureMode } from '../corpus/failure-modes.ts';
import { failureModeIndex, readFailureModes } from '../corpus/failure-modes.ts';
import { outcomesOf } from '../corpus/fits.ts';
import { filesOf } from '../corpus/promoted/files.ts';
import { openQuestions } from '../corpus/promoted/spec.ts';
import { filesOfMatrix } from '../corpus/promoted/matrix-files.ts';
import type { MatrixScenario, Scenario } from '../corpus/scenarios.ts';
import type { MatrixTrace } from '../corpus/matrix-trace.ts';
import { readAnyTrace } from '../corpus/matrix-trace.ts';
import type { Trace } from '../corpus/trace.ts';
import { writeAtomically } from '../corpus/write-atomically.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { matrixOf } from '../kernel/subject.ts';
import { formatCellResult, formatRunResult, renderNewFailureMode } from '../report/promotion.ts';
import { subjects } from '../subjects/index.ts';
import { subjectNamed } from './choose.ts';
import { exitCode, UsageError } from './exit.ts';
import { showProgress } from './progress.ts';
import type { Naming } from './promotion.ts';
import { promotionOf } from './promotion.ts';
import { matrixPromotionOf } from './matrix-promotion.ts';
import type { ReplayedStatements } from './replay-statements.ts';
import { mustFitMatrix, replayStatements } from './replay-statements.ts';
import { replayTrace } from './replay.ts';
import { runTests } from './run-tests.ts';

export interface PromoteFlags {
  readonly name: string;
  readonly number?: number;
  readonly title?: string;
}

const root = join(import.meta.dirname, '../..');
const modesFolder = join(root, 'failure_modes');
const indexPath = join(root, 'docs/failure_mode_index.md');

/** A failure mode that is to be: its files, and what is said of it once it is there. */
interface Written {
  readonly scenario: Scenario | MatrixScenario;
  readonly files: ReadonlyMap<string, string>;
  /** In one line, after so many tests. */
  says(passed: number): string;
}

/** `faultbook promote`: the exit code. Nothing is written before both tests have been seen to do what they are for. */
export async function promoteCommand(path: string, flags: PromoteFlags, signal: AbortSignal): Promise<number> {
  mustBeName(flags.name);
  const read = await readAnyTrace(path);
  const subject = subjectNamed(read.subject);
  const shown = 'steps' in read ? await shownByStatements(subject, read, path) : await shownByCommands(read, path);
  const naming = nameOf(subject, flags, await readFailureModes(modesFolder));
  const progress = showProgress(`promoting to ${naming.id}`);
  progress.update('looking around the scenario');
  const built = join(root, '.faultbook', `promote-${process.pid}`);
  try {
    const written = await shown(naming, signal);
    const files = await layOut(written.files);
    await writeAll(built, files);
    progress.update('running its tests');
    const run = await runTests(built, signal);
    progress.clear();
    if (signal.aborted) return exitCode.interrupted;
    if (run.failures.length > 0 || run.files < 2) {
      console.error(`faultbook: nothing is promoted: its own tests do not do what they are for, in ${naming.id}`);
      for (const line of run.failures) console.error(line);
      return exitCode.violation;
    }
    await moveIn(built, naming, written.scenario);
    const made = { ...naming, files: files.keys(), openQuestions: openQuestions(files.get('spec.md') ?? '') };
    for (const line of renderNewFailureMode(made, written.says(run.passed))) console.log(line);
    return exitCode.asPromised;
  } catch (error) {
    if (signal.aborted) return exitCode.interrupted;
    throw error;
  } finally {
    progress.clear();
    await rm(built, { recursive: true, force: true });
    // The folder of all that is under way is somebody else's as long as there is something in it.
    await rmdir(dirname(built)).catch(() => undefined);
  }
}

type Write = (naming: Naming, signal: AbortSignal) => Promise<Written>;

/** Throws where the trace does not show any more what it is of. */
async function shownByCommands(read: Trace, path: string): Promise<Write> {
  const { subject, replayed } = await replayTrace(read, path);
  if (replayed.verdict !== 'reproduced') throw notShown(path, read.violation.name, read.system);
  const { policies, scope, commands } = read;
  const trace = { ...read, outcomes: outcomesOf(subject.model(policies, scope), commands) };
  return async (naming, signal) => {
    const promotion = await promotionOf(subject, trace, naming, signal);
    return {
      scenario: promotion.scenario,
      files: filesOf(promotion),
      says: (passed) => formatRunResult(promotion, passed),
    };
  };
}

/** The same of statements. */
async function shownByStatements(subject: AnySubject, read: MatrixTrace, path: string): Promise<Write> {
  mustFitMatrix(subject, read, path);
  const replayed = await runAgain(subject, read, path);
  if (replayed.verdict !== 'reproduced') throw notShown(path, read.breaks, read.server);
  return async (naming, signal) => {
    const promotion = await matrixPromotionOf(subject, { ...read, steps: replayed.steps }, naming, signal);
    return {
      scenario: promotion.scenario,
      files: filesOfMatrix(promotion),
      says: (passed) => formatCellResult(promotion, passed),
    };
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

function mustBeName(name: string): void {
  if (/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name) && name.length <= 60) return;
  throw new UsageError(
    `'${name}' is no name of a failure mode: lower-case words with _ between them, such as stale_token`,
  );
}

/** The number, the folder and the title. Throws where one of them is taken, or will not do. */
function nameOf(subject: AnySubject, { name, number, title }: PromoteFlags, modes: readonly FailureMode[]): Naming {
  const taken = modes.find(({ folder }) => folder.slice('FM_000_'.length) === name);
  if (taken !== undefined) throw new UsageError(`the name '${name}' is taken, by ${taken.folder}`);
  const used = new Set(modes.map(({ id }) => Number(id.slice('FM_'.length))));
  // Each subject has a hundred numbers: the first 1 to 99, the second 101 to 199.
  const before = 100 * subjects.indexOf(subject);
  const free = Array.from({ length: 99 }, (_, index) => before + index + 1).filter((one) => !used.has(one));
  const chosen = number ?? free[0];
  if (chosen === undefined) throw new UsageError(`all numbers of ${subject.name} are in use`);
  if (used.has(chosen)) throw new UsageError(`number ${chosen} is in use; ${free[0]} is free`);
  if (!free.includes(chosen)) {
    throw new UsageError(`the numbers of ${subject.name} are ${before + 1} to ${before + 99}, and ${chosen} is none`);
  }
  const id = `FM_${String(chosen).padStart(3, '0')}`;
  return { id, folder: `${id}_${name}`, title: titleOf(title ?? name.replaceAll('_', ' ')) };
}

function titleOf(text: string): string {
  const title = text.trim();
  if (title === '' || title.length > 80 || /[\p{Cc}`<>]/u.test(title)) {
    throw new UsageError('a title is one line of 1 to 80 characters, without `, < and >');
  }
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** The code as the project's formatter leaves it. */
export async function layOut(files: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const { format } = await import('oxfmt').catch((error: unknown) => {
    throw new UsageError('promote needs the development tools of a clone of Faultbook: npm ci', { cause: error });
  });
  const { printWidth, singleQuote } = JSON.parse(await readFile(join(root, '.oxfmtrc.json'), 'utf8')) as {
    printWidth: number;
    singleQuote: boolean;
  };
  const laidOut = new Map<string, string>();
  for (const [path, text] of files) {
    const isCode = path.endsWith('.ts');
    laidOut.set(path, isCode ? (await format(path, text, { printWidth, singleQuote })).code : text);
  }
  return laidOut;
}

async function writeAll(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [path, text] of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}

/** What was built becomes a failure mode at once, and then the index names it. */
async function moveIn(built: string, naming: Naming, scenario: Scenario | MatrixScenario): Promise<void> {
  const modes = await readFailureModes(modesFolder);
  const { folder } = naming;
  const taken = modes.find((mode) => mode.folder === folder || mode.id === naming.id);
  if (taken !== undefined) throw new UsageError(`${taken.folder} has come in between: take another number`);
  await rename(built, join(modesFolder, folder));
  const all = [...modes, { ...scenario, folder }].toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
  await writeAtomically(indexPath, failureModeIndex(all));
}
