import { createNumbers } from './numbers.ts';

/** Rows of bits, all of the same width, off the heap: a list that only grows. Every bit of a new row is clear. */
export interface BitRows {
  push(): void;
  set(row: number, bit: number): void;
  has(row: number, bit: number): boolean;
  isEmpty(row: number): boolean;
  /** Sets in `row` every bit that is set in `other`. */
  unite(row: number, other: number): void;
}

const bitsPerWord = 32;

export function createBitRows(width: number): BitRows {
  const wordsPerRow = Math.ceil(width / bitsPerWord);
  const words = createNumbers();

  /** The index of the word that holds a bit. `1 << bit` is that bit in its word, since shifts count modulo 32. */
  function wordOf(row: number, bit: number): number {
    return row * wordsPerRow + Math.floor(bit / bitsPerWord);
  }

  return {
    push() {
      for (let word = 0; word < wordsPerRow; word += 1) words.push(0);
    },
    set(row, bit) {
      const at = wordOf(row, bit);
      words.set(at, words.at(at) | (1 << bit));
    },
    has: (row, bit) => (words.at(wordOf(row, bit)) & (1 << bit)) !== 0,
    isEmpty(row) {
      for (let at = row * wordsPerRow; at < (row + 1) * wordsPerRow; at += 1) if (words.at(at) !== 0) return false;
      return true;
    },
    unite(row, other) {
      const [to, from] = [row * wordsPerRow, other * wordsPerRow];
      for (let word = 0; word < wordsPerRow; word += 1)
        words.set(to + word, words.at(to + word) | words.at(from + word));
    },
  };
}
