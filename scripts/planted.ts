import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ByEngineFlags } from '../properties/planted/by-engine/command.ts';
import { plantedByEngine } from '../properties/planted/by-engine/command.ts';
import type { Collection } from '../properties/planted/collection.ts';
import { collections } from '../properties/planted/collections.ts';
import type { Copy } from '../properties/planted/copy.ts';
import { openCopy } from '../properties/planted/copy.ts';
import type { Verdict } from '../properties/planted/judge.ts';
import { judgeBugs, openAmong, staleAmong, verdictsOf } from '../properties/planted/judge.ts';
import { openKept } from '../properties/planted/kept.ts';
import { countsOf, pageOf } from '../properties/planted/page.ts';
import type { PlantedBug } from '../properties/planted/planted-bug.ts';
import { exitCode } from '../src/cli/exit.ts';
import { table } from '../src/report/table.ts';

const usage = `Usage: npm run planted -- [--only TEXT] [--workers NUMBER] [--page] [--json]

Plants each bug of properties/planted in a copy of the project, and runs the tests and engines that must find the bug:
one of them must, or the collection must list the reason why none does. Each result is kept: a run that was stopped goes
on where it ended, and a bug is judged again only after its sources or tests changed. Writes
docs/explanation/planted.md once all bugs are judged.

  --only TEXT       only bugs with this text in their collection, file, place or name, and no page is written
  --workers NUMBER  how many bugs are judged at once (one for each core)
  --page            judges no bug, and writes the page from the kept results, with the bugs that are not judged
  --json            prints one JSON object, and nothing else, on standard output

With --engine NAMES the command plants the bugs of the real systems instead, one process at a time, and runs these engines
(check, explore, sweep, race, with commas) as a user does, without any test. Writes
docs/explanation/planted-by-engine.md and the results beside the collection, unless --only is given.

  --seeds NUMBER    how many seeds of check and race (5); the first seed of all bugs comes first
  --runs NUMBER     how many runs of check and schedules of race, at most (3000)
  --limit SECONDS   how long one search may take (600)
  --left            only bugs that no engine has found so far
  --before          keeps the results as those before a change of the engines

Exit codes: 0 success, 1 a bug that is not found without a listed reason, or a reason for a bug that is found, 2 bad use or
environment (as when tests are red without a bug), 130 interrupted.`;

const root = join(import.meta.dirname, '..');
const kept = openKept(root);

const copies: Copy[] = [];
process.on('exit', () => {
  for (const copy of copies) copy.close();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(exitCode.interrupted));
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`planted: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(exitCode.badUse);
}

/** A copy that is removed at the end of this process. */
function openOwnCopy(): Copy {
  const copy = openCopy(root);
  copies.push(copy);
  return copy;
}

interface Chosen {
  readonly collection: Collection;
  readonly bugs: readonly PlantedBug[];
}

async function main(): Promise<number> {
  const options = {
    only: { type: 'string' },
    workers: { type: 'string' },
    page: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
    engine: { type: 'string' },
    seeds: { type: 'string' },
    runs: { type: 'string' },
    limit: { type: 'string' },
    left: { type: 'boolean' },
    before: { type: 'boolean' },
  } as const;
  const {
    only = '',
    workers,
    page = false,
    json = false,
    help = false,
    engine,
    ...more
  } = parseArgs({ options }).values;
  if (help) {
    console.log(usage);
    return exitCode.success;
  }
  if (engine !== undefined) {
    if (workers !== undefined) throw new Error('--engine runs one process at a time: it takes no --workers');
    const { left = false, before = false, ...numbers } = more;
    const flags: ByEngineFlags = { engine, only, page, json, left, before, ...numbers };
    return plantedByEngine(root, openOwnCopy, flags);
  }
  const [stray] = Object.keys(more);
  if (stray !== undefined) throw new Error(`--${stray} needs --engine`);
  const atOnce = workers === undefined ? availableParallelism() : Number(workers);
  if (!Number.isInteger(atOnce) || atOnce < 1) throw new Error('--workers takes a number from 1');
  if (page && only !== '') throw new Error('--page writes the results of all bugs: it takes no --only');
  const chosen = collections
    .map((collection) => ({ collection, bugs: bugsWith(collection, only) }))
    .filter(({ bugs }) => bugs.length > 0);
  if (chosen.length === 0) throw new Error(`no planted bug has '${only}' in its collection, file, place or name`);
  if (!page) await judgeAll(chosen, atOnce);
  const judged = chosen.map(({ collection, bugs }) => ({
    collection,
    verdicts: verdictsOf(collection, bugs, { root, kept }),
  }));
  if (only === '') writeFileSync(join(root, 'docs/explanation/planted.md'), pageOf(judged));
  const verdicts = judged.flatMap((one) => one.verdicts);
  const open = openAmong(verdicts);
  const stale = judged.flatMap(({ collection, verdicts: its }) => staleAmong(collection, its, only === ''));
  if (json) console.log(JSON.stringify({ verdicts, open, stale }, null, 2));
  else for (const line of summary(verdicts, stale)) console.log(line);
  return open.length + stale.length === 0 ? exitCode.success : exitCode.violation;
}

function bugsWith(collection: Collection, only: string): readonly PlantedBug[] {
  const textOf = ({ patch, breaks, name }: PlantedBug): string => `${collection.name} ${patch.file} ${breaks} ${name}`;
  return collection.bugs(root).filter((bug) => textOf(bug).includes(only));
}

async function judgeAll(chosen: readonly Chosen[], workers: number): Promise<void> {
  const startedMs = performance.now();
  for (const { collection, bugs } of chosen) {
    const left = bugs.filter((bug) => kept.get(collection, bug) === null).length;
    console.error(`${collection.name}: ${bugs.length} bugs, ${bugs.length - left} of them with a kept result`);
    let done = 0;
    await judgeBugs(collection, bugs, {
      root,
      kept,
      workers,
      openCopy: openOwnCopy,
      onJudged: () => showProgress((done += 1), left, performance.now() - startedMs),
    });
  }
}

function showProgress(done: number, all: number, sinceMs: number): void {
  const line = `${done} of ${all} bugs, ${(sinceMs / 1000).toFixed(0)} s`;
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${line}${done === all ? '\n' : ''}`);
  else if (done % 10 === 0 || done === all) console.error(line);
}

function summary(verdicts: readonly Verdict[], stale: readonly string[]): string[] {
  const rows = verdicts.map(({ patch, line, breaks, name, judged, because }) => [
    `${patch.file}:${line}`,
    breaks,
    shortened(name, 56),
    judged === null ? 'not judged' : shortened(judged.foundBy ?? `not found: ${because ?? 'no reason'}`, 120),
  ]);
  const [all, found, explained, open, left] = countsOf(verdicts);
  return [
    ...table(['where', 'breaks', 'bug', 'found by'], rows),
    ...stale.map((entry) => `a reason for a bug that is found, or that does not exist: ${entry}`),
    `${all} bugs: ${found} found, ${explained} not found for a reason, ${open} not found, ${left} not judged`,
  ];
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
