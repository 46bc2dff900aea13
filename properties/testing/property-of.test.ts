import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyOf } from '../../src/testing/property-of.ts';
import { counterSubject, counterSystem } from '../check/counter.ts';

const counter = counterSubject(() => counterSystem());
const planted = counterSubject(() => counterSystem((value) => (value === 2 ? 7 : value)));

describe('the property of a subject', () => {
  test('holds where the system does what the model says', async () => {
    await fc.assert(propertyOf(counter, { length: 10 }), { numRuns: 30, seed: 1 });
  });

  test('fails with the timeline of a run that fast-check has shrunk', async () => {
    const details = await fc.check(propertyOf(planted), { numRuns: 30, seed: 1 });
    expect(details.counterexample).toEqual([[{ type: 'up' }, { type: 'up' }]]);
    expect(String(details.errorInstance).split('\n')).toEqual([
      expect.stringMatching(/^Error: # {2}hand +store$/),
      '1  up → moved  1',
      '2  up → moved  2',
      '(outcomes of the model; in the last step the system differs)',
      '=> model and system disagree: view.value',
      'value: 2 on the model, 7 on the system; STEPS is violated on the system alone',
    ]);
  });

  test('takes place in the scope that is named', async () => {
    const runs = fc.sample(propertyOf(counter, { scope: { most: 1 } }), { numRuns: 20, seed: 1 });
    const ups = runs.flatMap(([commands]) => commands.map(({ type }, at) => [type, commands[at - 1]?.type]));
    expect(ups).toContainEqual(['up', 'down']);
    expect(ups).not.toContainEqual(['up', 'up']);
  });

  test.each([
    [{ scope: 'huge' }, "counter has no scope 'huge'; it has usual"],
    [{ system: 'postgres' }, "counter has no system 'postgres'; it has plain"],
  ])('is refused for %j', (options, message) => {
    expect(() => propertyOf(counter, options)).toThrow(message);
  });
});
