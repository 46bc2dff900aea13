import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openCopy } from '../properties/planted/copy.ts';
import { systemBugs } from '../properties/planted/system-bugs.ts';
import { table } from '../src/report/table.ts';
import type { PickedRun, PickingSearch, PickingSetting } from './picking-search.ts';

/**
 * How soon `check` finds the planted bugs of the systems on SQLite, with its defaults and with one of them changed: the bugs
 * are in two halves by their names, so that a default can be chosen on one and confirmed on the other.
 */
const usual = { length: 20, generation: {} };
const settings: readonly PickingSetting[] = [
  { name: 'the defaults', ...usual },
  { name: 'steered: a quarter', ...usual, generation: { steerRate: 0.25 } },
  { name: 'steered: three quarters', ...usual, generation: { steerRate: 0.75 } },
  { name: 'with some types left out: half', ...usual, generation: { swarmRate: 0.5 } },
  { name: 'with some types left out: none', ...usual, generation: { swarmRate: 0 } },
  { name: 'shorter: half', ...usual, generation: { shortRate: 0.5 } },
  { name: 'shorter: none', ...usual, generation: { shortRate: 0 } },
  { name: 'picked by novelty: all', ...usual, generation: { noveltyRate: 1 } },
  { name: 'up to 30 commands', ...usual, length: 30 },
  { name: 'up to 40 commands', ...usual, length: 40 },
];

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seeds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    settings: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const seeds = Array.from({ length: Number(values.seeds) }, (_, nth) => nth + 1);
const compared = settings.filter(
  ({ name }) => values.settings === undefined || values.settings.split(',').some((part) => name.includes(part)),
);
const bugs = systemBugs.filter(({ systems, name }) => systems.includes('sqlite') && name.includes(values.only));
const copy = openCopy(join(import.meta.dirname, '..'));
process.on('exit', () => copy.close());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

const found = new Map<string, readonly PickedRun[]>();
for (const [at, { name, subject, patch }] of bugs.entries()) {
  console.error(`${at + 1} of ${bugs.length}: ${name}`);
  const search: PickingSearch = { subject, runs, seeds, settings: compared };
  const ended = await copy.withPatch(patch, () =>
    copy.runProgram('bench/picking-search.ts', [JSON.stringify(search)], 3_600_000),
  );
  if (ended === 'timeout' || ended.code !== 0) console.error(`no result: ${ended === 'timeout' ? ended : ended.err}`);
  else found.set(name, JSON.parse(ended.out) as PickedRun[]);
  if (values.json) console.log(JSON.stringify({ bug: name, found: found.get(name) ?? null }));
}

/** The half of a bug, the same in each measurement. */
function halfOf(bug: string): number {
  return (createHash('sha256').update(bug).digest()[0] ?? 0) % 2;
}

/** How many searches found their bug, and the geometric mean of the runs; a search without a find counts as all runs. */
function cellsOf(setting: string, isCounted: (bug: string) => boolean): string[] {
  const picked = [...found]
    .filter(([bug]) => isCounted(bug))
    .flatMap(([, ofBug]) => ofBug.filter((one) => one.setting === setting));
  const mean = Math.exp(picked.reduce((sum, { foundBy }) => sum + Math.log(foundBy ?? runs), 0) / picked.length);
  const hits = picked.filter(({ foundBy }) => foundBy !== null).length;
  return [`${hits} of ${picked.length}`, mean.toFixed(1)];
}

const counted: readonly ((bug: string) => boolean)[] = [
  () => true,
  (bug) => halfOf(bug) === 0,
  (bug) => halfOf(bug) === 1,
];
const rows = compared.map(({ name }) => [name, counted.map((isCounted) => cellsOf(name, isCounted))].flat(2));
if (!values.json)
  for (const line of table(['runs', 'found', 'mean', 'first half', 'mean', 'second half', 'mean'], rows))
    console.log(line);
