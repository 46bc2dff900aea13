import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** What a run of suites came to. It ends with the first test that fails. */
export interface SuiteRun {
  readonly failure: { readonly test: string; readonly message: string } | null;
  /** How long each file took, by its path from the root. */
  readonly durationsMs: ReadonlyMap<string, number>;
}

export interface Alteration {
  readonly file: string;
  readonly source: string;
}

/** A copy of the project in which one file after the other is altered and the suites are run. */
export interface Lane {
  /** With that file altered; it is as before when the run is over. `timeout`: it was not over in time. */
  run(suites: readonly string[], limitMs: number, altered?: Alteration): Promise<SuiteRun | 'timeout'>;
  /** Ends what is running, and removes the copy. */
  close(): void;
}

/** All that vitest keeps between its runs is left out: it must not take one copy's files for another's. */
const vitestArguments = ['run', '--bail', '1', '--maxWorkers', '1', '--no-cache', '--no-fsModuleCache'];

export function openLane(root: string): Lane {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-mutants-')));
  const isCopied = (path: string): boolean => !['node_modules', '.git'].includes(relative(root, path));
  cpSync(root, folder, { recursive: true, filter: isCopied });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const reportPath = join(folder, 'suites.json');
  let running: ChildProcessByStdio<null, null, Readable> | null = null;

  /** With all the processes that it has started: they are a group of their own. */
  function endRunning(): void {
    if (running?.pid === undefined) return;
    try {
      process.kill(-running.pid, 'SIGKILL');
    } catch (error) {
      // It ended by itself, and nobody has told us yet.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  async function runSuites(suites: readonly string[], limitMs: number): Promise<SuiteRun | 'timeout'> {
    rmSync(reportPath, { force: true });
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const reporting = ['--reporter', 'json', '--outputFile', reportPath];
    const child = spawn(process.execPath, [vitest, ...vitestArguments, ...reporting, ...suites], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    running = child;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      endRunning();
    }, limitMs);
    const [complaint] = await Promise.all([text(child.stderr), once(child, 'close')]);
    clearTimeout(timer);
    running = null;
    if (isLate) return 'timeout';
    if (!existsSync(reportPath)) throw new Error(`vitest wrote no report: ${complaint}`);
    return suiteRunOf(JSON.parse(readFileSync(reportPath, 'utf8')) as VitestReport, folder, complaint);
  }

  return {
    async run(suites, limitMs, altered) {
      if (altered === undefined) return runSuites(suites, limitMs);
      const path = join(folder, altered.file);
      const original = readFileSync(path, 'utf8');
      writeFileSync(path, altered.source);
      const result = await runSuites(suites, limitMs);
      writeFileSync(path, original);
      return result;
    },
    close() {
      endRunning();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

interface VitestReport {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

function suiteRunOf({ success, testResults }: VitestReport, folder: string, complaint: string): SuiteRun {
  const pathOf = (name: string): string => relative(folder, name).replaceAll('\\', '/');
  const durationsMs = new Map(
    testResults.map(({ name, startTime, endTime }) => [pathOf(name), endTime - startTime] as const),
  );
  if (success) return { failure: null, durationsMs };
  // Suites that were cut off by the first red test count as failed too, but name no test and have nothing to say.
  const failed = testResults.flatMap(({ name, message, assertionResults }) => {
    const test = assertionResults.find(({ status }) => status === 'failed');
    if (test === undefined) return message === '' ? [] : [{ test: `${pathOf(name)}: does not run`, message }];
    return [{ test: `${pathOf(name)}: ${test.fullName}`, message: test.failureMessages?.join('\n') ?? '' }];
  });
  return { failure: failed[0] ?? { test: 'outside of all tests', message: complaint }, durationsMs };
}
