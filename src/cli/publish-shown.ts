import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { readFailureModes } from '../corpus/failure-modes.ts';
import type { ChosenNaming, Naming } from '../corpus/promoted/naming.ts';
import { namingOf } from '../corpus/promoted/naming.ts';
import type { NewFailureMode } from '../corpus/promoted/publish.ts';
import { publish } from '../corpus/promoted/publish.ts';
import { openQuestions } from '../corpus/promoted/spec.ts';
import { renderNewFailureMode } from '../report/new-failure-mode.ts';
import { subjects } from '../subjects/index.ts';
import { exitCode, UsageError } from './exit.ts';
import { printError, printErrorLines, printLines } from './print.ts';
import { showProgress } from './progress.ts';

const root = join(import.meta.dirname, '../..');

/** A failure mode that is to be published, and its result as a line, after so many tests. */
interface ToPublish extends Omit<NewFailureMode, 'naming'> {
  formatResult(passed: number): string;
}

/** A trace that showed its violation just now. */
export interface ShownTrace {
  readonly subject: string;
  /** Writes the failure mode under these names. */
  readonly write: (naming: Naming, signal: AbortSignal) => Promise<ToPublish>;
}

/** Makes a trace a failure mode, and publishes the failure mode after both of its tests have passed. The exit code. */
export async function publishShown(
  { subject: name, write }: ShownTrace,
  chosen: ChosenNaming,
  signal: AbortSignal,
): Promise<number> {
  // Each subject has a hundred numbers: the first 1 to 99, the second 101 to 199.
  const numbers = { subject: name, before: 100 * subjects.findIndex((subject) => subject.name === name) };
  const naming = namingOf(chosen, await readFailureModes(join(root, 'failure_modes')), numbers);
  const progress = showProgress(`promoting to ${naming.id}`);
  progress.update('looking around the scenario');
  try {
    const { formatResult, ...rest } = await write(naming, signal);
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
    return exitCode.success;
  } catch (error) {
    if (signal.aborted) return exitCode.interrupted;
    throw error;
  } finally {
    progress.clear();
  }
}

/** A trace whose violation is gone. */
export function notShown(path: string, name: string, system: string): UsageError {
  return new UsageError(`${path} does not show ${name} on ${system} any more: there is nothing to promote`);
}
