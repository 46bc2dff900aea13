import { exitCode } from './exit.ts';
import { runCommand } from './program.ts';
import { wholeOutput } from './whole-output.ts';
import { printError } from './print.ts';
import { stopOnSignals } from './stop-on-signals.ts';

const output = process.stdout.isTTY ? null : wholeOutput(1);
if (output !== null) Object.defineProperty(process, 'stdout', { value: output, configurable: true });

/**
 * How long an interrupted command may take to release its resources, in milliseconds. The next run drops the schemas that
 * are left on a server, and a server that is still starting ends with this process.
 */
const giveBackMs = 500;

const signal = stopOnSignals(process);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of our output has gone, as `head` does. The verdict stays.
  if (error.code === 'EPIPE') return;
  printError(`the output cannot be written: ${error.message}`);
  process.exit(exitCode.badUse);
});

process.exitCode = await runCommand(process.argv.slice(2), signal);
// Stops waiting for a server that does not answer.
if (signal.aborted) setTimeout(() => process.exit(), giveBackMs).unref();
