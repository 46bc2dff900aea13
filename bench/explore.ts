import { explore } from '../src/explore/explore.ts';
import { twoPhaseCommit } from '../properties/explore/known-models.ts';
import { plainSearch } from '../properties/explore/plain-search.ts';
import { table } from '../src/report/table.ts';

/** Two-phase commit with seven resource managers, name by name: the explorer beside the plain way, in one process. */
const managers = Number(process.argv[2] ?? 7);
const model = twoPhaseCommit(managers);

const rows: string[][] = [];
for (const [name, way] of [
  ['plain: produce, texts in a Set', async () => plainSearch(model).generatedStates],
  ['explore', async () => (await explore(model, { symmetry: false })).generatedStates],
] as const) {
  globalThis.gc?.();
  const startedMs = performance.now();
  const generated = await way();
  const seconds = (performance.now() - startedMs) / 1000;
  rows.push([
    name,
    generated.toLocaleString('en'),
    seconds.toFixed(2),
    Math.round(generated / seconds).toLocaleString('en'),
  ]);
}
const [plain, ours] = rows.map(([, , seconds]) => Number(seconds));
for (const line of table(['way', 'generated states', 'seconds', 'states/s'], rows)) console.log(line);
console.log(`ratio: ${((plain ?? 0) / (ours ?? 1)).toFixed(1)}`);
