import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { foldTime, fingerprintByName } from '../../src/kernel/instants.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';

interface Lease {
  nowMs: number;
  endsAtMs: number;
}

const graceMs = 10;

/** A lease that is over only `graceMs` after its end, since a clock may be behind. Time goes on until it is over. */
const model: Model<Lease, Command, Outcome, Lease> = {
  name: 'lease with grace',
  initial: { nowMs: 0, endsAtMs: 3 },
  commands: ({ nowMs, endsAtMs }) => (nowMs < endsAtMs + graceMs ? [{ type: 'tick' }] : [{ type: 'takeOver' }]),
  step(draft, { type }) {
    if (type === 'tick') draft.nowMs += 1;
    return { type: 'done' };
  },
  view: (state) => state,
  invariants: [
    {
      id: 'KEPT',
      says: 'No lease is taken over.',
      holdsAcross: (_, { type }) => type !== 'takeOver',
    },
  ],
  recovery: () => [],
  settled: [],
  instants: (state) => ({ clock: [state, 'nowMs'], deadlines: [[state, 'endsAtMs']], graceMs }),
};

describe('a deadline in its grace is not taken for passed', () => {
  test.each([
    [5, 5],
    [0, 0],
    [-1, -1],
    [-9, -9],
    [-10, -10],
    [-11, -10],
    [-500, -10],
  ])('where %i ms are left, %i ms are left on the folded clock', (leftMs, foldedMs) => {
    const state = { nowMs: 1_000, endsAtMs: 1_000 + leftMs };
    foldTime(model, state);
    expect(state).toEqual({ nowMs: 0, endsAtMs: foldedMs });
  });

  test('and one that is given no grace is passed at its end', () => {
    const state = { nowMs: 1_000, endsAtMs: 999 };
    foldTime({ instants: () => ({ clock: [state, 'nowMs'], deadlines: [[state, 'endsAtMs']] }) }, state);
    expect(JSON.stringify(state)).toBe('{"nowMs":0,"endsAtMs":0}');
  });

  test('nor by its fingerprint, until its grace is over', () => {
    const texts = Array.from({ length: 20 }, (_, at) =>
      JSON.stringify(fingerprintByName(model, { nowMs: 1_000 + at, endsAtMs: 1_000 })),
    );
    expect(new Set(texts).size).toBe(graceMs + 1);
    expect(new Set(texts.slice(graceMs)).size).toBe(1);
  });

  test('nor by an exploration, which reaches what is possible after the grace alone', async () => {
    const found = await explore(model);
    expect(found).toMatchObject({ distinctStates: 3 + graceMs + 1, isComplete: true, longestRecovery: 0 });
    expect(found.violations).toMatchObject([{ violation: { name: 'KEPT' }, commands: { length: 3 + graceMs + 1 } }]);
  });
});
