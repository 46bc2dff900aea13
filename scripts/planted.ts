import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitCode } from '../src/cli/exit.ts';
import { startPostgres } from '../src/real/database/postgres-server.ts';
import { table } from '../src/report/table.ts';
import type { Lane } from '../properties/planted/copy.ts';
import { openLane } from '../properties/planted/copy.ts';
import type { Removed, Verdict } from '../properties/planted/sql/verdicts.ts';
import { isBorneOut, judgeAll, placeOf, plansFromBaseline, sqlMutants } from '../properties/planted/sql/verdicts.ts';
import { expectedSurvivors } from '../properties/planted/sql/expected.ts';

const usage = `Usage: npm run planted -- [--only TEXT] [--json]

Takes each condition and each constraint in the SQL of the real subjects away in turn, and runs their suites: one of
them must be red, or properties/planted/sql/expected.ts must say why none is.

  --only TEXT  only what has this text in its file, its place or its SQL
  --json       prints one JSON object, and nothing else, on standard output

Exit codes: 0 as promised, 1 an unexpected survivor or a stale entry in the list, 2 bad use or environment (as when the
suites are red with nothing taken away), 130 interrupted.`;

const laneCount = 2;
const root = join(import.meta.dirname, '..');

const lanes: Lane[] = [];
process.on('exit', () => {
  for (const lane of lanes) lane.close();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(exitCode.interrupted));
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`mutants: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(exitCode.badUse);
}

async function main(): Promise<number> {
  const options = { json: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { json = false, only = '', help = false } = parseArgs({ options }).values;
  if (help) {
    console.log(usage);
    return exitCode.asPromised;
  }
  const isWanted = (removed: Removed): boolean => placeOf(removed).includes(only);
  const mutants = sqlMutants(root).filter(isWanted);
  if (mutants.length === 0) throw new Error(`there is no '${only}' in what can be taken away`);
  const startedMs = performance.now();
  // One server for all that is run, and not one each time. It ends with this process.
  process.env['DATABASE_URL'] ??= (await startPostgres()).url;
  const first = openLane(root);
  lanes.push(first);
  console.error(`${mutants.length} mutants; the suites with nothing taken away …`);
  const plans = await plansFromBaseline(root, first, mutants);
  while (lanes.length < laneCount) lanes.push(openLane(root));
  const onProgress = (done: number): void => showProgress(done, mutants.length, performance.now() - startedMs);
  const verdicts = await judgeAll(lanes, mutants, plans, { expected: expectedSurvivors, onProgress });
  const unexpected = verdicts.filter(({ killedBy, because }) => killedBy === null && because === null);
  const stale = expectedSurvivors.filter((entry) => isWanted(entry) && !isBorneOut(entry, verdicts));
  const seconds = (performance.now() - startedMs) / 1000;
  if (json) console.log(JSON.stringify({ mutants: verdicts, unexpected, stale, timing: { seconds } }, null, 2));
  else for (const line of summary(verdicts, unexpected, stale, seconds)) console.log(line);
  return unexpected.length + stale.length === 0 ? exitCode.asPromised : exitCode.violation;
}

function showProgress(done: number, all: number, sinceMs: number): void {
  const line = `${done} of ${all} mutants, ${(sinceMs / 1000).toFixed(0)} s`;
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${line}${done === all ? '\n' : ''}`);
  else if (done % 10 === 0 || done === all) console.error(line);
}

function summary(
  verdicts: readonly Verdict[],
  unexpected: readonly Verdict[],
  stale: readonly Removed[],
  seconds: number,
): string[] {
  const rows = verdicts.map(({ file, line, place, removed, killedBy, because }) => [
    `${file}:${line}`,
    place,
    shortened(removed, 48),
    killedBy === null ? `survived: ${because ?? 'unexpected'}` : shortened(killedBy, 120),
  ]);
  const killed = verdicts.filter(({ killedBy }) => killedBy !== null).length;
  const survived = verdicts.length - killed;
  return [
    ...table(['where', 'in', 'taken away', 'killed by'], rows),
    ...stale.map((entry) => `stale in properties/planted/sql/expected.ts: ${placeOf(entry)}`),
    `${verdicts.length} mutants: ${killed} killed, ${survived} survived, ${unexpected.length} of these unexpected; ${stale.length} stale entries; ${seconds.toFixed(0)} s`,
  ];
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
