import { exitCode } from './exit.ts';

/** How long an interrupted command may take to print its results and to end, in milliseconds. */
const mostEndMs = 700;

/** The part of a process that receives signals and ends the process. */
interface Interruptible {
  on(signal: string, listener: () => void): unknown;
  exit(code: number): void;
  /** Set once the command has ended: its resources may still be released then. */
  readonly exitCode?: number | string | null | undefined;
}

/**
 * A signal that the first SIGINT, SIGTERM or SIGHUP aborts. The process ends at the second, or where the command has not
 * ended in time: the command may be waiting for a server that is starting, or for a system that hangs.
 */
export function stopOnSignals(process: Interruptible): AbortSignal {
  const stop = new AbortController();
  function onSignal(): void {
    if (stop.signal.aborted) {
      process.exit(exitCode.interrupted);
      return;
    }
    setTimeout(() => {
      if (process.exitCode !== undefined) return;
      console.error('faultbook: interrupted, and exited without a report: a call under way did not end');
      process.exit(exitCode.interrupted);
    }, mostEndMs).unref();
    stop.abort();
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  return stop.signal;
}
