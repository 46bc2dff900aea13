import { exitCode } from './exit.ts';
import { runCommand } from './program.ts';

/** How long an interrupted command may take to give back what it holds, as schemas on a server, in milliseconds. */
const giveBackMs = 5_000;

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(exitCode.interrupted);
    stop.abort();
  });
}
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads our output has gone, as `head` does. The verdict stays what it is.
  if (error.code === 'EPIPE') return;
  console.error(`faultbook: the output cannot be written: ${error.message}`);
  process.exit(exitCode.badUse);
});

process.exitCode = await runCommand(process.argv.slice(2), stop.signal);
// A server that does not answer is waited for no longer.
if (stop.signal.aborted) setTimeout(() => process.exit(), giveBackMs).unref();
