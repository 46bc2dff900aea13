import type { Fingerprint } from '../kernel/fingerprint.ts';

/**
 * Things that runs have shown, such as states and edges, by fingerprint; for each whether one run alone has shown it,
 * and which, or two. In one flat table (open addressing, linear probing): 12 bytes a slot, at most two thirds full.
 */
export interface Things {
  /** How many distinct things. */
  readonly size: number;
  /** How many of them one run alone has shown. */
  readonly single: number;
  /** How many of them exactly two runs have shown. */
  readonly double: number;
  /** How many runs have shown something that no other run has. */
  readonly loneRuns: number;
  /** More are not counted any more: what is said of them says nothing. */
  readonly isFull: boolean;
  /** Runs are numbered from 0, and one has come to its end before the next one begins. */
  show(print: Fingerprint, run: number): void;
  /** Adds what others have counted of other runs. What of it changed anything, to be added in turn elsewhere, in any order. */
  merge(entries: Int32Array): { readonly changed: Int32Array; readonly added: number };
  /** All of them: three words each, both lanes and who has shown it. */
  entries(): Int32Array;
}

/** Who has shown a thing is one word: one run, as its number plus one, */
const byOne = (run: number): number => run + 1;
/** two runs, as the number of the second (by which it is known when it comes again), */
const byTwo = (second: number): number => -second - 2;
/** or more. */
const bySeveral = -1;

/** More than so many things of one job take more memory than they are worth: 12 to 36 bytes each. */
const most = 24_000_000;

/** Enough for what most pieces show, so that a table seldom grows. */
const slotsAtFirst = 1 << 14;

export function createThings(mostThings: number = most): Things {
  let slots = slotsAtFirst;
  let table = new Int32Array(slots * 3);
  let size = 0;
  let single = 0;
  let double = 0;
  let isFull = false;
  /** Of each run that alone has shown something, how many things. */
  const alone = new Map<number, number>();

  function slotOf(high: number, low: number): number {
    let slot = (low ^ (high >>> 7)) & (slots - 1);
    for (;;) {
      const at = slot * 3;
      if (table[at + 2] === 0 || (table[at] === high && table[at + 1] === low)) return at;
      slot = (slot + 1) & (slots - 1);
    }
  }

  function grow(): void {
    const old = table;
    slots *= 2;
    table = new Int32Array(slots * 3);
    for (let at = 0; at < old.length; at += 3) {
      if (old[at + 2] !== 0) copyEntry(old, at, table, slotOf(old[at] ?? 0, old[at + 1] ?? 0));
    }
  }

  function count(shower: number, by: number): void {
    if (shower <= byTwo(0)) double += by;
    if (shower < byOne(0)) return;
    single += by;
    const left = (alone.get(shower) ?? 0) + by;
    if (left === 0) alone.delete(shower);
    else alone.set(shower, left);
  }

  /** Whether that was new, or was shown by fewer until now; `none` where nothing has changed. */
  function add(high: number, low: number, shower: number): 'new' | 'more' | 'none' {
    const at = slotOf(high, low);
    const before = table[at + 2] ?? 0;
    if (before === 0) {
      if (size >= mostThings) {
        isFull = true;
        return 'none';
      }
      table[at] = high;
      table[at + 1] = low;
      table[at + 2] = shower;
      size += 1;
      count(shower, 1);
      if (size * 3 > slots * 2) grow();
      return 'new';
    }
    const isSame = before === shower || (shower >= byOne(0) && before === byTwo(shower - 1));
    if (before === bySeveral || isSame) return 'none';
    const after = before >= byOne(0) && shower >= byOne(0) ? byTwo(shower - 1) : bySeveral;
    table[at + 2] = after;
    count(before, -1);
    count(after, 1);
    return 'more';
  }

  return {
    get size() {
      return size;
    },
    get single() {
      return single;
    },
    get double() {
      return double;
    },
    get loneRuns() {
      return alone.size;
    },
    get isFull() {
      return isFull;
    },
    show({ high, low }, run) {
      add(high, low, byOne(run));
    },
    merge(entries) {
      const changed: number[] = [];
      let added = 0;
      for (let at = 0; at < entries.length; at += 3) {
        const [high = 0, low = 0, shower = 0] = [entries[at], entries[at + 1], entries[at + 2]];
        const change = add(high, low, shower);
        if (change === 'new') added += 1;
        if (change !== 'none') changed.push(high, low, shower);
      }
      return { changed: Int32Array.from(changed), added };
    },
    entries() {
      const all = new Int32Array(size * 3);
      let next = 0;
      for (let at = 0; at < table.length; at += 3) {
        if (table[at + 2] === 0) continue;
        copyEntry(table, at, all, next);
        next += 3;
      }
      return all;
    },
  };
}

/** Word by word: a view of three words costs more than what it copies. */
function copyEntry(from: Int32Array, at: number, to: Int32Array, next: number): void {
  to[next] = from[at] ?? 0;
  to[next + 1] = from[at + 1] ?? 0;
  to[next + 2] = from[at + 2] ?? 0;
}
