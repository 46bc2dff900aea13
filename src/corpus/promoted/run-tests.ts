import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { MissingTools } from './missing-tools.ts';

/** The result of a run of tests. */
export interface TestRun {
  readonly files: number;
  readonly passed: number;
  /** A line or more for each failed test. */
  readonly failures: readonly string[];
}

/** The fields of vitest's report that are read here; the format is Jest's. */
interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/**
 * A long time limit, since the machine may be busy, and no caches, since vitest would leave files behind. The files share
 * one process, and Node runs their TypeScript as it is, from its own cache: loading the modules takes longer than the tests.
 */
const howToRun = [
  '--testTimeout=120000',
  '--no-cache',
  '--no-fsModuleCache',
  '--no-isolate',
  '--no-file-parallelism',
  '--experimental.viteModuleRunner=false',
];

/** Runs every test in a folder with vitest, in a process of their own, and deletes the report. */
export async function runTests(folder: string, signal?: AbortSignal): Promise<TestRun> {
  signal?.throwIfAborted();
  const reportPath = `${folder}.json`;
  const args = ['run', '--root', folder, '--reporter', 'json', '--outputFile.json', reportPath, ...howToRun];
  const temporary = await mkdtemp(join(tmpdir(), 'faultbook-tests-'));
  // A database server may run as another user.
  await chmod(temporary, 0o711);
  const child = spawn(process.execPath, [vitest(), ...args], {
    // A killed process removes none of its files, so all of them are in one folder.
    env: { ...process.env, TMPDIR: temporary },
    // A process group of its own, so that one signal ends vitest and all its workers.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  signal?.addEventListener('abort', end);
  const closed = new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  signal?.removeEventListener('abort', end);
  await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  const report = await readFile(reportPath, 'utf8').catch(() => null);
  await rm(reportPath, { force: true });
  if (report === null) return { files: 0, passed: 0, failures: [`${out}${err}`.trim()] };
  return runOf(JSON.parse(report) as Report);
}

function vitest(): string {
  try {
    return join(dirname(fileURLToPath(import.meta.resolve('vitest/package.json'))), 'vitest.mjs');
  } catch (error) {
    throw new MissingTools(error);
  }
}

function runOf({ numPassedTests, testResults }: Report): TestRun {
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((one) => one.status !== 'passed');
    if (status !== 'passed' && failed.length === 0) return [`${name}: ${message}`];
    return failed.map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0] ?? 'did not run'}`);
  });
  return { files: testResults.length, passed: numPassedTests, failures };
}
