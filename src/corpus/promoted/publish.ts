import { existsSync } from 'node:fs';
import { access, constants, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isLeftover, ownedName } from '../../kernel/owned-name.ts';
import { makeFolder } from '../counterexamples.ts';
import type { FailureMode } from '../failure-modes.ts';
import { failureModeIndex, readFailureModes } from '../failure-modes.ts';
import type { FailureModeScenario } from '../scenarios.ts';
import { asReadOnly, writeAtomically } from '../write-atomically.ts';
import { formatFiles } from './format.ts';
import type { Naming } from './naming.ts';
import { BadName } from './naming.ts';
import { isRedByBug } from './open-bug.ts';
import type { TestRun } from './run-tests.ts';
import { runTests } from './run-tests.ts';
import { openQuestions } from './spec.ts';

/** A new failure mode, before its files are formatted. */
export interface NewFailureMode {
  readonly naming: Naming;
  readonly scenario: FailureModeScenario;
  readonly files: ReadonlyMap<string, string>;
}

export interface PublishOptions {
  /** The folder of all failure modes. The new one is written beside this folder, in `.faultbook`, and then moved into it. */
  readonly failureModes: string;
  /** The file of the index of all failure modes. `null`: no index is written. */
  readonly index: string | null;
  /** The configuration file of oxfmt. `null`: the code is not formatted. */
  readonly formatting: string | null;
  /** Replaces the failure mode of the same number and name, with all its files. Default: such a name is refused. */
  readonly overwrite?: boolean;
  readonly signal?: AbortSignal;
  /** Called before its tests are run. */
  readonly onTests?: () => void;
}

/** The result of publishing. `failed`: the generated tests did not do what they are for, and the
 * failure mode was not published. */
export type Published =
  | {
      readonly verdict: 'published';
      /** The path of the failure mode's folder. */
      readonly folder: string;
      /** The paths of its files, in the folder. */
      readonly files: readonly string[];
      /** The number of questions in its specification for a person to answer. */
      readonly openQuestions: number;
      readonly run: TestRun;
    }
  | { readonly verdict: 'failed'; readonly run: TestRun }
  | { readonly verdict: 'interrupted' };

/** Throws where a folder that a failure mode would be written to is read-only. A folder that does not exist is made. */
export async function assertPublishable({ failureModes, index }: PublishOptions): Promise<void> {
  for (const folder of [failureModes, ...(index === null ? [] : [dirname(index)])])
    await access(folder, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw asReadOnly(folder, error);
    });
}

/**
 * Writes a failure mode to a folder of its own and runs its tests there. Where both test files pass, moves the folder
 * to the other failure modes and adds a row to the index. Throws `BadName` where the number or name was taken meanwhile.
 */
export async function publish(
  { naming, scenario, files: unformatted }: NewFailureMode,
  options: PublishOptions,
): Promise<Published> {
  const { failureModes, formatting, signal, onTests } = options;
  const unfinished = join(failureModes, '../.faultbook');
  await clearLeftovers(unfinished);
  const built = join(unfinished, ownedName(prefix, hostname()));
  try {
    const files = formatting === null ? unformatted : await formatFiles(unformatted, formatting);
    await makeFolder(unfinished);
    await writeFiles(built, files);
    onTests?.();
    const run = await runTests(built, signal);
    if (signal?.aborted === true) return { verdict: 'interrupted' };
    if (!isAsExpected(run, scenario)) return { verdict: 'failed', run };
    const folder = await moveToFailureModes(built, naming, scenario, options);
    const questions = openQuestions(files.get('spec.md') ?? '');
    return { verdict: 'published', folder, files: [...files.keys()], openQuestions: questions, run };
  } finally {
    await rm(built, { recursive: true, force: true });
    // Other processes may still have files in the folder of all unfinished work.
    await rmdir(unfinished).catch(() => undefined);
  }
}

/** Both tests pass, or, of a bug that no policy prevents, the regression test fails by the bug. */
function isAsExpected(run: TestRun, scenario: FailureModeScenario): boolean {
  const isBug = !('indexRow' in scenario) && scenario.prevention.by === 'fix';
  return isBug ? isRedByBug(run, scenario.id) : run.failures.length === 0 && run.files === 2;
}

/** The failure modes of a folder; none where the folder does not exist yet. */
export async function publishedIn(failureModes: string): Promise<FailureMode[]> {
  return existsSync(failureModes) ? readFailureModes(failureModes) : [];
}

const prefix = 'promote-';

/** Takes away what processes that were killed have left there. */
async function clearLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names)
    if (isLeftover(name, prefix, hostname())) await rm(join(folder, name), { recursive: true, force: true });
}

async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [path, text] of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}

/** Moves the folder by one rename, so that a reader never sees half a failure mode, and then writes the index. */
async function moveToFailureModes(
  built: string,
  { id, folder }: Naming,
  scenario: FailureModeScenario,
  { failureModes, index, overwrite = false }: PublishOptions,
): Promise<string> {
  const modes = await publishedIn(failureModes);
  const others = modes.filter((mode) => !overwrite || mode.folder !== folder);
  const taken = others.find((mode) => mode.folder === folder || mode.id === id);
  if (taken !== undefined) throw new BadName(`${taken.folder} has come in between: take another number`);
  const target = join(failureModes, folder);
  await mkdir(failureModes, { recursive: true });
  if (others.length < modes.length) await replaceFolder(target, built);
  else await rename(built, target);
  const all = [...others, { ...scenario, folder }].toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
  if (index !== null) await writeAtomically(index, failureModeIndex(all));
  return target;
}

/** Puts a folder in the place of another, which is deleted last. */
async function replaceFolder(target: string, built: string): Promise<void> {
  // No leftover by its name: where this process is killed in between, the next promotion does not delete it.
  const replaced = join(dirname(built), `replaced-${basename(target)}`);
  await rename(target, replaced);
  try {
    await rename(built, target);
  } catch (error) {
    await rename(replaced, target);
    throw error;
  }
  await rm(replaced, { recursive: true });
}
