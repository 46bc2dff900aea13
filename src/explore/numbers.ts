/** A list of whole numbers of 32 bits that only grows: off the heap, four bytes each. */
export interface Numbers {
  readonly length: number;
  at(index: number): number;
  set(index: number, value: number): void;
  push(value: number): void;
}

export function createNumbers(): Numbers {
  let numbers = new Int32Array(1 << 10);
  let length = 0;
  return {
    get length() {
      return length;
    },
    at: (index) => numbers[index] ?? 0,
    set(index, value) {
      numbers[index] = value;
    },
    push(value) {
      if (length === numbers.length) {
        const old = numbers;
        numbers = new Int32Array(old.length * 2);
        numbers.set(old);
      }
      numbers[length] = value;
      length += 1;
    },
  };
}
