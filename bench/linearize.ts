import { chanceFrom } from '../properties/linearize/histories.ts';
import type { Drawn } from '../properties/linearize/models.ts';
import { drawnModels } from '../properties/linearize/models.ts';
import { finishNow } from '../src/kernel/event-loop.ts';
import type { Operation } from '../src/kernel/operation.ts';
import { linearizing } from '../src/linearize/linearize.ts';
import { casRegister, map } from '../src/linearize/models.ts';
import type { Switches } from '../src/linearize/switches.ts';
import { table } from '../src/report/table.ts';
import type { HistoryLoad } from './history-loads.ts';
import { maxSteps, rightHistory, wrongHistory } from './history-loads.ts';
import { median } from './median.ts';
import { publishedSearch } from './published-search.ts';

/** Judging histories: the search as published, and ours with one rule more at a time, in turns in one process. */
const seeds = Number(process.argv[2] ?? 10);
const rounds = 3;
const longMs = 300;

interface Load extends HistoryLoad {
  readonly name: string;
  /** Whether one outcome in the last fifth is changed, such that the history is illegal. */
  readonly isChanged: boolean;
}

const registers: Drawn = {
  name: 'register',
  model: casRegister,
  draw(_, __, chance) {
    const value = chance(5);
    const kind = chance(3);
    if (kind === 0) return { type: 'read' };
    return kind === 1 ? command('write', { value }) : command('cas', { from: chance(5), to: value });
  },
};

const maps: Drawn = {
  name: 'map',
  model: map,
  draw(_, __, chance) {
    const key = `k${chance(10)}`;
    return chance(2) === 0 ? command('get', { key }) : command('put', { key, value: chance(1_000_000) });
  },
};

function command(type: string, fields: object): { readonly type: string } {
  return { type, ...fields };
}

const ours = (name: string): Drawn => {
  const found = drawnModels.find((drawn) => drawn.name.startsWith(name));
  if (found === undefined) throw new Error(`no model ${name}`);
  // The search as published knows no endings beside other operations.
  const { whileOverlapping: _, ...model } = found.model;
  return { ...found, model };
};

const loads: readonly Load[] = [
  { name: 'registers, 5 clients, right', drawn: registers, actors: 5, operations: 100, pending: 20, isChanged: false },
  { name: 'registers, 5 clients, wrong', drawn: registers, actors: 5, operations: 100, pending: 20, isChanged: true },
  {
    name: 'registers, 10 clients, right',
    drawn: registers,
    actors: 10,
    operations: 100,
    pending: 20,
    isChanged: false,
  },
  { name: 'registers, 10 clients, wrong', drawn: registers, actors: 10, operations: 100, pending: 20, isChanged: true },
  { name: 'map, 10 clients, right', drawn: maps, actors: 10, operations: 500, pending: 2, isChanged: false },
  { name: 'map, 10 clients, wrong', drawn: maps, actors: 10, operations: 500, pending: 2, isChanged: true },
  { name: 'map, 50 clients, right', drawn: maps, actors: 50, operations: 5_000, pending: 1, isChanged: false },
  { name: 'job queue, right', drawn: ours('job queue'), actors: 4, operations: 40, pending: 5, isChanged: false },
  { name: 'job queue, wrong', drawn: ours('job queue'), actors: 4, operations: 40, pending: 5, isChanged: true },
  { name: 'booking, right', drawn: ours('booking'), actors: 4, operations: 40, pending: 5, isChanged: false },
  { name: 'booking, wrong', drawn: ours('booking'), actors: 4, operations: 40, pending: 5, isChanged: true },
];

function historiesOf(load: Load): Operation[][] {
  const wanted = load.operations > 1_000 ? Math.ceil(seeds / 5) : seeds;
  const histories: Operation[][] = [];
  for (let seed = 1_000; histories.length < wanted; seed += 1) {
    const history = historyOf(load, seed);
    if (history !== null) histories.push(history);
  }
  return histories;
}

/** The history of a seed; `null` where no change made it illegal. */
function historyOf(load: Load, seed: number): Operation[] | null {
  return load.isChanged ? wrongHistory(load, seed) : rightHistory(load, chanceFrom(seed));
}

const off: Switches = { partitions: false, pureAtOnce: false, twins: false, fewerPending: false, restarts: false };
const stages: readonly (readonly [name: string, switches: Switches])[] = [
  ['numbers', off],
  ['+ partitions', { ...off, partitions: true }],
  ['+ pure at once', { ...off, partitions: true, pureAtOnce: true }],
  ['+ twins', { ...off, partitions: true, pureAtOnce: true, twins: true }],
  ['+ fewer pending', { partitions: true, pureAtOnce: true, twins: true, fewerPending: true, restarts: false }],
];

/** The rounds on the first load that are not measured: the code of every way is compiled by then. */
const warmUps = 20;

interface Judged {
  readonly verdict: string;
  readonly steps: number;
}

/** Of all histories of a load. */
interface Result {
  readonly steps: number[];
  /** How many steps the model was asked for. */
  readonly asked: number[];
  readonly ms: number[];
  /** In bytes. */
  peak: number;
  givenUp: number;
}

interface Way {
  readonly name: string;
  judge(drawn: Drawn, history: readonly Operation[], onPause: () => void): Judged;
}

const ways: readonly Way[] = [
  {
    name: 'as published',
    judge: ({ model }, history, onPause) => publishedSearch(model, history, { maxSteps, onPause }),
  },
  ...stages.map(([name, switches]): Way => ({
    name,
    judge: ({ model }, history, onPause) =>
      finishNow(
        linearizing(model, history, { switches, maxSteps, coreSteps: 0, maxMemoryBytes: 4e9, onProgress: onPause }),
      ),
  })),
];

/** The time of the processor: other work on the machine does not count. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function memoryNow(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The model, which counts the steps that it is asked for. */
function counting({ model, ...drawn }: Drawn): { readonly drawn: Drawn; asked(): number } {
  let asked = 0;
  const step: typeof model.step = (draft, one) => {
    asked += 1;
    return model.step(draft, one);
  };
  return { drawn: { ...drawn, model: { ...model, step } }, asked: () => asked };
}

const [first] = loads;
if (first !== undefined)
  for (let round = 0; round < warmUps; round += 1)
    for (const history of historiesOf(first))
      for (const { judge } of ways) judge(first.drawn, history, () => undefined);

/** By model and clients: how many times fewer steps and less time the last way takes than the first, by history. */
const compared = new Map<string, { readonly fewer: number[]; readonly faster: number[] }>();

for (const load of loads) {
  const histories = historiesOf(load);
  const results = ways.map((): Result => ({ steps: [], asked: [], ms: [], peak: 0, givenUp: 0 }));
  for (const history of histories) {
    const verdicts = new Set<string>();
    const ms = ways.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [at, { judge }] of ways.entries()) {
        const result = results[at];
        if (result === undefined) continue;
        // A long search is measured once.
        if (round > 0 && (ms[at]?.[0] ?? 0) > longMs) continue;
        if (round === 0) globalThis.gc?.();
        const before = memoryNow();
        const onPause = (): void => void (result.peak = Math.max(result.peak, memoryNow() - before));
        const { drawn, asked } = counting(load.drawn);
        const startedMs = processorMs();
        const { verdict, steps } = judge(drawn, history, round === 0 ? onPause : () => undefined);
        ms[at]?.push(processorMs() - startedMs);
        if (round > 0) continue;
        result.steps.push(steps);
        result.asked.push(asked());
        if (verdict === 'given up' || verdict === 'inconclusive') result.givenUp += 1;
        else verdicts.add(verdict);
      }
    }
    for (const [at, all] of ms.entries()) results[at]?.ms.push(median(all));
    if (verdicts.size > 1) throw new Error(`${load.name}: ${[...verdicts].join(' and ')} for one history`);
  }
  const published = results[0];
  console.log(`\n${load.name}: ${histories.length} histories of ${load.operations} operations, ${load.actors} clients`);
  const rows = results.map(({ steps, asked, ms, peak, givenUp }, at) => [
    ways[at]?.name ?? '',
    Math.round(median(steps)).toLocaleString('en'),
    sum(steps).toLocaleString('en'),
    median(ratios(published?.steps ?? [], steps)).toFixed(1),
    Math.round(median(asked)).toLocaleString('en'),
    median(ms).toFixed(1),
    median(ratios(published?.ms ?? [], ms)).toFixed(1),
    peak < 50_000 ? '-' : (peak / 1e6).toFixed(1),
    String(givenUp),
  ]);
  const header = ['search', 'steps', 'all', 'fewer', 'asked', 'ms', 'faster', 'MB', 'open'];
  for (const line of table(header, rows)) console.log(line);
  const last = results.at(-1);
  const kind = load.name.replace(/, (?:right|wrong)$/, '');
  const { fewer, faster } = compared.get(kind) ?? { fewer: [], faster: [] };
  fewer.push(...ratios(published?.steps ?? [], last?.steps ?? []));
  faster.push(...ratios(published?.ms ?? [], last?.ms ?? []));
  compared.set(kind, { fewer, faster });
}

console.log('\nthe last row beside the first, right and wrong histories together (median)');
const together = [...compared].map(([kind, { fewer, faster }]) => [
  kind,
  String(fewer.length),
  median(fewer).toFixed(1),
  median(faster).toFixed(1),
]);
for (const line of table(['histories', 'number', 'fewer', 'faster'], together)) console.log(line);

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

function ratios(ones: readonly number[], others: readonly number[]): number[] {
  return ones.map((one, at) => one / Math.max(others[at] ?? 1, 1e-6));
}
