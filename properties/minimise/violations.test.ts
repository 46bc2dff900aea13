import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/kernel/model.ts';
import { shows, violationsOf } from '../../src/minimise/violations.ts';
import type { Numbers } from '../kernel/numbers.ts';
import { down, lostUp, numbers, up } from '../kernel/numbers.ts';

const upTo: Numbers = {
  ...numbers,
  invariants: [
    { id: 'BELOW_2', says: 'It stays below two.', holds: ({ value }) => value < 2 },
    { id: 'BELOW_3', says: 'It stays below three.', holds: ({ value }) => value < 3 },
  ],
  recovery: ({ value }) => (value > 0 ? [down, up] : []),
  settled: [
    { id: 'ZERO', says: 'It ends at zero.', holds: ({ value }) => value === 0 },
    { id: 'EVEN', says: 'It ends even.', holds: ({ value }) => value % 2 === 0 },
  ],
};

/** The recovery does nothing at all. */
const idle: Numbers = { ...upTo, recovery: () => [] };
/** The recovery goes up to five. */
const rising: Numbers = { ...upTo, recovery: ({ value }) => (value < 5 ? [up] : []), settled: [] };

function invariant(name: string, at: number, details: string): object {
  return { kind: 'invariant', name, at, side: 'model', details };
}

describe('the violations of a run on the model', () => {
  test('are none where it ends well', () => {
    expect(violationsOf(upTo, [up])).toEqual([]);
    expect(violationsOf(upTo, [])).toEqual([]);
  });

  test('are each invariant once, where it first shows, with the run up to there', () => {
    expect(violationsOf(upTo, [up, up, down, up, up])).toEqual([
      { commands: [up, up], violation: invariant('BELOW_2', 1, 'It stays below two.') },
      { commands: [up, up, down, up, up], violation: invariant('BELOW_3', 4, 'It stays below three.') },
    ]);
  });

  test('show before the first command where the model begins wrong', () => {
    expect(violationsOf({ ...idle, initial: { value: 2 }, settled: [] }, [down])).toEqual([
      { commands: [], violation: invariant('BELOW_2', 0, 'It stays below two.') },
    ]);
  });

  test('show in the recovery with the recovery up to there', () => {
    expect(violationsOf(rising, [up])).toEqual([
      { commands: [up], recovery: [up], violation: invariant('BELOW_2', 1, 'It stays below two.') },
      { commands: [up], recovery: [up, up], violation: invariant('BELOW_3', 2, 'It stays below three.') },
    ]);
  });

  test('are the settled invariants that do not hold once the recovery is done', () => {
    const violation = { kind: 'settled', at: 1, side: 'model' };
    expect(violationsOf(idle, [down])).toEqual([
      { commands: [down], violation: { ...violation, name: 'ZERO', details: 'It ends at zero.' } },
      { commands: [down], violation: { ...violation, name: 'EVEN', details: 'It ends even.' } },
    ]);
    expect(violationsOf(idle, [down, down]).map((one) => one.violation.name)).toEqual(['ZERO']);
  });

  test('are a recovery that does not end, beside what showed before', () => {
    const endless: Numbers = { ...rising, longestRecovery: 2 };
    expect(violationsOf(endless, [up])).toEqual([
      ...violationsOf(rising, [up]),
      {
        commands: [up],
        violation: { kind: 'endless', name: 'recovery', at: 1, side: 'model', details: 'no end after 2 commands' },
      },
    ]);
  });
});

describe('where a command has several endings', () => {
  const names = (model: Numbers, commands: readonly Command[]): string[] =>
    violationsOf(model, commands).map(({ violation }) => violation.name);

  test('an invariant is violated where it is on every way', () => {
    expect(names(idle, [lostUp, lostUp])).not.toContain('BELOW_2');
    expect(names(idle, [up, up, lostUp])).toContain('BELOW_2');
    expect(names(idle, [up, up, lostUp])).not.toContain('BELOW_3');
    expect(names(idle, [lostUp, up, up])).toContain('BELOW_2');
  });

  test('a settled invariant is violated where it is on every way', () => {
    expect(names(idle, [lostUp])).toEqual([]);
    expect(names(idle, [lostUp, up])).toEqual(['ZERO']);
  });

  test('the recovery goes on while it may heal something on any way', () => {
    const ways: Numbers = {
      ...upTo,
      settled: [],
      invariants: [{ id: 'UP', says: 'Up.', holds: ({ value }) => value >= 0 }],
    };
    // One way is at one, the other at zero, which the recovery of the first brings below zero.
    expect(violationsOf(ways, [lostUp])).toEqual([]);
    expect(violationsOf({ ...ways, longestRecovery: 0 }, [lostUp])).toMatchObject([{ violation: { kind: 'endless' } }]);
    const laterWay: Numbers = { ...ways, recovery: ({ value }) => (value === 0 ? [down] : []) };
    expect(violationsOf({ ...laterWay, longestRecovery: 0 }, [lostUp])).toMatchObject([
      { violation: { kind: 'endless' } },
    ]);
  });
});

describe('a run shows a finding', () => {
  test('where the invariant is violated before the recovery begins', () => {
    expect(shows(upTo, [up, up], { kind: 'invariant', name: 'BELOW_2' })).toBe(true);
    expect(shows(upTo, [up, up], { kind: 'invariant', name: 'BELOW_3' })).toBe(false);
    expect(shows(rising, [up], { kind: 'invariant', name: 'BELOW_2' })).toBe(false);
  });

  test('where the settled invariant does not hold once the recovery is done', () => {
    expect(shows(idle, [up], { kind: 'settled', name: 'ZERO' })).toBe(true);
    expect(shows(upTo, [up], { kind: 'settled', name: 'ZERO' })).toBe(false);
    expect(shows(idle, [up], { kind: 'invariant', name: 'ZERO' })).toBe(false);
  });

  test('where the recovery does not end', () => {
    const finding = { kind: 'endless', name: 'recovery' } as const;
    expect(shows({ ...rising, longestRecovery: 2 }, [up], finding)).toBe(true);
    expect(shows({ ...rising, longestRecovery: 4 }, [up], finding)).toBe(false);
  });

  test('with a recovery that reads its own model', () => {
    const model: Numbers & { readonly least: number } = {
      ...upTo,
      least: 1,
      recovery({ value }) {
        return value > this.least ? [down] : [];
      },
    };
    expect(shows(model, [up, up], { kind: 'settled', name: 'ZERO' })).toBe(true);
  });
});
