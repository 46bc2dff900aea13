import type { Calls } from './compile.ts';
import type { Frontier } from './frontier.ts';

/** Whole numbers and leaves as few bytes: a leaf is called by its number, in the order in which leaves first came. */
export interface Packing {
  readonly calls: Pick<Calls, 'put' | 'take' | 'numberOf' | 'leafOf'>;
  /** Adds a row of the numbers that `pack` puts. */
  put(frontier: Frontier, pack: () => void): void;
  /** Removes a row, whose numbers `unpack` takes. */
  take(frontier: Frontier, unpack: () => void): void;
}

/** A number takes five bytes at most. */
const longestNumber = 5;

export function createPacking(): Packing {
  const leaves: unknown[] = [true, false, null];
  const numbers = new Map<unknown, number>(leaves.map((leaf, number) => [leaf, number]));
  let row = new Uint8Array(1 << 10);
  let end = 0;
  let source = row;
  let at = 0;

  /** Seven bits a byte, the last ones first; the eighth says that there are more. */
  function put(number: number): void {
    if (end + longestNumber > row.length) {
      const longer = new Uint8Array(row.length * 2);
      longer.set(row);
      row = longer;
    }
    let rest = number;
    for (; rest >= 128; rest >>>= 7) {
      row[end] = (rest & 127) | 128;
      end += 1;
    }
    row[end] = rest;
    end += 1;
  }

  function take(): number {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = source[at] ?? 0;
      at += 1;
      number |= (byte & 127) << shift;
      if (byte < 128) return number;
    }
  }

  function numberOf(leaf: unknown): number {
    if (leaf === true) return 0;
    if (leaf === false) return 1;
    let number = numbers.get(leaf);
    if (number === undefined) {
      number = leaves.length;
      leaves.push(leaf);
      numbers.set(leaf, number);
    }
    return number;
  }

  return {
    calls: { put, take, numberOf, leafOf: (number) => leaves[number] },
    put(frontier, pack) {
      end = 0;
      pack();
      frontier.put(row, end);
    },
    take(frontier, unpack) {
      frontier.take((bytes, start) => {
        source = bytes as typeof source;
        at = start;
        unpack();
        return at;
      });
    },
  };
}
