import { exitCode } from './exit.ts';

/** How long a command may take to end, and to print what it has, once it is interrupted, in milliseconds. */
const mostEndMs = 700;

/** What of a process is needed to hear its signals, and to end it. */
interface Interruptible {
  on(signal: string, listener: () => void): unknown;
  exit(code: number): void;
  /** Set once the command has ended: what it holds may still be given back then. */
  readonly exitCode?: number | string | null | undefined;
}

/**
 * Is aborted by the first SIGINT, SIGTERM or SIGHUP. The process ends at the second one, or where the command has not ended in
 * time: it may be waiting for a server that is starting, or for a system that hangs.
 */
export function stopOnSignals(process: Interruptible): AbortSignal {
  const stop = new AbortController();
  function hear(): void {
    if (stop.signal.aborted) {
      process.exit(exitCode.interrupted);
      return;
    }
    setTimeout(() => {
      if (process.exitCode !== undefined) return;
      console.error('faultbook: interrupted, and ended without a report: what was under way did not end');
      process.exit(exitCode.interrupted);
    }, mostEndMs).unref();
    stop.abort();
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, hear);
  return stop.signal;
}
