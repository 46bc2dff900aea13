import { expect, test } from 'vitest';
import { ablate } from '../../src/explore/ablate.ts';
import type { Subject } from '../../src/kernel/subject.ts';
import { counterSubject, counterSystem } from '../check/counter.ts';

const counter = counterSubject(counterSystem);
type Doors = Record<'front' | 'back' | 'roof', boolean>;

/** The counter behind doors: what each is for shows only where there is room enough. */
const subject = {
  ...counter,
  policies: {
    front: { does: 'It opens.', protects: [] },
    back: { does: 'It shuts.', protects: [], behind: { policy: 'front', protects: [] } },
    roof: { does: 'It covers.', protects: [], scope: 'wide', behind: { policy: 'front', protects: [] } },
  },
  scopes: { narrow: { most: 1 }, wide: { most: 2 } },
  model: (_: Doors, scope: { most: number }) => ({ ...counter.model({ floor: true }, scope), recovery: () => [] }),
} as unknown as Subject<unknown, never, never, unknown, Doors, { most: number }>;

async function planned(options: { atOnce: 1 | 2; scope?: { most: number } }): Promise<string[]> {
  const rows = await ablate(subject, { maxStates: 100, ...options });
  return rows.map(({ off, scope }) => `${off.join('+')} ${scope.most}`);
}

test('each policy is ablated in its scope, and the shipped model explored in each one', async () => {
  expect(await planned({ atOnce: 1 })).toEqual([
    ' 1',
    ' 2',
    'front 1',
    'back 1',
    'roof 2',
    // Looked at alone where it is off together with another, so that the two can be compared.
    'front 2',
    'front+back 1',
    'front+roof 2',
  ]);
});

test('two at a time are in the scope of the one that has one', async () => {
  expect(await planned({ atOnce: 2 })).toEqual([
    ' 1',
    ' 2',
    'front 2',
    'back 2',
    'front+back 1',
    'front+roof 2',
    'back+roof 2',
  ]);
});

test('a scope that is named is that of all, each once', async () => {
  expect(await planned({ atOnce: 1, scope: { most: 1 } })).toEqual([
    ' 1',
    'front 1',
    'back 1',
    'roof 1',
    'front+back 1',
    'front+roof 1',
  ]);
});
