import { afterEach, expect, test, vi } from 'vitest';
import { createVisited } from '../../src/explore/visited.ts';

afterEach(() => vi.unstubAllGlobals());

test('the table of states is at most two thirds full, and is not made larger before', () => {
  const sizes: number[] = [];
  const construct = (kind: Int32ArrayConstructor, [size]: [number]): Int32Array => {
    sizes.push(size);
    return new kind(size);
  };
  vi.stubGlobal('Int32Array', new Proxy(Int32Array, { construct }));
  const visited = createVisited();
  const addUpTo = (count: number): void => {
    for (let low = visited.size; low < count; low += 1) visited.add({ high: 7, low });
  };
  // Three words a slot: of 4,096 slots two thirds are 2,730 and some, and of 8,192 slots 5,461 and some.
  const lengths = [4_096, 8_192, 16_384].map((slots) => slots * 3);
  for (const [count, growths] of [
    [2_730, 1],
    [2_731, 2],
    [5_461, 2],
    [5_462, 3],
  ] as const) {
    addUpTo(count);
    expect(sizes).toEqual(lengths.slice(0, growths));
  }
});
