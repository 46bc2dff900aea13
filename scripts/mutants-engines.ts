import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitCode } from '../src/cli/exit.ts';
import { equivalents } from './engine-equivalents.ts';
import { engineModules } from './engine-modules.ts';
import type { Row } from './engine-mutants-table.ts';
import { pageOf, percentOf, rowOf, staleAmong } from './engine-mutants-table.ts';
import { judge, knownOf, root } from './engine-mutants.ts';

const usage = `Usage: npm run mutants:engines -- [--only TEXT] [--workers NUMBER]

Changes the modules of scripts/engine-modules.ts in one place at a time, and runs the tests of each: one of them must be
red, or scripts/engine-equivalents.ts must say why none can be. A module that is as it was when it was judged, with tests
as they were, is not judged again. Writes docs/explanation/mutants.md once all modules are judged.

  --only TEXT       only modules with this text in their file, and no page is written
  --workers NUMBER  how many changes are tried at once (one for each core)

Exit codes: 0 success, 1 a survivor without a reason, a reason without a survivor, or a module with less than 90 % killed,
2 bad use or environment (as when tests are red with nothing changed), 130 interrupted.`;

/** Of each module, in percent. */
const leastKilled = 90;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(exitCode.interrupted));
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`mutants: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = exitCode.badUse;
}

async function main(): Promise<number> {
  const options = { only: { type: 'string' }, workers: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { only = '', workers, help = false } = parseArgs({ options }).values;
  if (help) {
    console.log(usage);
    return exitCode.success;
  }
  const concurrency = workers === undefined ? availableParallelism() : Number(workers);
  if (!Number.isInteger(concurrency) || concurrency < 1) throw new Error(`--workers takes a number from 1`);
  const chosen = engineModules.filter(({ file }) => file.includes(only));
  if (chosen.length === 0) throw new Error(`no module has '${only}' in its file`);
  const rows: Row[] = [];
  for (const module of chosen) {
    const row = rowOf(module, knownOf(module) ?? (await judge(module, concurrency)), equivalents);
    rows.push(row);
    console.log(
      `${row.file}: ${row.killed} of ${row.mutants.length} killed, ${percentOf(row.killed, row.mutants.length)}`,
    );
    for (const { lineNumber, line, mutator, replacement, because } of row.survivors) {
      if (because === null) console.log(`  line ${lineNumber}, ${mutator}: ${line}\n    → ${replacement}`);
    }
  }
  const stale = staleAmong(equivalents, rows);
  for (const { file, line, mutator } of stale) console.log(`${file}: no survivor any more: ${mutator} in ${line}`);
  if (only === '') writeFileSync(join(root, 'docs/explanation/mutants.md'), pageOf(rows));
  const isOpen = rows.some(({ survivors }) => survivors.some(({ because }) => because === null));
  const isLow = rows.some(({ killed, mutants }) => killed * 100 < leastKilled * mutants.length);
  return isOpen || isLow || stale.length > 0 ? exitCode.violation : exitCode.success;
}
