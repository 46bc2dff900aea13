import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVisited } from '../../src/explore/visited.ts';
import { fingerprintsOf, someOf } from '../kernel/fingerprints.ts';

test('the table of states finds each under its number, also where it has grown', () => {
  const visited = createVisited();
  // A slot is taken by the low lane: at first these share the last one, and wrap to the first, which has zero lanes.
  const lastSlot = (1 << 12) - 1;
  const fingerprints = [
    { high: 0, low: 0 },
    ...[0, 1, 2, 3].map((high) => ({ high, low: lastSlot })),
    { high: 5, low: 0 },
    ...Array.from({ length: 9_000 }, (_, at) => ({ high: Math.imul(at + 1, 0x9e3779b1) | 0, low: (at >> 1) + 7 })),
  ];
  const wrong = fingerprints.filter(
    (fingerprint, at) => visited.find(fingerprint) !== -1 || visited.add(fingerprint) !== at,
  );
  expect([wrong, visited.size]).toEqual([[], fingerprints.length]);
  expect(fingerprints.filter((fingerprint, at) => visited.find(fingerprint) !== at)).toEqual([]);
  expect(visited.find({ high: 0, low: lastSlot + 1 })).toBe(-1);
});

test('the table of states numbers fingerprints in order, also those that share a lane', () => {
  fc.assert(
    fc.property(someOf(1000, 9000), (some) => {
      const visited = createVisited();
      const known = new Map<string, number>();
      // One assertion for all: one for each takes seconds.
      const wrong: string[] = [];
      for (const fingerprint of fingerprintsOf(some, 3, 5000)) {
        const text = `${fingerprint.high}:${fingerprint.low}`;
        if (visited.find(fingerprint) !== (known.get(text) ?? -1)) wrong.push(`find ${text}`);
        if (known.has(text)) continue;
        known.set(text, known.size);
        if (visited.add(fingerprint) !== known.size - 1) wrong.push(`add ${text}`);
      }
      expect(wrong).toEqual([]);
      expect(visited.size).toBe(known.size);
    }),
    { numRuns: 6, seed: 1 },
  );
});
