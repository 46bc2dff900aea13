/** A table from two whole numbers, from 0 up, to a third one. Open addressing, without an object for an entry. */
export interface PairTable {
  /** The number of this pair; -1 where there is none. */
  get(first: number, second: number): number;
  set(first: number, second: number, value: number): void;
  bytes(): number;
}

/** Three numbers a slot: the pair, and the value plus one, so that an empty slot is 0. */
const width = 3;

export function createPairTable(): PairTable {
  let slots = new Int32Array(256 * width);
  let mask = 255;
  let count = 0;

  function slotOf(first: number, second: number): number {
    let at = mixed(first, second) & mask;
    for (;;) {
      const slot = at * width;
      if (slots[slot + 2] === 0 || (slots[slot] === first && slots[slot + 1] === second)) return slot;
      at = (at + 1) & mask;
    }
  }

  function grow(): void {
    const before = slots;
    mask = mask * 2 + 1;
    slots = new Int32Array((mask + 1) * width);
    for (let slot = 0; slot < before.length; slot += width) {
      if (before[slot + 2] !== 0) put(before[slot] ?? 0, before[slot + 1] ?? 0, before[slot + 2] ?? 0);
    }
  }

  function put(first: number, second: number, stored: number): void {
    const slot = slotOf(first, second);
    slots[slot] = first;
    slots[slot + 1] = second;
    slots[slot + 2] = stored;
  }

  return {
    get: (first, second) => (slots[slotOf(first, second) + 2] ?? 0) - 1,
    set(first, second, value) {
      if (slots[slotOf(first, second) + 2] === 0) count += 1;
      put(first, second, value + 1);
      if (count * 2 > mask) grow();
    },
    bytes: () => slots.byteLength,
  };
}

function mixed(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e37_79b1) ^ Math.imul(second, 0x85eb_ca77);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  return hash ^ (hash >>> 13);
}
