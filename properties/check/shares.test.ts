import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shareRuns } from '../../src/check/shares.ts';
import { defineModel } from '../../src/kernel/define-model.ts';
import type { Model } from '../../src/kernel/model.ts';

interface Press {
  readonly type: string;
}
type Buttons = Model<{ pressed: number }, Press, { readonly type: 'done' }, { pressed: number }>;

/** A model in which each of these buttons can be pressed at any time. */
function buttons(...types: string[]): Buttons {
  return defineModel<{ pressed: number }, Press, { readonly type: 'done' }, { pressed: number }>({
    initial: { pressed: 0 },
    commands: () => types.map((type) => ({ type })),
    step(draft) {
      draft.pressed += 1;
      return { type: 'done' };
    },
    view: (state) => ({ ...state }),
    invariants: {},
  });
}

const letters = ['a', 'b', 'c', 'd', 'e', 'f'];
const how = { runs: 1000, length: 10, generation: { weights: {}, faultRate: 0 } };
const shipped = (model: Buttons): { model: Buttons; isSwitched: boolean } => ({ model, isSwitched: false });
const switched = (model: Buttons): { model: Buttons; isSwitched: boolean } => ({ model, isSwitched: true });

describe('the runs of a check are shared among its parts', () => {
  test('all of them, and equally where the parts show the same', () => {
    expect(shareRuns([shipped(buttons('a')), shipped(buttons('a'))], how)).toEqual([500, 500]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 6 }), (runs, parts) => {
        const models = Array.from({ length: parts }, (_, at) => shipped(buttons(...letters.slice(0, at + 1))));
        const shares = shareRuns(models, { ...how, runs });
        expect(shares.reduce((sum, one) => sum + one, 0)).toBe(runs);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(Math.floor(runs / parts / 4));
      }),
    );
  });

  test('more to a part that shows more than the others', () => {
    const [few = 0, many = 0] = shareRuns([shipped(buttons('a')), shipped(buttons('a', 'b'))], how);
    expect(many).toBeGreaterThan(2 * few);
  });

  test('with a policy off, for what no part with all policies on shows', () => {
    const [on = 0, same = 0, other = 0] = shareRuns(
      [shipped(buttons('a', 'b')), switched(buttons('a', 'b')), switched(buttons('a', 'c'))],
      how,
    );
    expect(same).toBe(Math.floor(1000 / 3 / 4));
    expect(other).toBeGreaterThan(2 * same);
    expect(on).toBeGreaterThan(2 * same);
  });
});
