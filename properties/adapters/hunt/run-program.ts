import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** A program that has ended; `code` is `null` where a signal ended it. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Whether the limit ended it. */
  readonly isStopped: boolean;
}

export interface RunProgramOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly limitSeconds: number;
  readonly signal: AbortSignal;
}

/** How long a program that is interrupted may take for its report, in milliseconds. */
const graceMs = 5_000;

/**
 * Runs a program of Node in a process of its own. At the limit the program is interrupted, so that it can print what it has, and
 * killed with all its processes if it does not end. Resolves once it has ended, also where `signal` aborts it.
 */
export async function runProgram(
  args: readonly string[],
  { folder, environment, limitSeconds, signal }: RunProgramOptions,
): Promise<ProgramEnd> {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let isStopped = false;
  let killing: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    child.kill('SIGINT');
    killing ??= setTimeout(() => killGroup(child.pid), graceMs);
  };
  const limit = setTimeout(() => {
    isStopped = true;
    interrupt();
  }, 1000 * limitSeconds);
  signal.addEventListener('abort', interrupt, { once: true });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  try {
    const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { code, out, err, isStopped };
  } finally {
    clearTimeout(limit);
    clearTimeout(killing);
    signal.removeEventListener('abort', interrupt);
  }
}

/** Kills a process with all processes that it started. */
function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // The process has ended, and its `close` event is still to come.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
