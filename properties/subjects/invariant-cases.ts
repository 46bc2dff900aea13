import { describe, expect, test } from 'vitest';
import type { Invariant, Step } from '../../src/kernel/invariant.ts';
import { holdsAfter } from '../../src/kernel/invariant.ts';

/** For an invariant, steps (or the states that they lead to) that it has to catch; and what must not trouble it. */
export interface InvariantCases<View, C, O> {
  readonly id: string;
  readonly broken: readonly (readonly [what: string, step: Step<View, C, O>])[];
  readonly kept: readonly (readonly [what: string, step: Step<View, C, O>])[];
}

/** Tests of each invariant by its cases, and that none is without. */
export function testInvariants<View, C, O>(
  invariants: readonly Invariant<View, C, O>[],
  cases: readonly InvariantCases<View, C, O>[],
): void {
  test('every invariant has a broken state or step here, and nothing else has', () => {
    expect(cases.map(({ id }) => id).toSorted()).toEqual(invariants.map(({ id }) => id).toSorted());
  });

  describe.each(cases)('$id', ({ id, broken, kept }) => {
    const invariant = invariants.find((candidate) => candidate.id === id);
    if (invariant === undefined) throw new Error(`there is no ${id}`);

    test.each(broken)('is broken by %s', (_, step) => {
      expect(holdsAfter(invariant, step)).toBe(false);
    });

    test.each(kept)('is kept by %s', (_, step) => {
      expect(holdsAfter(invariant, step)).toBe(true);
    });
  });
}
