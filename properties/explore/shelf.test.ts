import { expect, test } from 'vitest';
import type { Shelf } from '../../src/explore/shelf.ts';
import { createShelf } from '../../src/explore/shelf.ts';

/** How many bytes a piece of a shelf has. */
const piece = 1 << 16;

function put(shelf: Shelf, bytes: readonly number[]): void {
  shelf.put(Uint8Array.from([...bytes, 255]), bytes.length);
}

function take(shelf: Shelf, length: number): number[] {
  let row: number[] = [];
  shelf.take((bytes, start) => {
    row = [...bytes.subarray(start, start + length)];
    return start + length;
  });
  return row;
}

test('an empty frontier throws, and takes rows after that', () => {
  const shelf = createShelf();
  const nothingLeft = new RangeError('the frontier is empty');
  expect(() => take(shelf, 1)).toThrow(nothingLeft);
  put(shelf, [1, 2, 3]);
  put(shelf, [4]);
  expect([shelf.size, take(shelf, 3), take(shelf, 1), shelf.size]).toEqual([2, [1, 2, 3], [4], 0]);
  expect(() => take(shelf, 1)).toThrow(nothingLeft);
  put(shelf, [5]);
  expect([shelf.size, take(shelf, 1)]).toEqual([1, [5]]);
});

test('rows share a chunk as long as they fit into it, and a longer row has its own', () => {
  const spare = [new Uint8Array(piece), new Uint8Array(piece), new Uint8Array(piece)];
  const shelf = createShelf(spare);
  const rows = [
    [1, 2],
    [3, 4],
    Array.from({ length: piece - 4 }, (_, at) => at % 251),
    Array.from({ length: piece + 1 }, (_, at) => at % 241),
    Array.from({ length: piece }, (_, at) => at % 239),
    [5],
  ];
  const left = rows.map((row) => {
    put(shelf, row);
    return spare.length;
  });
  expect(left).toEqual([2, 2, 2, 2, 1, 0]);
  for (const row of rows) expect(Buffer.compare(Buffer.from(take(shelf, row.length)), Buffer.from(row))).toBe(0);
  expect(() => take(shelf, 1)).toThrow(RangeError);
  expect(spare.map(({ length }) => length)).toEqual([piece, piece, piece]);
});
