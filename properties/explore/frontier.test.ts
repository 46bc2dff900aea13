import { expect, test } from 'vitest';
import type { Frontier } from '../../src/explore/frontier.ts';
import { createFrontier } from '../../src/explore/frontier.ts';

/** How many bytes a piece of a shelf has. */
const chunk = 1 << 16;

function put(frontier: Frontier, bytes: readonly number[]): void {
  frontier.put(Uint8Array.from([...bytes, 255]), bytes.length);
}

function take(frontier: Frontier, length: number): number[] {
  let row: number[] = [];
  frontier.take((bytes, start) => {
    row = [...bytes.subarray(start, start + length)];
    return start + length;
  });
  return row;
}

test('an empty frontier throws, and takes rows after that', () => {
  const frontier = createFrontier();
  const nothingLeft = new RangeError('the frontier is empty');
  expect(() => take(frontier, 1)).toThrow(nothingLeft);
  put(frontier, [1, 2, 3]);
  put(frontier, [4]);
  expect([frontier.size, take(frontier, 3), take(frontier, 1), frontier.size]).toEqual([2, [1, 2, 3], [4], 0]);
  expect(() => take(frontier, 1)).toThrow(nothingLeft);
  put(frontier, [5]);
  expect([frontier.size, take(frontier, 1)]).toEqual([1, [5]]);
});

test('rows share a chunk as long as they fit into it, and a longer row has its own', () => {
  const freePages = [new Uint8Array(chunk), new Uint8Array(chunk), new Uint8Array(chunk)];
  const frontier = createFrontier(freePages);
  const rows = [
    [1, 2],
    [3, 4],
    Array.from({ length: chunk - 4 }, (_, at) => at % 251),
    Array.from({ length: chunk + 1 }, (_, at) => at % 241),
    Array.from({ length: chunk }, (_, at) => at % 239),
    [5],
  ];
  const left = rows.map((row) => {
    put(frontier, row);
    return freePages.length;
  });
  expect(left).toEqual([2, 2, 2, 2, 1, 0]);
  for (const row of rows) expect(Buffer.compare(Buffer.from(take(frontier, row.length)), Buffer.from(row))).toBe(0);
  expect(() => take(frontier, 1)).toThrow(RangeError);
  expect(freePages.map(({ length }) => length)).toEqual([chunk, chunk, chunk]);
});
