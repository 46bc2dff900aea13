import { expect, test } from 'vitest';
import type { Alphabet } from '../../src/minimise/alphabet.ts';
import { minimise } from '../../src/minimise/minimise.ts';

type Move = { readonly type: string; readonly upTo?: number; readonly place?: number; readonly worker: string };

/** A model that enables every fetch of one or two jobs, and every report on one of three places. */
const model: Alphabet<object, Move, { type: string }, unknown> = {
  initial: {},
  symmetry: [['w1', 'w2']],
  commands: () =>
    ['w1', 'w2'].flatMap((worker) => {
      const fetches = [1, 2].map((upTo): Move => ({ type: 'fetch', worker, upTo }));
      return fetches.concat([0, 1, 2].map((place) => ({ type: 'report', worker, place })));
    }),
  step: () => ({ type: 'done' }),
};

const found: readonly Move[] = [
  { type: 'fetch', worker: 'w2', upTo: 2 },
  { type: 'report', worker: 'w2', place: 2 },
];

/** The runs that the minimiser tries where both commands are needed. */
async function triedBy(names?: 'symmetry'): Promise<string[]> {
  const tried: string[] = [];
  const needed = (commands: readonly Move[]): boolean => {
    tried.push(commands.map(({ worker, upTo, place }) => `${worker} ${upTo ?? place}`).join(', '));
    return commands.length === 2 && commands.every(({ worker }) => worker === 'w2');
  };
  await minimise(model, found, needed, names === undefined ? {} : { names });
  return tried;
}

test('equal numbers in different fields are no name of the symmetry', async () => {
  const both = 'w2 1, w2 1';
  expect(await triedBy()).toContain(both);
  expect((await triedBy('symmetry')).indexOf(both)).not.toBe((await triedBy()).indexOf(both));
  // Each number is made smaller alone.
  expect(await triedBy('symmetry')).toEqual(expect.arrayContaining(['w2 1, w2 2', 'w2 1, w2 0']));
});

test('a name of the symmetry is replaced everywhere at once', async () => {
  expect(await triedBy('symmetry')).toContain('w1 2, w1 2');
});
