import { twoPhaseCommit } from '../properties/explore/known-models.ts';
import { plainSearch } from '../properties/explore/plain-search.ts';
import { explore } from '../src/explore/explore.ts';
import { table } from '../src/report/table.ts';

/** Two-phase commit with seven resource managers, name by name: the explorer beside the plain way, in turns. */
const managers = Number(process.argv[2] ?? 7);
const rounds = 3;
const model = twoPhaseCommit(managers);
const ways = [
  { name: 'plain: produce, texts in a Set', run: async () => plainSearch(model).generatedStates },
  { name: 'explore', run: async () => (await explore(model, { symmetry: false })).generatedStates },
];
const seconds = ways.map((): number[] => []);
let generated = 0;
for (let round = 0; round < rounds; round += 1) {
  for (const [at, { run }] of ways.entries()) {
    globalThis.gc?.();
    const startedMs = performance.now();
    generated = await run();
    seconds[at]?.push((performance.now() - startedMs) / 1000);
  }
}
const medians = seconds.map((all) => all.toSorted((a, b) => a - b)[rounds >> 1] ?? 0);
const rows = ways.map(({ name }, at) => [
  name,
  generated.toLocaleString('en'),
  (medians[at] ?? 0).toFixed(2),
  Math.round(generated / (medians[at] ?? 1)).toLocaleString('en'),
]);
for (const line of table(['way', 'generated states', 'seconds', 'states/s'], rows)) console.log(line);
console.log(`ratio: ${((medians[0] ?? 0) / (medians[1] ?? 1)).toFixed(1)}`);
