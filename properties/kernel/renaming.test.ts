import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchUpToNames, noRenaming, renameForSystem } from '../../src/kernel/renaming.ts';

const fields = new Set(['id', 'of']);

/** Rows in which `id` and `of` are names. */
const rows = fc.array(
  fc.record({
    id: fc.nat(5),
    of: fc.option(fc.nat(5)),
    count: fc.nat(5),
    inner: fc.array(fc.record({ id: fc.nat(5) }), { maxLength: 2 }),
  }),
  { maxLength: 4 },
);

/** A permutation of the names from 0 to 5. */
const permutation = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6, maxLength: 6 });

function renamed(value: unknown, names: readonly number[]): unknown {
  const toSystem = new Map(names.map((name, index) => [index, `n${name}`]));
  return renameForSystem(value, fields, { toSystem, toModel: new Map() });
}

describe('a value matches up to names', () => {
  test('with any other names, one for one', () => {
    fc.assert(
      fc.property(rows, permutation, (model, names) => {
        const system = renamed(model, names);
        const found = matchUpToNames(model, system, fields, noRenaming);
        expect(found).not.toBeNull();
        expect(renameForSystem(model, fields, found ?? noRenaming)).toEqual(system);
      }),
    );
  });

  test('exactly where a renaming makes it the same', () => {
    let refused = 0;
    fc.assert(
      fc.property(rows, rows, (model, system) => {
        const found = matchUpToNames(model, system, fields, noRenaming);
        if (found === null) refused += 1;
        const isSame = JSON.stringify(renameForSystem(model, fields, found ?? noRenaming)) === JSON.stringify(system);
        expect(found === null || isSame).toBe(true);
        expect(new Set(found?.toSystem.values()).size).toBe(found?.toSystem.size ?? 0);
      }),
    );
    expect(refused).toBeGreaterThan(20);
  });

  test('and the renaming holds for the values after it', () => {
    const first = matchUpToNames({ id: 1 }, { id: 41 }, fields, noRenaming);
    if (first === null) throw new Error('no match');
    expect(matchUpToNames({ id: 1, of: 2 }, { id: 41, of: 44 }, fields, first)).not.toBeNull();
    expect(matchUpToNames({ id: 1 }, { id: 42 }, fields, first)).toBeNull();
    expect(matchUpToNames({ id: 2 }, { id: 41 }, fields, first)).toBeNull();
    // A failed match leaves no names behind.
    expect([...first.toSystem]).toEqual([[1, 41]]);
  });
});

test.each<[string, unknown, unknown]>([
  ['a name and no name', { id: 1 }, { id: null }],
  ['two names for one', [{ id: 1 }, { id: 1 }], [{ id: 7 }, { id: 8 }]],
  ['one name for two', [{ id: 1 }, { id: 2 }], [{ id: 7 }, { id: 7 }]],
  ['another value beside a name', { id: 1, count: 1 }, { id: 7, count: 2 }],
  ['a key more', { id: 1 }, { id: 7, count: 1 }],
  ['another key', { id: 1 }, { of: 1 }],
  ['a list of another length', { id: [1, 2] }, { id: [7] }],
  ['a list and a record', { id: [] }, { id: {} }],
  ['a record and a list', {}, []],
  ['a record and null', { count: {} }, { count: null }],
  ['a record and a text', { count: {} }, { count: '' }],
  ['two values that stand in no field', 1, 2],
])('%s are not the same up to names', (_, model, system) => {
  expect(matchUpToNames(model, system, fields, noRenaming)).toBeNull();
});

test('lists of names and keys in another order are the same up to names', () => {
  const found = matchUpToNames({ id: [1, 2, 1], count: 0 }, { count: 0, id: ['a', 'b', 'a'] }, fields, noRenaming);
  expect([...(found?.toModel ?? [])]).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});
