import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { createFeatureReader } from '../../src/check/features.ts';
import { interleavings } from '../../src/check/interleavings.ts';
import { createNovelty } from '../../src/check/novelty.ts';
import { walk } from '../../src/kernel/interpreter.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { rackWith } from './rack.ts';

const run = (...types: string[]): { command: { type: string }; outcome: { type: string } }[] =>
  types.map((type) => ({ command: { type }, outcome: { type: 'done' } }));

describe('novelty', () => {
  test('picks the run that shows most that no picked run has shown', () => {
    const { pick } = createNovelty(3);
    const [a, ab, abc] = [run('a'), run('a', 'b'), run('a', 'b', 'c')];
    expect(pick([a, ab, a])).toBe(ab);
    // What was passed over is still new.
    expect(pick([a, abc, ab])).toBe(abc);
    expect(pick([abc, a, run('d')])).toEqual(run('d'));
  });

  test('picks the first of several runs that show as much', () => {
    const { pick } = createNovelty(2);
    const [one, other] = [run('x', 'y'), run('y', 'z')];
    expect(pick([one, other])).toBe(one);
    expect(pick([run('x', 'y'), one])).toEqual(one);
  });

  test('shows more of a model in as many runs than guessing alone', () => {
    const model = queue.model(allPolicies(queue) as Parameters<typeof queue.model>[0], queue.scopes['medium'] as never);
    const featuresWith = (guesses: number): number => {
      const { read } = createFeatureReader();
      const guidance = guesses === 1 ? undefined : { novelty: createNovelty(guesses) };
      const runs = fc.sample(interleavings(model, { ...queue.generation, noveltyRate: 1 }, 20, guidance), {
        numRuns: 100,
        seed: 1,
      });
      const features = new Set<number>();
      for (const commands of runs) for (const one of read(walk(model, commands))) features.add(one);
      return features.size;
    };
    const [plain, two, eight] = [featuresWith(1), featuresWith(2), featuresWith(8)];
    expect(two).toBeGreaterThan(1.1 * plain);
    expect(eight).toBeGreaterThan(1.1 * two);
  });
});

describe('the runs of a check', () => {
  const how = { system: 'memory', policies: { limit: true }, scope: { places: 3 }, runs: 60, length: 12, seed: 1 };
  const bias = async (change: object): Promise<unknown> => (await check(rackWith(), { ...how, ...change })).generation;

  test('are picked among two, or as many as the system or the options say', async () => {
    expect(await bias({})).toMatchObject({ guesses: 2, noveltyRate: 0.5 });
    expect(await bias({ generation: { guesses: 5 } })).toMatchObject({ guesses: 5 });
    const slow = rackWith();
    const systems = slow.systems.map((kind) => Object.assign({}, kind, { guesses: 8 }));
    expect((await check({ ...slow, systems }, how)).generation).toMatchObject({ guesses: 8 });
  });

  test('are as they are guessed where the rate of novelty is 0', async () => {
    const takenWith = async (generation: object): Promise<object> =>
      (await check(rackWith(), { ...how, generation })).outcomes;
    expect(await takenWith({ noveltyRate: 0, guesses: 9 })).toEqual(await takenWith({ noveltyRate: 0 }));
    expect(await takenWith({ guesses: 9 })).not.toEqual(await takenWith({ noveltyRate: 0 }));
  });
});
