import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCode } from '../../../src/cli/exit.ts';
import { knownFindings } from '../hunt/known.ts';
import { measure } from './measure.ts';
import { keepMeasurement, readMeasurements } from './measurements.ts';
import { trackRecordPage } from './page.ts';
import { searchedToday, sourceWith } from './searched-source.ts';

const root = join(import.meta.dirname, '../../..');
const path = join(import.meta.dirname, 'measurements.jsonl');
const module = join(root, 'src/subjects/searched-libraries.ts');

/** `npm run track-record`: measures the findings whose script has this text (`null`: none), writes the page. The exit code. */
export async function trackRecord({ only }: { readonly only: string | null }, signal: AbortSignal): Promise<number> {
  if (only !== null) await measureAll(only, signal);
  const folders = readdirSync(join(root, 'failure_modes'));
  writeFileSync(join(root, 'docs/track-record.md'), trackRecordPage(knownFindings, readMeasurements(path), folders));
  writeFileSync(module, await sourceWith(readFileSync(module, 'utf8'), searchedToday()));
  return signal.aborted ? exitCode.interrupted : exitCode.success;
}

async function measureAll(only: string, signal: AbortSignal): Promise<void> {
  const chosen = knownFindings.filter(({ script }) => script.includes(only));
  if (chosen.length === 0) throw new Error(`no known finding has '${only}' in the name of its script`);
  const built = mkdtempSync(join(tmpdir(), 'faultbook-built-'));
  try {
    runHere(process.execPath, ['scripts/build.ts', join(built, 'dist')]);
    for (const part of ['bin', 'package.json']) cpSync(join(root, part), join(built, part), { recursive: true });
    const commit = runHere('git', ['log', '-1', '--format=%H', '--', 'src']).slice(0, 7);
    for (const finding of chosen) {
      if (signal.aborted) return;
      console.error(`${finding.library} ${finding.shownIn}: npx faultbook ${finding.command}`);
      keepMeasurement(path, await measure(finding, { built, commit, signal }));
    }
  } finally {
    rmSync(built, { recursive: true });
  }
}

function runHere(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}
