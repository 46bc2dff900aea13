import type { Sets } from './sets.ts';

/** Where a search has come: the operations that are taken, and the state after them. */
export interface SearchPlace {
  state: number;
  /** How many operations of the clock are taken. */
  clock: number;
  /** The first whole operation that is not taken, by its return. */
  first: number;
  /** The pending operations that are taken, as a set of their positions. */
  pending: number;
  /** A bit for each operation of `open[first]`: whether it is taken. */
  readonly taken: Int32Array;
}

/** The places that a search has reached, each with a number from 0 up. No two of them are the same. */
export interface Places {
  /**
   * The number of this place, if it is new; -1 if it was reached before, or if a place was that can do all that this one can:
   * the same but for fewer pending operations taken. `from` is the place from which it was reached, and `move` says how.
   */
  add(place: SearchPlace, from: number, move: number): number;
  /** Reads a place. */
  read(number: number, place: SearchPlace): void;
  fromOf(number: number): number;
  moveOf(number: number): number;
  stateOf(number: number): number;
  count(): number;
  bytes(): number;
}

/** The numbers of an entry before its bits: state, clock, first, pending, from, move, next of the same place but for pending. */
const head = 7;

/** Of the places that differ only by pending operations, at most so many are looked at. */
const mostCompared = 48;

export interface PlacesOptions {
  /** How many numbers of 32 bits hold the bits of a place. */
  readonly words: number;
  readonly sets: Sets;
  /** Whether fewer pending operations cover more of them. */
  readonly fewerPending: boolean;
  /** Called before memory is taken, in bytes. Throws where there is not enough. */
  readonly reserve: (bytes: number) => void;
}

export function createPlaces({ words, sets, fewerPending, reserve }: PlacesOptions): Places {
  const width = head + words;
  let entries = new Int32Array(64 * width);
  let count = 0;
  // Slots hold the number of an entry, plus one.
  let exact = new Int32Array(256);
  let alike = new Int32Array(fewerPending ? 256 : 0);

  function hashOf(at: Int32Array, base: number, bits: Int32Array, bitsBase: number, withPending: boolean): number {
    let hash = Math.imul(at[base] ?? 0, 0x9e37_79b1) ^ Math.imul((at[base + 1] ?? 0) + 1, 0x85eb_ca77);
    hash = Math.imul(hash ^ (hash >>> 15) ^ (at[base + 2] ?? 0), 0x2c1b_3c6d);
    if (withPending) hash = Math.imul(hash ^ (hash >>> 14) ^ (at[base + 3] ?? 0), 0x297a_2d39);
    for (let word = 0; word < words; word += 1)
      hash = Math.imul(hash ^ (hash >>> 13) ^ (bits[bitsBase + word] ?? 0), 0x1656_67b1);
    return hash ^ (hash >>> 15);
  }

  const key = new Int32Array(4);

  /** Whether the entry is this place; without `withPending`, but for the pending operations. */
  function isSame(number: number, taken: Int32Array, withPending: boolean): boolean {
    const base = number * width;
    for (let at = 0; at < (withPending ? 4 : 3); at += 1) if (entries[base + at] !== key[at]) return false;
    for (let word = 0; word < words; word += 1) if (entries[base + head + word] !== taken[word]) return false;
    return true;
  }

  function slotOf(slots: Int32Array, taken: Int32Array, withPending: boolean): number {
    const mask = slots.length - 1;
    let slot = hashOf(key, 0, taken, 0, withPending) & mask;
    for (;;) {
      const stored = slots[slot] ?? 0;
      if (stored === 0 || isSame(stored - 1, taken, withPending)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  /** Whether a place was reached that differs only by having fewer pending operations taken. */
  function isCovered(pending: number, newest: number): boolean {
    let number = newest;
    for (let compared = 0; number >= 0 && compared < mostCompared; compared += 1) {
      if (sets.isSubset(entries[number * width + 3] ?? 0, pending)) return true;
      number = entries[number * width + 6] ?? -1;
    }
    return false;
  }

  function grown(slots: Int32Array, withPending: boolean): Int32Array<ArrayBuffer> {
    reserve(slots.byteLength * 2);
    const larger = new Int32Array(slots.length * 2);
    const mask = larger.length - 1;
    for (const stored of slots) {
      if (stored === 0) continue;
      const base = (stored - 1) * width;
      let slot = hashOf(entries, base, entries, base + head, withPending) & mask;
      while (larger[slot] !== 0) slot = (slot + 1) & mask;
      larger[slot] = stored;
    }
    return larger;
  }

  function makeRoom(): void {
    if ((count + 1) * width > entries.length) {
      reserve(entries.byteLength * 2);
      const larger = new Int32Array(entries.length * 2);
      larger.set(entries);
      entries = larger;
    }
    if ((count + 1) * 2 > exact.length) exact = grown(exact, true);
    if (fewerPending && (count + 1) * 2 > alike.length) alike = grown(alike, false);
  }

  return {
    add({ state, clock, first, pending, taken }, from, move) {
      makeRoom();
      key[0] = state;
      key[1] = clock;
      key[2] = first;
      key[3] = pending;
      const slot = slotOf(exact, taken, true);
      if (exact[slot] !== 0) return -1;
      const alikeSlot = fewerPending ? slotOf(alike, taken, false) : 0;
      const newest = fewerPending ? (alike[alikeSlot] ?? 0) - 1 : -1;
      if (fewerPending && isCovered(pending, newest)) return -1;
      const number = count;
      count += 1;
      const base = number * width;
      entries.set(key, base);
      entries[base + 4] = from;
      entries[base + 5] = move;
      entries[base + 6] = newest;
      entries.set(taken, base + head);
      exact[slot] = number + 1;
      if (fewerPending) alike[alikeSlot] = number + 1;
      return number;
    },
    read(number, place) {
      const base = number * width;
      place.state = entries[base] ?? 0;
      place.clock = entries[base + 1] ?? 0;
      place.first = entries[base + 2] ?? 0;
      place.pending = entries[base + 3] ?? 0;
      for (let word = 0; word < words; word += 1) place.taken[word] = entries[base + head + word] ?? 0;
    },
    fromOf: (number) => entries[number * width + 4] ?? -1,
    moveOf: (number) => entries[number * width + 5] ?? 0,
    stateOf: (number) => entries[number * width] ?? 0,
    count: () => count,
    bytes: () => entries.byteLength + exact.byteLength + alike.byteLength,
  };
}
