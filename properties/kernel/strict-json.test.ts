import { describe, expect, test } from 'vitest';
import { assertJson, copyForComparison, findNonJson, isSameJson, NotJson } from '../../src/kernel/strict-json.ts';

class Row {
  readonly id = 1;
}

/** So many records, each inside the one before, around a number. */
function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { in: value };
  return value;
}

const hole: unknown[] = [];
hole.length = 2;
const cyclic: Record<string, unknown> = { rows: [] };
cyclic['rows'] = [cyclic];
const ofNoConstructor: object = Object.create(Object.create({ constructor: undefined }) as object) as object;
const bare = Object.assign(Object.create(null) as object, { a: 1 });

describe('two values are the same JSON', () => {
  test.each<[unknown, unknown]>([
    ['a', 'a'],
    [true, true],
    [0, 0],
    [null, null],
    [[], []],
    [
      [1, [2]],
      [1, [2]],
    ],
    [{}, {}],
    [
      { a: 1, b: { c: null } },
      { b: { c: null }, a: 1 },
    ],
    [bare, { a: 1 }],
    [{ a: 1 }, bare],
  ])('where they are: %j and %j', (a, b) => {
    expect(isSameJson(a, b)).toBe(true);
  });

  test.each<[unknown, unknown]>([
    ['a', 'b'],
    [true, false],
    [0, 1],
    [1, '1'],
    [0, -0],
    [null, {}],
    [{}, null],
    [{}, undefined],
    [[], undefined],
    [[], null],
    [{}, 'a'],
    ['a', {}],
    [[], {}],
    [{}, []],
    [[1], [1, 2]],
    [[1, 2], [1]],
    [
      [1, 2],
      [1, 3],
    ],
    [{ a: 1 }, {}],
    [{}, { a: 1 }],
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: undefined }, { b: undefined }],
    [{ constructor: Object }, {}],
  ])('and not where they are not: %j and %j', (a, b) => {
    expect(isSameJson(a, b)).toBe(false);
  });

  test.each<[string, unknown, unknown]>([
    ['undefined', undefined, undefined],
    ['NaN', Number.NaN, Number.NaN],
    ['an endless number', Infinity, Infinity],
    ['-0', -0, -0],
    ['a BigInt', 1n, 1n],
    ['a symbol', Symbol.iterator, Symbol.iterator],
    ['two empty Maps', new Map(), new Map()],
    ['a Map and a record', new Map(), {}],
    ['a record and a Map', {}, new Map()],
    ['two rows', new Row(), new Row()],
    ['undefined in a record', { a: undefined }, { a: undefined }],
    ['undefined in a list', [undefined], [undefined]],
    ['a value that contains itself', cyclic, cyclic],
  ])('and not where there stands no JSON: %s', (_, a, b) => {
    expect(isSameJson(a, b)).toBe(false);
  });

  test('down to two hundred levels, and not below', () => {
    expect(isSameJson(nested(200), nested(200))).toBe(true);
    expect(isSameJson(nested(201), nested(201))).toBe(true);
    expect(isSameJson(nested(202), nested(202))).toBe(false);
    expect(isSameJson({ in: nested(201) }, { in: nested(201) })).toBe(false);
  });
});

describe('the first place without JSON', () => {
  test.each<unknown>(['a', true, 0, 1.5, null, [], [1, [null]], {}, { a: [{ b: 'c' }] }, bare, [bare, bare]])(
    'is none in %j',
    (value) => {
      expect(findNonJson(value)).toBeNull();
      expect(() => assertJson('it', value)).not.toThrow();
    },
  );

  test.each<[string, unknown, string]>([
    ['', undefined, 'undefined'],
    ['', Number.NaN, 'the number NaN'],
    ['', -Infinity, 'the number -Infinity'],
    ['', -0, '-0'],
    ['', 5n, 'the BigInt 5n'],
    ['', Symbol('s'), 'the symbol Symbol(s)'],
    ['', () => 1, 'a function'],
    ['', new Map(), 'a Map'],
    ['', new Row(), 'a Row'],
    [
      '',
      new (class {
        readonly id = 1;
      })(),
      'a class instance',
    ],
    ['', ofNoConstructor, 'a class instance'],
    ['a', { a: undefined, b: undefined }, 'undefined'],
    ['1', [1, undefined], 'undefined'],
    ['0', hole, 'undefined'],
    ['rows.1.at', { rows: [1, { at: new Date(0) }] }, 'a Date'],
    ['rows.0', cyclic, 'a value that contains itself'],
    ['a', { a: { [Symbol('s')]: 1 } }, 'a record with the key Symbol(s)'],
    ['', Object.assign([1], { [Symbol.iterator]: undefined }), 'a record with the key Symbol(Symbol.iterator)'],
  ])('is named by its path and what stands there: %s', (path, value, what) => {
    expect(findNonJson(value)).toEqual({ path, what });
  });

  test('is a number that is no safe integer, where those are asked for', () => {
    expect(findNonJson({ a: 1, b: 0.5 }, 'safe integers')).toEqual({ path: 'b', what: 'the number 0.5' });
    expect(findNonJson(2 ** 53, 'safe integers')).toEqual({ path: '', what: `the number ${2 ** 53}` });
    expect(findNonJson({ a: 1, b: ['text', true, null] }, 'safe integers')).toBeNull();
    expect(findNonJson({ b: 0.5 }, 'finite')).toBeNull();
  });

  test('is where a value is deeper than can be compared', () => {
    expect(findNonJson(nested(201))).toBeNull();
    expect(findNonJson(nested(202))?.what).toBe('deeper than 200 levels');
  });

  test('is thrown with its place and what to use instead', () => {
    const assert = (value: unknown, numbers?: 'safe integers'): void => assertJson('the view', value, numbers);
    const use = 'use records, arrays, texts,';
    expect(() => assert({ a: 5n })).toThrow(
      new NotJson(`the view, at a, is the BigInt 5n, which is no JSON: ${use} numbers, booleans and null`),
    );
    expect(() => assert(0.5, 'safe integers')).toThrow(
      new NotJson(`the view is the number 0.5, which is no JSON: ${use} safe integers, booleans and null`),
    );
    expect(new NotJson('it').name).toBe('NotJson');
  });
});

test('what is kept for a comparison is a copy, or the value itself where it is no JSON', () => {
  const value = { rows: [{ a: 1 }] };
  const copy = copyForComparison(value);
  value.rows[0] = { a: 2 };
  expect(copy).toEqual({ rows: [{ a: 1 }] });
  const strange = new Map([[1, 2]]);
  expect(copyForComparison(strange)).toBe(strange);
});
