import { exitCode } from './exit.ts';
import { printError } from './print.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { reportUnexpectedEnds } from './unexpected-ends.ts';
import { wholeOutput } from './whole-output.ts';

/**
 * How long an interrupted command may take to release its resources, in milliseconds. The next run drops the schemas that
 * are left on a server, and a server that is still starting ends with this process.
 */
const releaseMs = 500;

/** How long what a system has left running may keep the process, in milliseconds. */
const leftRunningMs = 10_000;

/** Runs a program with the arguments of this process until its end, or until Ctrl-C, and sets the exit code. */
export async function runProcess(
  run: (args: readonly string[], signal: AbortSignal) => Promise<number>,
): Promise<void> {
  const output = process.stdout.isTTY ? null : wholeOutput(1);
  if (output !== null) Object.defineProperty(process, 'stdout', { value: output, configurable: true });
  const signal = stopOnSignals(process);
  const ends = reportUnexpectedEnds(process, signal);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of our output has gone, as `head` does. The verdict stays.
    if (error.code === 'EPIPE') return;
    printError(`the output cannot be written: ${error.message}`);
    ends.expect();
    process.exit(exitCode.badUse);
  });
  process.exitCode = await run(process.argv.slice(2), signal);
  ends.expect();
  // Stops waiting for a server that does not answer.
  if (signal.aborted) setTimeout(() => process.exit(), releaseMs).unref();
  else setTimeout(endLeftRunning, leftRunningMs).unref();
}

/** Ends a process in which a system has left a timer or a connection. */
function endLeftRunning(): void {
  printError(
    `exited ${leftRunningMs / 1000} s after the command, since a system has left a timer or a connection open`,
  );
  process.exit();
}
