import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { interleavings } from '../../src/check/interleavings.ts';
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
      const short = await minimise(fall.commands, reproduces, { symmetry: model.symmetry });
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
  expect(await minimise([{ type: 'a' }], () => true)).toEqual([]);
});

test('faults that are not needed go, and names come in the order of their use', async () => {
  const commands = [
    { type: 'take', worker: 'w2', fault: 'crashAfter' },
    { type: 'give', worker: 'w1', to: 'w2' },
  ];
  const short = await minimise(commands, (candidate) => candidate.length === 2, { symmetry: [['w1', 'w2']] });
  expect(short).toEqual([
    { type: 'take', worker: 'w1' },
    { type: 'give', worker: 'w2', to: 'w1' },
  ]);
});

test('what is needed stays, whatever else could go', async () => {
  const commands = Array.from({ length: 30 }, (_, index) => ({ type: 'step', index }));
  const short = await minimise(commands, (candidate) =>
    [3, 17, 29].every((needed) => candidate.some(({ index }) => index === needed)),
  );
  expect(short.map(({ index }) => index)).toEqual([3, 17, 29]);
});

test('two commands that differ in one number become one, and a crash becomes a command that crashes', async () => {
  const commands = [{ type: 'tick', byMs: 3 }, { type: 'apply' }, { type: 'tick', byMs: 4 }, { type: 'crash' }];
  const isLate = (run: readonly { byMs?: number }[]): boolean => run.reduce((sum, { byMs = 0 }) => sum + byMs, 0) >= 7;
  const isCrashed = (run: readonly { type: string; fault?: string }[]): boolean =>
    run.some(({ type }) => type === 'apply') && run.some(({ type, fault }) => type === 'crash' || fault === 'dies');
  const short = await minimise<(typeof commands)[number] & { fault?: string }>(
    commands,
    (run) => isLate(run) && isCrashed(run),
    { faults: new Map([['apply', new Set(['dies'])]]) },
  );
  expect(short).toEqual([
    { type: 'tick', byMs: 7 },
    { type: 'apply', fault: 'dies' },
  ]);
});
