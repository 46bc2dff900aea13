import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpenQueueCommand } from '../../src/alphabets/queue.ts';
import { interleavings } from '../../src/check/interleavings.ts';
import { minimise, smallerRuns } from '../../src/minimise/minimise.ts';
import { compareSimplicity } from '../../src/minimise/order.ts';
import { shows, violationsOf } from '../../src/minimise/violations.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { everyPolicySet, scopeOf } from '../queue/worlds.ts';

test('a minimised run needs every one and every two of its commands', async () => {
  const runs = everyPolicySet.map(({ policies }) => {
    const model = queue.model(policies, scopeOf('medium'));
    return interleavings(model, queue.generation, 20).map((commands) => ({ model, commands }));
  });
  const minimised = new Set<string>();
  const property = fc.asyncProperty(fc.oneof(...runs), async ({ model, commands }) => {
    for (const { violation, commands: until, recovery } of violationsOf(model, commands)) {
      if (recovery !== undefined) continue;
      const reproduces = (candidate: readonly OpenQueueCommand[]): boolean => shows(model, candidate, violation);
      const short = await minimise(model, until, reproduces);
      minimised.add(violation.name);
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

test('every simpler run is shorter, or as long and simpler, so every search ends', () => {
  const model = queue.model(everyPolicySet[0]?.policies ?? fail(), scopeOf('medium'));
  const { laneOf } = queue.narration;
  // Without their first command, runs have commands that the model does not enable there.
  const runs = interleavings(model, queue.generation, 12).map((commands) => commands.slice(1));
  const property = fc.property(runs, (commands) => {
    for (const run of smallerRuns(model, commands, { laneOf })) {
      const isShorter = run.length < commands.length;
      expect(isShorter || compareSimplicity(run, commands, laneOf) < 0).toBe(true);
    }
  });
  fc.assert(property, { numRuns: 20, seed: 1 });
});

function fail(): never {
  throw new Error('there is no policy set');
}
