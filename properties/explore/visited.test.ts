import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVisited } from '../../src/explore/visited.ts';
import { printsOf, someOf } from '../kernel/prints.ts';

test('the table of states tells fingerprints apart that share a lane, and numbers them as they come', () => {
  fc.assert(
    fc.property(someOf(1000, 9000), (some) => {
      const visited = createVisited();
      const known = new Map<string, number>();
      // One assertion for all: one for each takes seconds.
      const wrong: string[] = [];
      for (const print of printsOf(some, 3, 5000)) {
        const text = `${print.high}:${print.low}`;
        if (visited.find(print) !== (known.get(text) ?? -1)) wrong.push(`find ${text}`);
        if (known.has(text)) continue;
        known.set(text, known.size);
        if (visited.add(print) !== known.size - 1) wrong.push(`add ${text}`);
      }
      expect(wrong).toEqual([]);
      expect(visited.size).toBe(known.size);
    }),
    { numRuns: 20, seed: 1 },
  );
});
