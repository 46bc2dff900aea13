import { format } from 'node:util';
import { vi } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import type { Ended, HowToRun } from './faultbook.ts';

interface HowToRunHere extends Pick<HowToRun, 'cwd' | 'interruptAt'> {
  /** The command line; that of `faultbook` if none is named. */
  readonly run?: typeof runCommand;
}

let isRunning = false;

/**
 * Runs the command line within this process, for what does not depend on a process of its own: starting one takes longer
 * than most of what is asked. One at a time, since what it prints is caught where everybody prints.
 */
export async function runHere(
  args: readonly string[],
  { cwd, interruptAt = () => false, run = runCommand }: HowToRunHere,
): Promise<Ended> {
  if (isRunning) throw new Error('one command line at a time runs in this process');
  isRunning = true;
  const before = process.cwd();
  process.chdir(cwd);
  let out = '';
  let err = '';
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((...printed: unknown[]) => void (out += `${format(...printed)}\n`)),
    vi.spyOn(console, 'error').mockImplementation((...printed: unknown[]) => void (err += `${format(...printed)}\n`)),
    vi.spyOn(process.stdout, 'write').mockImplementation((printed) => {
      out += String(printed);
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((printed) => {
      err += String(printed);
      return true;
    }),
  ];
  try {
    const code = await run(
      args,
      abortedAt(() => interruptAt(out + err)),
    );
    return { code, out, err };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.chdir(before);
    isRunning = false;
  }
}

/** A signal that aborts when it is read while this is true: as if Ctrl-C came just then. */
function abortedAt(isNow: () => boolean): AbortSignal {
  const stop = new AbortController();
  let isAborted = false;
  const read = (): boolean => {
    if (!isAborted && isNow()) {
      isAborted = true;
      stop.abort();
    }
    return isAborted;
  };
  return Object.defineProperties(stop.signal, {
    aborted: { get: read },
    throwIfAborted: {
      value: () => {
        if (read()) throw stop.signal.reason;
      },
    },
  });
}
