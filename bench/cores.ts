import type { Chance } from '../properties/linearize/histories.ts';
import { drawnModels } from '../properties/linearize/models.ts';
import { finishNow } from '../src/kernel/event-loop.ts';
import type { Command } from '../src/kernel/model.ts';
import { linearizing } from '../src/linearize/linearize.ts';
import { table } from '../src/report/table.ts';
import { wrongHistory } from './history-loads.ts';
import { median } from './median.ts';

/** The sizes of minimal cores: so many illegal histories of each model, of so many operations. */
const wanted = Number(process.argv[2] ?? 200);
const operations = Number(process.argv[3] ?? 30);
/** The beginning of a name: only these models. */
const [, , , , chosen = ''] = process.argv;

/** The models of the tests; the queue gets each value once, as those that record histories do. */
const models = drawnModels.map((drawn) =>
  drawn.name === 'queue' ? Object.assign({}, drawn, { draw: enqueueOrDequeue }) : drawn,
);

function enqueueOrDequeue(_: unknown, __: string, chance: Chance): Command {
  return chance(2) === 0 ? { type: 'dequeue' } : Object.assign({ type: 'enqueue' }, { value: chance(1_000_000) });
}

const rows = models
  .filter(({ name }) => name.startsWith(chosen))
  .map((drawn) => {
    const load = { drawn, actors: 4, operations, pending: 10 };
    const sizes: number[] = [];
    const free: number[] = [];
    const ms: number[] = [];
    let unfinished = 0;
    for (let seed = 1; sizes.length < wanted; seed += 1) {
      const history = wrongHistory(load, seed);
      if (history === null) continue;
      const startedMs = performance.now();
      const found = finishNow(linearizing(drawn.model, history, {}));
      ms.push(performance.now() - startedMs);
      if (found.verdict !== 'illegal' || found.core === null) throw new Error(`${drawn.name}, seed ${seed}: no core`);
      sizes.push(found.core.operations.length);
      free.push(found.core.free.length + found.core.freeOnce.length);
      if (found.core.givenUp > 0) unfinished += 1;
    }
    // As each model is done: the models of this project take minutes.
    console.error(`${drawn.name}: ${sizes.length} cores`);
    return [
      drawn.name,
      String(median(sizes)),
      String(Math.max(...sizes)),
      String(median(free)),
      median(ms).toFixed(0),
      Math.max(...ms).toFixed(0),
      String(unfinished),
    ];
  });
console.log(`cores of ${wanted} illegal histories of each model, of ${operations} operations and 4 clients`);
for (const line of table(['model', 'core', 'largest', 'free', 'ms', 'most ms', 'not minimised further'], rows))
  console.log(line);
