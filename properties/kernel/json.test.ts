import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFingerprintSet } from '../../src/kernel/fingerprint-set.ts';
import { fingerprintOf } from '../../src/kernel/fingerprint.ts';
import { copyJson, differences, formatValue, renameJson, sameJson } from '../../src/kernel/json.ts';

/** JSON as states have it: whole numbers, and no key that is special to JavaScript. */
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ maxLength: 4 }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('record'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  record: fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), tie('value'), { maxKeys: 4 }),
})).value;

function withKeysReversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withKeysReversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, withKeysReversed(item)]),
  );
}

/** Independent of the code under test. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .join()}}`;
}

test('two values and their fingerprints are equal exactly where their texts are', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      const isSame = canonical(a) === canonical(b);
      expect(sameJson(a, b)).toBe(isSame);
      expect(differences(a, b).length === 0).toBe(isSame);
      const [one, other] = [fingerprintOf(a), fingerprintOf(b)];
      expect(one.high === other.high && one.low === other.low).toBe(isSame);
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test('the order of keys does not count, and a copy is the same and shares nothing', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(sameJson(value, withKeysReversed(value))).toBe(true);
      expect(fingerprintOf(withKeysReversed(value))).toEqual(fingerprintOf(value));
      const copy = copyJson(value);
      expect(copy).toEqual(value);
      expect(typeof value === 'object' && value !== null && copy === value).toBe(false);
    }),
    { seed: 1 },
  );
});

test('the order of a list, the place of a value and its type count in a fingerprint', () => {
  const values = [
    [1, 2],
    [2, 1],
    [[1], 2],
    [1, [2]],
    ['1', 2],
    [1, 2, null],
    [],
    {},
    [{}],
    [[]],
    { a: 1 },
    { a: '1' },
    { b: 1 },
    { a: { b: 1 } },
    { a: {}, b: 1 },
    null,
    true,
    false,
    0,
    -1,
    2 ** 32,
    2 ** 33,
    '',
    'ab',
    ['a', 'b'],
  ];
  expect(new Set(values.map((value) => JSON.stringify(fingerprintOf(value)))).size).toBe(values.length);
});

test('a million near-identical states have a million fingerprints', () => {
  const seen = createFingerprintSet();
  for (let x = 0; x < 100; x += 1) {
    for (let y = 0; y < 100; y += 1) {
      for (let z = 0; z < 100; z += 1)
        seen.add(
          fingerprintOf({
            jobs: [
              { id: 'j1', x },
              { id: 'j2', y },
            ],
            now: z,
          }),
        );
    }
  }
  expect(seen.size).toBe(1_000_000);
});

test('renaming changes texts anywhere, as values and as keys, and no other values', () => {
  const names = new Map([
    ['w1', 'w2'],
    ['w2', 'w1'],
  ]);
  const value = { w1: ['w2', 'w3', 1, null, true], by: { w2: 'w1' }, at: 0, none: null };
  expect(renameJson(value, names)).toEqual({ w2: ['w1', 'w3', 1, null, true], by: { w1: 'w2' }, at: 0, none: null });
  expect(renameJson('w1', names)).toBe('w2');
  expect(renameJson(7, names)).toBe(7);
});

test('differences name the place and what stands on either side', () => {
  expect(differences({ jobs: [{ id: 'j1', token: 1 }] }, { jobs: [{ id: 'j1', token: 2 }, { id: 'j2' }] })).toEqual([
    { path: 'jobs.0.token', left: 1, right: 2 },
    { path: 'jobs.1', left: undefined, right: { id: 'j2' } },
  ]);
});

test('300,000 texts have as many fingerprints, since both lanes of a text count', () => {
  const seen = createFingerprintSet();
  for (let text = 0; text < 300_000; text += 1) seen.add(fingerprintOf(`t${text}`));
  expect(seen.size).toBe(300_000);
});

test.each([
  ['nothing for a missing value', undefined, 'nothing'],
  ['a record as JSON', { at: [1, 'a', null] }, '{"at":[1,"a",null]}'],
  ['a text of 160 characters whole', 'x'.repeat(158), `"${'x'.repeat(158)}"`],
  ['a longer text cut, with its length', 'x'.repeat(159), `"${'x'.repeat(159)} … (161 characters)`],
])('formatValue prints %s', (_name, value, text) => {
  expect(formatValue(value)).toBe(text);
});
