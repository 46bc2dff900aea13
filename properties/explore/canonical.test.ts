import { describe, expect, test } from 'vitest';
import { canonicalNames, withFoldedDistances } from '../../src/explore/canonical.ts';
import { fingerprintOf } from '../../src/kernel/fingerprint.ts';
import { renameJson } from '../../src/kernel/json.ts';

describe('names that look alike alone are distinguished by their relations', () => {
  const names = ['n1', 'n2', 'n3', 'n4', 'n5'];

  /** Each name points to the next one; the last to the first. */
  function ring(order: readonly string[]): Record<string, string> {
    return Object.fromEntries(order.map((name, at) => [name, order[(at + 1) % order.length] ?? '']));
  }

  function canonicalFingerprint(state: unknown): string {
    return JSON.stringify(fingerprintOf(state, { names: canonicalNames(state, [names]) }));
  }

  test('a ring is the same ring in any order of its names', () => {
    const orders = [names, ['n3', 'n1', 'n5', 'n2', 'n4'], ['n2', 'n1', 'n3', 'n4', 'n5'], names.toReversed()];
    expect(new Set(orders.map((order) => canonicalFingerprint(ring(order)))).size).toBe(1);
  });

  test('a ring of five is not a ring of three beside a ring of two', () => {
    const apart = { ...ring(['n1', 'n2', 'n3']), ...ring(['n4', 'n5']) };
    expect(canonicalFingerprint(apart)).not.toBe(canonicalFingerprint(ring(names)));
    const renaming = new Map(names.map((name, at) => [name, names[(at * 2) % 5] ?? name]));
    expect(canonicalFingerprint(renameJson(apart, renaming))).toBe(canonicalFingerprint(apart));
  });
});

describe('of deadlines only their order is left', () => {
  interface Deadlines {
    nowMs: number;
    one: number;
    other: number;
  }

  /** What is seen of deadlines where a lease that is granted now lasts 100 ms. */
  function folded(one: number, other: number): { one: number; other: number } {
    const state: Deadlines = { nowMs: 0, one, other };
    const instants = (of: Deadlines) =>
      ({
        clock: [of, 'nowMs'],
        deadlines: [
          [of, 'one'],
          [of, 'other'],
        ],
        lifetimeMs: 100,
      }) as const;
    const seen = withFoldedDistances({ instants }, state, () => ({ one: state.one, other: state.other }));
    expect(state).toEqual({ nowMs: 0, one, other });
    return seen;
  }

  test.each([
    ['ahead, in order', [5, 9], [1, 2]],
    ['ahead, in the other order', [90, 7], [2, 1]],
    ['ahead, at the same moment', [7, 7], [1, 1]],
    ['one of them where a lease that is granted now would end', [7, 100], [1, 2]],
    ['one of them after that', [100, 200], [1, 2]],
    ['one of them before that, and one after', [200, 7], [3, 1]],
    ['one of them now', [0, 9], [0, 1]],
    ['one of them passed', [-3, 9], [0, 1]],
  ] as const)('%s', (_, [one, other], [oneFolded, otherFolded]) => {
    expect(folded(one, other)).toEqual({ one: oneFolded, other: otherFolded });
  });
});
