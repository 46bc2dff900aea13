import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode } from '../../../src/cli/exit.ts';
import { formatNumber } from '../../../src/report/numbers.ts';
import { table } from '../../../src/report/table.ts';
import { newestHunted, olderHunted } from './hunted.ts';
import { knownFor } from './known.ts';
import { huntPage } from './page.ts';
import type { HuntResult } from './results.ts';
import { appendResult, readResults } from './results.ts';
import { runProgram } from './run-program.ts';
import type { Task } from './run-searches.ts';
import { runTask, tasksFor } from './run-searches.ts';

export interface HuntFlags {
  /** Only searches with this text in their library, version, system or engine. */
  readonly only: string;
  /** How many runs `check` takes. */
  readonly runs: number;
  /** How long one search may take, in seconds. */
  readonly limit: number;
  /** Also the versions with known bugs. */
  readonly older: boolean;
  /** Searches nothing, and writes the page. */
  readonly page: boolean;
}

const root = join(import.meta.dirname, '../../..');
const resultsPath = join(import.meta.dirname, 'results.jsonl');

/** `npm run hunt`: the exit code. */
export async function hunt({ only, runs, limit, older, page }: HuntFlags, signal: AbortSignal): Promise<number> {
  const all = [...newestHunted(), ...(older ? olderHunted() : [])];
  const tasks = tasksFor(all).filter((task) => textOf(task).includes(only));
  if (tasks.length === 0) throw new Error(`no search has '${only}' in its library, version, system or engine`);
  const own: HuntResult[] = [];
  if (!page) {
    const results = readResults(resultsPath);
    const startedMs = performance.now();
    for (const [at, task] of tasks.entries()) {
      if (signal.aborted) break;
      const options = {
        runs,
        limitSeconds: limit,
        commit: commitOfSources(),
        signal,
        results,
        run: (args: readonly string[], how: Omit<Parameters<typeof runProgram>[1], 'folder'>) =>
          runProgram([join(root, 'bin/faultbook.js'), ...args], { folder: root, ...how }),
        onSearch: () => showTask(task, `${at + 1} of ${tasks.length}`, performance.now() - startedMs),
        keep(result: HuntResult) {
          appendResult(resultsPath, result);
          writePage();
        },
      };
      own.push(...(await runTask(task, options)));
    }
    if (process.stderr.isTTY) process.stderr.write('\n');
    for (const line of summaryOf(own)) console.log(line);
  }
  writePage();
  return signal.aborted ? exitCode.interrupted : exitCodeOf(own);
}

function writePage(): void {
  writeFileSync(join(root, 'docs/explanation/hunt.md'), huntPage(readResults(resultsPath)));
}

/** A violation: a finding that is not known. Inconclusive: a search without a verdict. */
export function exitCodeOf(results: readonly HuntResult[]): number {
  const isNew = results.some(({ findings, ...result }) =>
    findings.some(({ promise }) => knownFor({ ...result, promise }) === undefined),
  );
  if (isNew) return exitCode.violation;
  return results.some(({ verdict }) => verdict === 'noVerdict') ? exitCode.inconclusive : exitCode.success;
}

function textOf({ hunted: { library, version, system }, engine }: Task): string {
  return [library, version, system, engine].join(' ');
}

/** The commit that last changed a source: the results hold for it. */
function commitOfSources(): string {
  const { stdout } = spawnSync('git', ['log', '-1', '--format=%H', '--', 'src'], { cwd: root, encoding: 'utf8' });
  return stdout.trim().slice(0, 7);
}

function showTask(task: Task, place: string, sinceMs: number): void {
  const line = `${place}, ${(sinceMs / 1000).toFixed(0)} s: ${textOf(task)}`;
  const columns = process.stderr.columns ?? 80;
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${line.slice(0, columns - 1)}`);
  else console.error(line);
}

function summaryOf(results: readonly HuntResult[]): string[] {
  const rows = results.map(({ library, version, system, engine, verdict, runs, seconds, findings, note }) => [
    `${library} ${version}`,
    system,
    engine,
    verdict,
    runs === null ? '–' : formatNumber(runs),
    formatNumber(seconds),
    findings.map(({ promise, length }) => `${promise} (${length} commands)`).join(', ') || (note ?? '').slice(0, 80),
  ]);
  return table(['library', 'system', 'engine', 'verdict', 'runs', 'seconds', 'findings'], rows);
}
