import * as fc from 'fast-check';
import type { QueuePolicies } from '../src/alphabets/queue.ts';
import { check } from '../src/check/check.ts';
import { interleavings } from '../src/check/interleavings.ts';
import { stepOnCopy } from '../src/kernel/execute.ts';
import { setUp } from '../src/kernel/setup.ts';
import { allPolicies } from '../src/kernel/subject.ts';
import { violationsOf } from '../src/minimise/violations.ts';
import { table } from '../src/report/table.ts';
import { queue } from '../src/subjects/queue/subject.ts';

/**
 * What a check costs beside the same runs with less in them, measured in turns in one process; each figure is the
 * median of the rounds.
 */
const runs = 2000;
const length = 20;
const rounds = 5;
const policies = allPolicies(queue) as QueuePolicies;
const scope = queue.scopes['medium'] ?? { workers: 2, jobs: 2, faults: 3, attempts: 3, inFlight: 0, retries: 0 };
const world = { system: 'sqlite', policies, scope };
const { model, open } = setUp(queue, world);
const arbitrary = interleavings(model, queue.generation, length);
const interleaved = fc.sample(arbitrary, { numRuns: runs, seed: 1 });
const empty: fc.Command<object, object> = { check: () => true, run: () => undefined };

/** The queue, whose model lists the single ending of each command. */
const listing: typeof queue = {
  ...queue,
  model(...setup) {
    const own = queue.model(...setup);
    return { ...own, endings: (state, command) => [stepOnCopy(own, state, command)] };
  },
};

const ways: Record<string, () => Promise<unknown>> = {
  'check: model and system in lockstep': () => check(queue, { ...world, runs, length, seed: 1 }),
  'generating alone': async () => fc.sample(arbitrary, { numRuns: runs, seed: 1 }),
  'the model alone, with recovery and invariants': async () =>
    interleaved.map((commands) => violationsOf(model, commands)),
  'the system alone': () => drive(async () => undefined),
  'the system alone, and its view after every command': () => drive((system) => system.view()),
  'opening and closing the system': async () => {
    for (let run = 0; run < runs; run += 1) await (await open()).close();
  },
  'fc.commands with empty commands': async () =>
    fc.assert(
      fc.property(fc.commands([fc.constant(empty)], { maxCommands: length, size: 'max' }), (commands) =>
        fc.modelRun(() => ({ model: {}, real: {} }), commands),
      ),
      { numRuns: runs, seed: 1 },
    ),
};

async function drive(after: (system: Awaited<ReturnType<typeof open>>) => Promise<unknown>): Promise<void> {
  for (const commands of interleaved) {
    const system = await open();
    for (const command of commands) {
      await system.perform(command);
      await after(system);
    }
    await system.close();
  }
}

const seconds = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
for (let round = 0; round < rounds; round += 1) {
  for (const [name, way] of Object.entries(ways)) {
    const startedMs = performance.now();
    await way();
    seconds.get(name)?.push((performance.now() - startedMs) / 1000);
  }
}
const commands = interleaved.reduce((sum, { length: count }) => sum + count, 0);
const medians = [...seconds].map(([name, times]): [string, number] => [
  name,
  times.toSorted((a, b) => a - b)[rounds >> 1] ?? 0,
]);
const whole = medians[0]?.[1] ?? 1;
const rows = medians.map(([name, median]) => [
  name,
  Math.round(runs / median).toLocaleString('en'),
  Math.round(commands / median).toLocaleString('en'),
  `${((median / runs) * 1e6).toFixed(0)} µs`,
  (median / whole).toFixed(2),
]);
for (const line of table(['what', 'runs/s', 'commands/s', 'a run', 'share'], rows)) console.log(line);

/** By the time of the processor, since the difference is smaller than what other programs of the machine make. */
const turns = 15;
async function processorMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
const fewer = { ...world, runs: 500, length, seed: 1 };
const ratios: number[] = [];
for (let turn = 0; turn < turns; turn += 1) {
  const plain = await processorMs(() => check(queue, fewer));
  ratios.push((await processorMs(() => check(listing, fewer))) / plain);
}
const middle = ratios.toSorted((a, b) => a - b)[turns >> 1] ?? 1;
console.log(`a check whose model lists its single endings: ${middle.toFixed(2)} times the processor time`);
