import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GeneratedStep } from '../../src/check/driven.ts';
import { interleavings } from '../../src/check/interleavings.ts';
import type { Model } from '../../src/kernel/model.ts';

interface Step {
  readonly type: 'plain' | 'drawn';
  readonly value: number;
}

/** Each command has two endings, which the state names, and the value of one is drawn. */
const model = {
  name: 'two endings',
  initial: 'none',
  commands: (): readonly Step[] => [
    { type: 'drawn', value: 0 },
    { type: 'plain', value: 0 },
  ],
  endings: () => ['first', 'second'].map((state) => ({ state, outcome: { type: state } })),
  drawn: { drawn: { value: fc.integer({ min: 5, max: 9 }) } },
} as unknown as Model<string, Step, { type: string }, string>;

test('a generated step names its command and its ending, unless a value of it is drawn', () => {
  const seen: (readonly [Step, GeneratedStep<string>])[] = [];
  const driven = {
    generate: (commands: readonly Step[], steps: readonly GeneratedStep<string>[]) =>
      void seen.push(...steps.map((step, at) => [commands[at] as Step, step] as const)),
  };
  fc.sample(interleavings(model, { weights: {}, faultRate: 0 }, 8, { driven }), { numRuns: 20, seed: 1 });
  expect(new Set(seen.map(([{ type }, { state }]) => `${type} ${state}`)).size).toBe(4);
  for (const [{ type }, { by, state }] of seen)
    expect(by).toEqual(type === 'drawn' ? null : [1, state === 'first' ? 0 : 1]);
});
