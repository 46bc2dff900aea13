import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCode } from '../../../src/cli/exit.ts';
import { engineOf, huntEngines } from '../hunt/engines.ts';
import type { KnownFinding } from '../hunt/known.ts';
import { runProgram } from '../hunt/run-program.ts';
import { folderOfVersion } from '../versions.ts';
import type { Measurement } from './measurements.ts';

const root = join(import.meta.dirname, '../../..');

/** How long a command may take, in seconds. */
const limitSeconds = 900;

/**
 * Runs the command of a known finding as users do: in a project with the built package, and the version of the library that has
 * the finding. `built` has the package. Throws where the command does not show the finding.
 */
export async function measure(
  { script, library, shownIn, command, promise: known }: KnownFinding,
  { built, commit, signal }: { readonly built: string; readonly commit: string; readonly signal: AbortSignal },
): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-record-'));
  try {
    install(folder, built, library, folderOfVersion(library, shownIn));
    const program = join(folder, 'node_modules/faultbook/bin/faultbook.js');
    const args = [program, ...command.split(' '), '--json', '--no-counterexamples'];
    const startedMs = performance.now();
    const { code, out, err } = await runProgram(args, { folder, environment: {}, limitSeconds, signal });
    const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
    if (code !== exitCode.violation) throw new Error(`${command} of ${library} ${shownIn} ended with ${code}: ${err}`);
    const engine = huntEngines.find((one) => command.startsWith(`${one} `)) ?? 'check';
    const { runs, findings } = engineOf[engine].read(JSON.parse(out));
    const [finding] = findings;
    if (finding?.promise !== known)
      throw new Error(`${command} of ${library} ${shownIn} found ${finding?.promise ?? 'no promise'}, not ${known}`);
    const { promise, length, run } = finding;
    return { script, library, shownIn, command, promise, runs, seconds, length, run, commit };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Gives a folder the built package, the packages of this project, and one version of a library. */
function install(folder: string, built: string, library: string, version: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== library && name !== 'faultbook' && !name.startsWith('.'))
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
  symlinkSync(version, join(modules, library));
  cpSync(built, join(modules, 'faultbook'), { recursive: true });
}
