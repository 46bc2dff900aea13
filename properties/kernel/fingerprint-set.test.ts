import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOfNext, createFingerprintSet } from '../../src/kernel/fingerprint-set.ts';
import { fingerprintsOf, someOf } from './fingerprints.ts';

test('a set holds fingerprints with a shared slot or a zero lane, also after growth', () => {
  const set = createFingerprintSet();
  const lastSlot = (1 << 10) - 1;
  const fingerprints = [
    ...[0, 1, 2, 3].map((high) => ({ high, low: lastSlot })),
    ...[5, 6].map((high) => ({ high, low: 0 })),
    ...[1, 1 << 10].map((low) => ({ high: 0, low })),
    ...Array.from({ length: 2_000 }, (_, at) => ({ high: Math.imul(at + 9, 0x9e3779b1) | 0, low: (at >> 1) + 7 })),
  ];
  expect(fingerprints.filter((fingerprint) => !set.add(fingerprint))).toEqual([]);
  expect(fingerprints.filter((fingerprint) => set.add(fingerprint))).toEqual([]);
  expect(set.size).toBe(fingerprints.length);
});

test('a set of fingerprints agrees with a Set of texts, for any additions in any order', () => {
  fc.assert(
    fc.property(someOf(0, 5000), (some) => {
      const ours = createFingerprintSet();
      const theirs = new Set<string>();
      // One assertion for all: one for each takes seconds.
      const wrong: string[] = [];
      // All zeros means an empty slot, and is stored as its neighbour: the one pair that the table cannot tell apart.
      for (const fingerprint of fingerprintsOf(some, 4, 2001).filter(({ high, low }) => high !== 0 || low > 1)) {
        const text = `${fingerprint.high}:${fingerprint.low}`;
        if (ours.add(fingerprint) === theirs.has(text)) wrong.push(text);
        theirs.add(text);
      }
      expect(wrong).toEqual([]);
      expect(ours.size).toBe(theirs.size);
    }),
    { numRuns: 15, seed: 1 },
  );
});

test('a fingerprint of two zeros is in the set once, and so are those with one zero', () => {
  const set = createFingerprintSet();
  expect(set.add({ high: 0, low: 0 })).toBe(true);
  expect(set.add({ high: 0, low: 0 })).toBe(false);
  expect(set.add({ high: 0, low: 1024 })).toBe(true);
  expect(set.add({ high: 1024, low: 0 })).toBe(true);
  expect(set.add({ high: 1024, low: 0 })).toBe(false);
  expect(set.size).toBe(3);
});

test('a set reports the bytes of its next growth from nine tenths of its limit on', () => {
  const set = createFingerprintSet();
  const bytes: number[] = [];
  for (let low = 1; low <= 1400; low += 1) {
    set.add({ high: 7, low });
    bytes.push(set.nextBytes);
  }
  const changes = bytes.flatMap((now, at) => (now === bytes[at - 1] ? [] : [[at + 1, now]]));
  // 1024 slots hold 682 at most, and 2048 hold 1365.
  expect(changes).toEqual([
    [1, 0],
    [615, 2048 * 8],
    [683, 0],
    [1229, 4096 * 8],
    [1366, 0],
  ]);
  expect([bytesOfNext(600, 1000), bytesOfNext(601, 1000)]).toEqual([0, 16_000]);
});
