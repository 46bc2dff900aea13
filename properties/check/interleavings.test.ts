import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interleavings } from '../../src/check/interleavings.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { QueueCommand } from '../../src/model/queue/commands.ts';
import type { QueuePolicies } from '../../src/model/queue/policies.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { queue } from '../../src/subjects/queue.ts';
import { scopeOf } from '../queue/worlds.ts';

const model = queue.model(allPolicies(queue) as QueuePolicies, { ...scopeOf('medium'), faults: 1000 });

function sample(length: number, generation = queue.generation, numRuns = 300): (readonly QueueCommand[])[] {
  return fc.sample(interleavings(model, generation, length), { numRuns, seed: 1 });
}

describe('interleavings', () => {
  test('consist of commands that the model offers where they are taken', () => {
    fc.assert(
      fc.property(interleavings(model, queue.generation, 20), (commands) => {
        let state = model.initial;
        for (const command of commands) {
          expect(model.commands(state)).toContainEqual(command);
          ({ state } = stepOnCopy(model, state, command));
        }
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test('are as long as was asked, far beyond the ten commands of fc.commands, and at times shorter', () => {
    const lengths = sample(150).map((commands) => commands.length);
    expect(Math.max(...lengths)).toBe(150);
    expect(lengths.filter((length) => length === 150).length).toBeGreaterThan(lengths.length / 3);
    expect(Math.min(...lengths)).toBeLessThan(75);
  });

  test('pick the type first: three times the weight, three times the share, however many arguments there are', () => {
    const none = Object.fromEntries(Object.keys(queue.generation.weights).map((type) => [type, 0]));
    // Both are always on offer: submit twice, once for each job, and reconcile once.
    const commands = sample(50, { weights: { ...none, submit: 1, reconcile: 3 }, faultRate: 0 }).flat();
    const share = commands.filter(({ type }) => type === 'reconcile').length / commands.length;
    expect(share).toBeGreaterThan(0.72);
    expect(share).toBeLessThan(0.78);
  });

  test('meet no fault at a rate of 0, and at a rate of 1 one wherever there is one to meet', () => {
    const never = sample(20, { ...queue.generation, faultRate: 0 }).flat();
    expect(never.filter((command) => 'fault' in command)).toEqual([]);
    for (const commands of sample(20, { ...queue.generation, faultRate: 1 })) {
      let state = model.initial;
      for (const command of commands) {
        const ofType = model.commands(state).filter(({ type }) => type === command.type);
        expect('fault' in command).toBe(ofType.some((offered) => 'fault' in offered));
        ({ state } = stepOnCopy(model, state, command));
      }
    }
  });

  test('are the same for the same seed', () => {
    expect(sample(20)).toEqual(sample(20));
  });

  test('shrink by leaving commands out, under fc.assert as anywhere', () => {
    const arbitrary = interleavings(model, queue.generation, 30);
    const hasTwoCrashes = fc.property(
      arbitrary,
      (commands) => commands.filter(({ type }) => type === 'crash').length < 2,
    );
    const { counterexample } = fc.check(hasTwoCrashes, { seed: 1 });
    expect(counterexample?.[0].map(({ type }) => type)).toEqual(['crash', 'crash']);
  });
});
