import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode } from '../../../src/cli/exit.ts';
import { formatNumber } from '../../../src/report/numbers.ts';
import { table } from '../../../src/report/table.ts';
import type { Copy } from '../copy.ts';
import { systemBugs } from '../system-bugs.ts';
import { openKeptSearches } from './kept-searches.ts';
import type { Measured, Row } from './measured.ts';
import { mergeMeasured, readMeasured, rowsOf, writeMeasured } from './measured.ts';
import type { Measurement } from './page.ts';
import { engineNamed, isFound, medianOf, pageByEngine, staleReasons } from './page.ts';
import { reasons } from './reasons.ts';
import { runSearches } from './run-searches.ts';
import type { Search } from './search.ts';
import { searchesFor } from './search.ts';

export interface ByEngineFlags {
  /** Names of engines, with commas. */
  readonly engine: string;
  /** Only bugs with this text in their name, subject, file, system or kind. */
  readonly only: string;
  readonly seeds?: string | undefined;
  readonly runs?: string | undefined;
  /** How long one search may take, in seconds. */
  readonly limit?: string | undefined;
  /** Runs no engine, and writes the page from the kept results. */
  readonly page: boolean;
  /** Only bugs that no kept result of an engine finds. */
  readonly left: boolean;
  /** The measurement before a change of the engines; the page shows it beside the present one. */
  readonly before: boolean;
  readonly json: boolean;
}

const measurements = [
  { title: 'Before', file: 'before.jsonl' },
  { title: 'Now', file: 'now.jsonl' },
] as const;

/** `npm run planted -- --engine NAMES`: the exit code. */
export async function plantedByEngine(root: string, openCopy: () => Copy, flags: ByEngineFlags): Promise<number> {
  const seeds = numberOf('seeds', flags.seeds, 5);
  const runs = numberOf('runs', flags.runs, 3000);
  const limitMs = 1000 * numberOf('limit', flags.limit, 600);
  const names = flags.engine.split(',').map((name) => engineNamed(name.trim()));
  const kept = openKeptSearches(root, { runs });
  const all = searchesFor(systemBugs, ['check', 'explore', 'sweep', 'race'], { seeds });
  const foundBefore = new Set(all.filter((one) => kept.get(one, true)?.verdict === 'found').map(({ bug }) => bug.name));
  const chosen = searchesFor(systemBugs, names, { seeds })
    .filter((search) => textOf(search).includes(flags.only))
    .filter(({ bug }) => !flags.left || !foundBefore.has(bug.name));
  if (chosen.length === 0) throw new Error(`no planted bug for --engine ${flags.engine} is left with '${flags.only}'`);
  if (!flags.page) {
    const startedMs = performance.now();
    const copy = openCopy();
    const onSearch = (search: Search, at: number, of: number): void =>
      showSearch(search, at, of, performance.now() - startedMs);
    await runSearches(chosen, { runs, limitMs, kept, copy, onSearch });
    if (process.stderr.isTTY) process.stderr.write('\n');
  }
  const measured: Measured = { commit: commitOf(root), runs, rows: rowsOf(systemBugs, all, kept) };
  if (flags.only === '') writePage(root, measured, flags.before);
  const own = rowsOf(systemBugs, chosen, kept);
  const stale = flags.only === '' ? staleReasons(systemBugs, measured, reasons) : [];
  if (flags.json) console.log(JSON.stringify({ ...measured, rows: own, stale }, null, 2));
  else
    for (const line of [...summaryOf(own), ...stale.map((name) => `a reason for a bug that is found: ${name}`)])
      console.log(line);
  return stale.length === 0 ? exitCode.success : exitCode.violation;
}

function writePage(root: string, measured: Measured, isBefore: boolean): void {
  const path = join(root, 'properties/planted/by-engine', measurements[isBefore ? 0 : 1].file);
  writeMeasured(path, existsSync(path) ? mergeMeasured(systemBugs, readMeasured(path), measured) : measured);
  writeFileSync(join(root, 'docs/explanation/planted-by-engine.md'), pageByEngine(systemBugs, readAll(root), reasons));
}

/** The measurements that there are, the earlier one first. */
export function readAll(root: string): Measurement[] {
  return measurements.flatMap(({ title, file }) => {
    const path = join(root, 'properties/planted/by-engine', file);
    return existsSync(path) ? [{ title, ...readMeasured(path) }] : [];
  });
}

function textOf({ engine, system, bug: { name, subject, kind, patch } }: Search): string {
  return [engine, system, name, subject, kind, patch.file].join(' ');
}

/** The commit that last changed a source: the results hold for it. */
function commitOf(root: string): string {
  const { stdout } = spawnSync('git', ['log', '-1', '--format=%H', '--', 'src'], { cwd: root, encoding: 'utf8' });
  return stdout.trim().slice(0, 7);
}

function numberOf(name: string, given: string | undefined, usual: number): number {
  const value = given === undefined ? usual : Number(given);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new Error(`--${name} takes a whole number from 1, and not '${given}'`);
}

function showSearch({ engine, bug, system, seed }: Search, at: number, of: number, sinceMs: number): void {
  const line = `${at} of ${of} searches, ${(sinceMs / 1000).toFixed(0)} s; ${engine} on ${system}, seed ${seed}: ${bug.name}`;
  const columns = process.stderr.columns ?? 80;
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${line.slice(0, columns - 1)}`);
  else if (at % 10 === 0) console.error(line);
}

function summaryOf(rows: readonly Row[]): string[] {
  const cells = rows.map((row) => {
    const hits = row.found.filter(({ verdict }) => verdict === 'found');
    const [first] = hits.length > 0 ? hits : row.found;
    const median = formatNumber(medianOf((hits.length > 0 ? hits : row.found).map(({ seconds }) => seconds)));
    const seeds = `${hits.length} of ${row.found.length}`;
    return [row.bug, row.engine, row.system, seeds, String(first?.runs ?? '–'), String(first?.length ?? '–'), median];
  });
  const found = rows.filter(isFound).length;
  return [
    ...table(['bug', 'engine', 'system', 'found', 'runs', 'commands', 'seconds'], cells),
    `${rows.length} bugs searched by an engine: ${found} found, ${rows.length - found} not found`,
  ];
}
