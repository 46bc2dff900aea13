import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OpenQueueCommand, QueuePolicies } from '../../src/alphabets/queue.ts';
import { interleavings } from '../../src/check/interleavings.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { scopeOf } from '../queue/worlds.ts';

const model = queue.model(allPolicies(queue) as QueuePolicies, { ...scopeOf('medium'), faults: 1000 });

function sample(length: number, generation = queue.generation, numRuns = 300): (readonly OpenQueueCommand[])[] {
  return fc.sample(interleavings(model, generation, length), { numRuns, seed: 1 });
}

describe('interleavings', () => {
  test('consist of commands that are enabled where they are taken', () => {
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

  test('have the asked length, beyond the ten commands of fc.commands, or are shorter', () => {
    const lengths = sample(150).map((commands) => commands.length);
    expect(Math.max(...lengths)).toBe(150);
    expect(lengths.filter((length) => length === 150).length).toBeGreaterThan(lengths.length / 3);
    expect(Math.min(...lengths)).toBeLessThan(75);
  });

  test('pick the type first: three times the weight gives three times the share', () => {
    const none = Object.fromEntries(Object.keys(queue.generation.weights).map((type) => [type, 0]));
    // Both are always on offer: submit twice, once for each job, and reconcile once.
    const commands = sample(50, { weights: { ...none, submit: 1, reconcile: 3 }, faultRate: 0, swarmRate: 0 }).flat();
    const share = commands.filter(({ type }) => type === 'reconcile').length / commands.length;
    expect(share).toBeGreaterThan(0.72);
    expect(share).toBeLessThan(0.78);
  });

  test('have no fault at a rate of 0, and at a rate of 1 a fault wherever possible', () => {
    const never = sample(20, { ...queue.generation, faultRate: 0 }).flat();
    expect(never.filter((command) => 'fault' in command)).toEqual([]);
    for (const commands of sample(20, { ...queue.generation, faultRate: 1 })) {
      let state = model.initial;
      for (const command of commands) {
        const ofType = model.commands(state).filter(({ type }) => type === command.type);
        expect('fault' in command).toBe(ofType.some((enabled) => 'fault' in enabled));
        ({ state } = stepOnCopy(model, state, command));
      }
    }
  });

  test('pick a fault by its weight, where several could strike', () => {
    const struck = (faultWeights: Record<string, number>): number => {
      const commands = sample(60, { ...queue.generation, faultRate: 1, swarmRate: 0, faultWeights }).flat();
      // Where a client submits, one alone could strike.
      const several = commands.filter(({ type }) => type !== 'submit');
      const faults = several.flatMap((command) => ('fault' in command ? [command.fault] : []));
      return faults.filter((fault) => fault === 'replyLost').length / faults.length;
    };
    expect(struck({})).toBeCloseTo(0.5, 1);
    expect(struck({ replyLost: 9 })).toBeCloseTo(0.9, 1);
    expect(struck({ replyLost: 0 })).toBe(0);
  });

  test('do without each type in a fifth of a swarm, and otherwise have every type', () => {
    const [all, swarm] = [0, 1].map((swarmRate) => sample(100, { ...queue.generation, swarmRate, shortRate: 0 }, 400));
    const without = (type: string, runs: readonly (readonly OpenQueueCommand[])[] = []): number =>
      runs.filter((run) => run.every((command) => command.type !== type)).length / runs.length;
    for (const type of ['submit', 'restart', 'reconcile']) {
      expect(without(type, swarm)).toBeGreaterThan(0.13);
      expect(without(type, swarm)).toBeLessThan(0.3);
    }
    expect(without('submit', all)).toBe(0);
  });

  test('are shorter in the share of runs that was asked for, and in none under fc.noBias', () => {
    const shorter = (arbitrary: fc.Arbitrary<readonly unknown[]>): number => {
      let count = 0;
      fc.check(
        fc.property(arbitrary, ({ length }) => void (count += length < 40 ? 1 : 0)),
        { seed: 1, numRuns: 400 },
      );
      return count / 400;
    };
    const half = interleavings(model, { ...queue.generation, shortRate: 0.5 }, 40);
    expect(shorter(half)).toBeCloseTo(0.5, 1);
    expect(shorter(interleavings(model, { ...queue.generation, shortRate: 0 }, 40))).toBe(0);
    expect(shorter(fc.noBias(half))).toBe(0);
  });

  test('are the same for the same seed', () => {
    expect(sample(20)).toEqual(sample(20));
  });

  test('shrink to an end, also where names could go round in a circle', () => {
    const names = Array.from({ length: 12 }, (_, index) => `w${index + 1}`);
    const circle = {
      ...model,
      symmetry: [names],
      commands: () => names.map((worker) => ({ type: 'lease' as const, worker })),
    };
    const property = fc.property(interleavings(circle, queue.generation, 6), (commands) => commands.length < 3);
    const { counterexample } = fc.check(property, { seed: 3 });
    expect(counterexample?.[0]).toEqual(Array.from({ length: 3 }, () => ({ type: 'lease', worker: 'w1' })));
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
