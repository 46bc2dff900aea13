import type { Fingerprint } from './fingerprint.ts';

/** A set of fingerprints in one flat table (open addressing, linear probing): 8 bytes an entry, at most two thirds full. */
export interface FingerprintSet {
  readonly size: number;
  /** How many bytes the next growth allocates at once; 0 while it is far off. */
  readonly nextBytes: number;
  /** True if the fingerprint is new. */
  add(fingerprint: Fingerprint): boolean;
}

export function createFingerprintSet(): FingerprintSet {
  let slots = 1024;
  let table = new Int32Array(slots * 2);
  let size = 0;

  function place(high: number, low: number): boolean {
    let slot = low & (slots - 1);
    for (;;) {
      const storedHigh = table[slot * 2];
      const storedLow = table[slot * 2 + 1];
      if (storedHigh === 0 && storedLow === 0) break;
      if (storedHigh === high && storedLow === low) return false;
      slot = (slot + 1) & (slots - 1);
    }
    table[slot * 2] = high;
    table[slot * 2 + 1] = low;
    return true;
  }

  function grow(): void {
    const old = table;
    slots *= 2;
    table = new Int32Array(slots * 2);
    for (let index = 0; index < old.length; index += 2) {
      const high = old[index] ?? 0;
      const low = old[index + 1] ?? 0;
      if (high !== 0 || low !== 0) place(high, low);
    }
  }

  return {
    get size() {
      return size;
    },
    get nextBytes() {
      return bytesOfNext(size, slots);
    },
    add({ high, low }) {
      // An empty slot is two zeros, so the fingerprint of two zeros is stored as its neighbour.
      const isNew = place(high, high === 0 && low === 0 ? 1 : low);
      if (isNew) size += 1;
      if (size * 3 > slots * 2) grow();
      return isNew;
    },
  };
}

/**
 * The bytes of a table's next growth: 8 bytes a slot, doubled at two thirds. Zero until the table is at nine tenths of that.
 */
export function bytesOfNext(size: number, slots: number): number {
  return size * 30 > slots * 18 ? slots * 2 * 8 : 0;
}
