import { parseArgs } from 'node:util';
import { trackRecord } from '../properties/adapters/record/command.ts';
import { exitCode } from '../src/cli/exit.ts';

const usage = `Usage: npm run track-record -- [--measure] [--only TEXT]

Writes docs/track-record.md from properties/adapters/hunt/known.ts and properties/adapters/record/measurements.jsonl; and
src/subjects/searched-libraries.ts, the table of libraries by promise, from these and properties/adapters/hunt/results.jsonl.
Run it after each npm run hunt.

  --measure      first runs the command of each known finding in a project with the version that has it, and keeps its figures
  --only TEXT    measures only findings with this text in the name of their script

--measure needs the versions of npm run adapters:install, and redis-server, etcd and Postgres as npm run hunt does.`;

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());

try {
  const { values } = parseArgs({
    options: { measure: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean' } },
  });
  const { measure = false, only = '', help = false } = values;
  if (help) console.log(usage);
  else process.exitCode = await trackRecord({ only: measure ? only : null }, stop.signal);
} catch (error) {
  console.error(`track-record: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = exitCode.badUse;
}
