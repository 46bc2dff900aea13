import { slotOf } from '../kernel/fingerprint-slots.ts';
import type { Fingerprint } from '../kernel/fingerprint.ts';

/**
 * States or edges that runs have shown, by fingerprint. An entry has the number of its only run, or of the second of its
 * two runs, or "several". The table is flat (open addressing, linear probing): 12 bytes a slot, at most two thirds full.
 */
export interface IncidenceCounts {
  /** How many distinct entries. */
  readonly size: number;
  /** How many entries a single run has shown. */
  readonly single: number;
  /** How many entries exactly two runs have shown. */
  readonly double: number;
  /** How many runs have shown an entry that no other run has. */
  readonly loneRuns: number;
  /** The table is full and counts no new entries: the counts mean little. */
  readonly isFull: boolean;
  /** Runs are numbered from 0, and a run ends before the next run begins. */
  show(fingerprint: Fingerprint, run: number): void;
  /** Adds entries of other runs. `changed`: the entries that made a difference, to be merged elsewhere, in any order. */
  merge(entries: Int32Array): { readonly changed: Int32Array; readonly added: number };
  /** All entries, three words each: both halves of the fingerprint, and the runs. */
  entries(): Int32Array;
}

/** The runs of an entry are a single word. A single run: its number plus 1. */
const byOne = (run: number): number => run + 1;
/** Two runs: the number of the second, so that the second run is recognised when it shows the entry again. */
const byTwo = (second: number): number => -second - 2;
/** Three runs or more. */
const bySeveral = -1;

/** More entries of a job take more memory than they are worth: 12 to 36 bytes each. */
const most = 24_000_000;

/** Enough for most batches, so that a table seldom grows. */
const slotsAtFirst = 1 << 14;

export function createIncidenceCounts(mostEntries: number = most): IncidenceCounts {
  let slots = slotsAtFirst;
  let table = new Int32Array(slots * 3);
  let size = 0;
  let single = 0;
  let double = 0;
  let isFull = false;
  /** For each run, how many entries no other run has shown. */
  const alone = new Map<number, number>();

  function grow(): void {
    const old = table;
    slots *= 2;
    table = new Int32Array(slots * 3);
    for (let at = 0; at < old.length; at += 3) {
      if (old[at + 2] !== 0) copyEntry(old, at, table, slotOf(table, slots, old[at] ?? 0, old[at + 1] ?? 0));
    }
  }

  function count(showers: number, by: number): void {
    if (showers <= byTwo(0)) double += by;
    if (showers < byOne(0)) return;
    single += by;
    const left = (alone.get(showers) ?? 0) + by;
    if (left === 0) alone.delete(showers);
    else alone.set(showers, left);
  }

  /** Adds runs to an entry: `new` for a new entry, `more` where the entry now has more runs, `none` without a change. */
  function add(high: number, low: number, showers: number): 'new' | 'more' | 'none' {
    const at = slotOf(table, slots, high, low);
    const before = table[at + 2] ?? 0;
    if (before === 0) {
      if (size >= mostEntries) {
        isFull = true;
        return 'none';
      }
      table[at] = high;
      table[at + 1] = low;
      table[at + 2] = showers;
      size += 1;
      count(showers, 1);
      if (size * 3 > slots * 2) grow();
      return 'new';
    }
    const isSame = before === showers || (showers >= byOne(0) && before === byTwo(showers - 1));
    if (before === bySeveral || isSame) return 'none';
    const after = before >= byOne(0) && showers >= byOne(0) ? byTwo(showers - 1) : bySeveral;
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
        const [high = 0, low = 0, showers = 0] = [entries[at], entries[at + 1], entries[at + 2]];
        const change = add(high, low, showers);
        if (change === 'new') added += 1;
        if (change !== 'none') changed.push(high, low, showers);
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

/** Word by word: a view of three words costs more than the copy. */
function copyEntry(from: Int32Array, at: number, to: Int32Array, next: number): void {
  to[next] = from[at] ?? 0;
  to[next + 1] = from[at + 1] ?? 0;
  to[next + 2] = from[at + 2] ?? 0;
}
