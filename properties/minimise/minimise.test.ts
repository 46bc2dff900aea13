import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { interleavings } from '../../src/check/interleavings.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { breaks, fallsOf } from '../../src/minimise/falls.ts';
import { minimise } from '../../src/minimise/minimise.ts';
import type { QueueCommand } from '../../src/model/queue/commands.ts';
import { queue } from '../../src/subjects/queue.ts';
import { everyPolicySet, scopeOf } from '../queue/worlds.ts';

test('a minimised run breaks the same invariant, and no one or two commands can be left out of it', async () => {
  const runs = everyPolicySet.map(({ policies }) => {
    const model = queue.model(policies, scopeOf('medium'));
    return interleavings(model, queue.generation, 20).map((commands) => ({ model, commands }));
  });
  const minimised = new Set<string>();
  const property = fc.asyncProperty(fc.oneof(...runs), async ({ model, commands }) => {
    for (const fall of fallsOf(model, commands)) {
      const reproduces = (candidate: readonly QueueCommand[]): boolean => breaks(model, candidate, fall);
      const short = await minimise(model, fall.commands, reproduces);
      minimised.add(fall.name);
      expect(reproduces(short)).toBe(true);
      for (const first of short.keys()) {
        for (const second of short.keys()) {
          expect(reproduces(short.filter((_, index) => index !== first && index !== second))).toBe(false);
        }
      }
    }
  });
  await fc.assert(property, { numRuns: 150, seed: 1 });
  expect(minimised.size).toBeGreaterThanOrEqual(6);
});

test('a run of one command that is not needed becomes empty', async () => {
  expect(await minimise(offering(), [{ type: 'a' }], () => true)).toEqual([]);
});

test('faults that are not needed go, and names come in the order of their use', async () => {
  const commands = [
    { type: 'take', worker: 'w2', fault: 'crashAfter' },
    { type: 'give', worker: 'w1', to: 'w2' },
  ];
  const short = await minimise(
    { ...offering(), symmetry: [['w1', 'w2']] },
    commands,
    (candidate) => candidate.length === 2,
  );
  expect(short).toEqual([
    { type: 'take', worker: 'w1' },
    { type: 'give', worker: 'w2', to: 'w1' },
  ]);
});

test('what is needed stays, whatever else could go', async () => {
  const commands = Array.from({ length: 30 }, (_, index) => ({ type: 'step', index }));
  const short = await minimise(offering(), commands, (candidate) =>
    [3, 17, 29].every((needed) => candidate.some(({ index }) => index === needed)),
  );
  expect(short.map(({ index }) => index)).toEqual([3, 17, 29]);
});

test('two commands that differ in one number become one, and a crash becomes a command that crashes', async () => {
  const short = await minimise(
    offering({ type: 'tick', byMs: 7 }, { type: 'apply', fault: 'dies' }),
    late,
    isLateAndCrashed,
  );
  expect(short.toSorted((a, b) => (a.type < b.type ? -1 : 1))).toEqual([
    { type: 'apply', fault: 'dies' },
    { type: 'tick', byMs: 7 },
  ]);
});

test('nothing is put into a run that the model does not offer there', async () => {
  expect(await minimise(offering({ type: 'apply', fault: 'breaks' }), late, isLateAndCrashed)).toEqual(late);
});

interface Late extends Command {
  readonly index?: number;
  readonly byMs?: number;
}

/** Seven milliseconds have to pass, and somebody who applies has to die. */
const late: readonly Late[] = [
  { type: 'tick', byMs: 3 },
  { type: 'apply' },
  { type: 'tick', byMs: 4 },
  { type: 'crash' },
];

function isLateAndCrashed(run: readonly Late[]): boolean {
  const isLate = run.reduce((sum, { byMs = 0 }) => sum + byMs, 0) >= 7;
  const isCrashed = run.some(({ type, fault }) => type === 'crash' || fault === 'dies');
  return isLate && isCrashed && run.some(({ type }) => type === 'apply');
}

/** A model of one state, which offers these commands, and the ones without arguments. */
function offering(
  ...commands: readonly Late[]
): Pick<Model<object, Late, Outcome, object>, 'initial' | 'commands' | 'step'> {
  const plain = ['tick', 'apply', 'crash'].map((type) => ({ type }));
  return { initial: {}, commands: () => [...plain, ...commands], step: () => ({ type: 'done' }) };
}

test('two commands that can only go together go together', async () => {
  const commands = [{ type: 'open' }, { type: 'work' }, { type: 'fail' }, { type: 'close' }];
  const isWhole = (run: readonly Command[]): boolean =>
    run.some(({ type }) => type === 'open') === run.some(({ type }) => type === 'close');
  const short = await minimise(offering(), commands, (run) => isWhole(run) && run.some(({ type }) => type === 'fail'));
  expect(short).toEqual([{ type: 'fail' }]);
});
