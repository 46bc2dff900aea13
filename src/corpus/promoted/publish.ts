import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { isLeftover, ownedName } from '../../kernel/owned-name.ts';
import { failureModeIndex, readFailureModes } from '../failure-modes.ts';
import type { ListedScenario, Scenario } from '../scenarios.ts';
import { writeAtomically } from '../write-atomically.ts';
import { formatFiles } from './format.ts';
import type { Naming } from './naming.ts';
import { BadName } from './naming.ts';
import type { TestRun } from './run-tests.ts';
import { runTests } from './run-tests.ts';

/** A new failure mode, before its files are formatted. */
export interface NewFailureMode {
  readonly naming: Naming;
  readonly scenario: Scenario | ListedScenario;
  readonly files: ReadonlyMap<string, string>;
}

export interface PublishOptions {
  /** The clone for the new failure mode, with `failure_modes` and `docs/failure_mode_index.md`. */
  readonly root: string;
  readonly signal?: AbortSignal;
  /** Called before its tests are run. */
  readonly onTests?: () => void;
}

/** The result of publishing. `failed`: the generated tests did not pass, and the failure mode was not published. */
export type Published =
  | { readonly verdict: 'published'; readonly files: ReadonlyMap<string, string>; readonly run: TestRun }
  | { readonly verdict: 'failed'; readonly run: TestRun }
  | { readonly verdict: 'interrupted' };

/**
 * Writes a failure mode to a folder of its own and runs its tests there. Where both test files pass, moves the folder
 * to the other failure modes and adds a row to the index. Throws `BadName` where the number or name was taken meanwhile.
 */
export async function publish(
  { naming, scenario, files: unformatted }: NewFailureMode,
  { root, signal, onTests }: PublishOptions,
): Promise<Published> {
  const unfinished = join(root, '.faultbook');
  await clearLeftovers(unfinished);
  const built = join(unfinished, ownedName(prefix, hostname()));
  try {
    const files = await formatFiles(unformatted, root);
    await writeFiles(built, files);
    onTests?.();
    const run = await runTests(built, signal);
    if (signal?.aborted === true) return { verdict: 'interrupted' };
    if (run.failures.length > 0 || run.files < 2) return { verdict: 'failed', run };
    await moveToFailureModes(root, built, naming, scenario);
    return { verdict: 'published', files, run };
  } finally {
    await rm(built, { recursive: true, force: true });
    // Other processes may still have files in the folder of all unfinished work.
    await rmdir(dirname(built)).catch(() => undefined);
  }
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
  root: string,
  built: string,
  naming: Naming,
  scenario: Scenario | ListedScenario,
): Promise<void> {
  const modesFolder = join(root, 'failure_modes');
  const modes = await readFailureModes(modesFolder);
  const { folder } = naming;
  const taken = modes.find((mode) => mode.folder === folder || mode.id === naming.id);
  if (taken !== undefined) throw new BadName(`${taken.folder} has come in between: take another number`);
  await rename(built, join(modesFolder, folder));
  const all = [...modes, { ...scenario, folder }].toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
  await writeAtomically(join(root, 'docs/failure_mode_index.md'), failureModeIndex(all));
}
