import { slotOf } from '../kernel/fingerprint-slots.ts';
import type { Fingerprint } from '../kernel/fingerprint.ts';

/**
 * The reached states, by fingerprint, in one flat table (open addressing, linear probing): 12 bytes a slot, at most two
 * thirds full.
 */
export interface Visited {
  readonly size: number;
  /** The number of the state with this fingerprint; −1 where there is none. States are numbered as they come. */
  find(fingerprint: Fingerprint): number;
  /** Adds a state that is not in there. */
  add(fingerprint: Fingerprint): number;
}

export function createVisited(): Visited {
  let slots = 1 << 12;
  /** Three words a slot: both lanes, and the state's number plus 1, or zero where the slot is free. */
  let table = new Int32Array(slots * 3);
  let size = 0;

  function grow(): void {
    const old = table;
    slots *= 2;
    table = new Int32Array(slots * 3);
    for (let at = 0; at < old.length; at += 3) {
      if (old[at + 2] === 0) continue;
      const to = slotOf(table, slots, old[at] ?? 0, old[at + 1] ?? 0);
      table.set(old.subarray(at, at + 3), to);
    }
  }

  return {
    get size() {
      return size;
    },
    find({ high, low }) {
      return (table[slotOf(table, slots, high, low) + 2] ?? 0) - 1;
    },
    add({ high, low }) {
      if ((size + 1) * 3 > slots * 2) grow();
      const at = slotOf(table, slots, high, low);
      table[at] = high;
      table[at + 1] = low;
      table[at + 2] = size + 1;
      size += 1;
      return size - 1;
    },
  };
}
