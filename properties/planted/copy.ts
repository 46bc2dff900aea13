import type { ChildProcess } from 'node:child_process';
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
import { text } from 'node:stream/consumers';
import type { Patch } from './planted-bug.ts';
import { applyPatch } from './planted-bug.ts';
import type { SuiteRun, VitestReport } from './suite-run.ts';
import { suiteRunOf } from './suite-run.ts';

/** A copy of the project, in which one bug after the other is planted and looked for. */
export interface Copy {
  readonly folder: string;
  /** Plants a bug for as long as `use` takes. */
  withPatch<T>(patch: Patch, use: () => Promise<T>): Promise<T>;
  /** Runs test files up to the first red test. `timeout`: they took longer than the limit. */
  runSuites(suites: readonly string[], limitMs: number): Promise<SuiteRun | 'timeout'>;
  /** Runs a script of the copy: its standard output; `null` after the limit. Throws where the exit code is not 0. */
  runScript(path: string, args: readonly string[], limitMs: number): Promise<string | null>;
  /** The same, with the exit code and all that was printed. */
  runProgram(path: string, args: readonly string[], limitMs: number): Promise<Ended | 'timeout'>;
  /** Ends the running process, and removes the copy. */
  close(): void;
}

/** Without the caches of vitest: it must not take the files of one copy for those of another. */
const vitestArguments = ['run', '--bail', '1', '--maxWorkers', '1', '--no-cache', '--no-fsModuleCache'];

export function openCopy(root: string): Copy {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-planted-')));
  const isCopied = (path: string): boolean => !['node_modules', '.git'].includes(relative(root, path));
  cpSync(root, folder, { recursive: true, filter: isCopied });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const reportPath = join(folder, 'suites.json');
  let running: ChildProcess | null = null;

  /** Ends the process with all processes that it started: they are one process group. */
  function endRunning(): void {
    if (running?.pid === undefined) return;
    try {
      process.kill(-running.pid, 'SIGKILL');
    } catch (error) {
      // The process has ended, and its `close` event is still to come.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  async function runNode(args: readonly string[], limitMs: number): Promise<Ended | 'timeout'> {
    const child = spawn(process.execPath, args, { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    running = child;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      endRunning();
    }, limitMs);
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    clearTimeout(timer);
    running = null;
    return isLate ? 'timeout' : { code, out, err };
  }

  return {
    folder,
    async withPatch(patch, use) {
      const path = join(folder, patch.file);
      const original = readFileSync(path, 'utf8');
      writeFileSync(path, applyPatch(original, patch));
      const result = await use();
      writeFileSync(path, original);
      return result;
    },
    async runSuites(suites, limitMs) {
      rmSync(reportPath, { force: true });
      const vitest = join(root, 'node_modules/vitest/vitest.mjs');
      const reporting = ['--reporter', 'json', '--outputFile', reportPath];
      const ended = await runNode([vitest, ...vitestArguments, ...reporting, ...suites], limitMs);
      if (ended === 'timeout') return ended;
      if (!existsSync(reportPath)) throw new Error(`vitest wrote no report: ${ended.err}`);
      return suiteRunOf(JSON.parse(readFileSync(reportPath, 'utf8')) as VitestReport, folder, ended.err);
    },
    runProgram: (path, args, limitMs) => runNode([join(folder, path), ...args], limitMs),
    async runScript(path, args, limitMs) {
      const ended = await runNode([join(folder, path), ...args], limitMs);
      if (ended === 'timeout') return null;
      if (ended.code !== 0) throw new Error(`${path} ${args.join(' ')} ended with ${ended.code}: ${ended.err}`);
      return ended.out;
    },
    close() {
      endRunning();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** A program that has ended; `code` is `null` where a signal ended it. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
