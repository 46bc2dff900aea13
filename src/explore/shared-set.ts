import type { FingerprintSet } from '../kernel/fingerprint-set.ts';
import { bytesOfNext } from '../kernel/fingerprint-set.ts';
import type { Fingerprint } from '../kernel/fingerprint.ts';

/**
 * A set of fingerprints that threads share: open addressing with linear probing in one table of 8 bytes a slot. A thread
 * takes a free slot by writing the low lane, and then writes the high lane; neither lane is ever zero.
 */
export interface SharedSet extends FingerprintSet {
  readonly buffer: SharedArrayBuffer;
  /** Set a little after two thirds: no thread may add more until a larger table is in use. */
  readonly isFull: boolean;
  /** Adds this thread's new fingerprints to the common count: each thread does so after a few dozen. */
  settle(): void;
  /** Works with another table from now on. */
  use(buffer: SharedArrayBuffer): void;
}

/** Words before the slots: how many fingerprints there are. */
const headWords = 1;
const fewestSlots = 1 << 16;
const countedAtOnce = 64;

export function createSharedSet(
  buffer: SharedArrayBuffer = new SharedArrayBuffer((headWords + fewestSlots * 2) * 4),
): SharedSet {
  let words = new Int32Array(buffer);
  let slots = (words.length - headWords) / 2;
  let uncounted = 0;
  let isFull = false;

  function settle(): void {
    Atomics.add(words, 0, uncounted);
    uncounted = 0;
    isFull = Atomics.load(words, 0) * 3 > slots * 2;
  }

  return {
    get buffer() {
      return words.buffer;
    },
    get size() {
      return Atomics.load(words, 0) + uncounted;
    },
    get nextBytes() {
      return bytesOfNext(Atomics.load(words, 0), slots);
    },
    get isFull() {
      return isFull;
    },
    settle,
    use(other) {
      words = new Int32Array(other);
      slots = (words.length - headWords) / 2;
      isFull = false;
    },
    add(fingerprint) {
      const isNew = addTo(words, slots, fingerprint);
      if (isNew && (uncounted += 1) === countedAtOnce) settle();
      return isNew;
    },
  };
}

/** The same fingerprints in a table twice as large. No thread may add meanwhile. */
export function grown(set: SharedSet): SharedArrayBuffer {
  const old = new Int32Array(set.buffer);
  // Twice as many.
  const slots = old.length - headWords;
  const words = new Int32Array(new SharedArrayBuffer((headWords + slots * 2) * 4));
  words[0] = old[0] ?? 0;
  for (let from = headWords; from < old.length; from += 2) {
    const low = old[from] ?? 0;
    if (low === 0) continue;
    let at = headWords + (low & (slots - 1)) * 2;
    while (words[at] !== 0) at = at + 2 === words.length ? headWords : at + 2;
    words[at] = low;
    words[at + 1] = old[from + 1] ?? 0;
  }
  return words.buffer;
}

function addTo(words: Int32Array<SharedArrayBuffer>, slots: number, { high, low }: Fingerprint): boolean {
  const [first, second] = [low === 0 ? 1 : low, high === 0 ? 1 : high];
  for (let slot = first & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
    const at = headWords + slot * 2;
    // A used slot never changes, so the atomic read is only needed where the slot looks free.
    let stored = words[at] ?? 0;
    if (stored === 0) {
      stored = Atomics.compareExchange(words, at, 0, first);
      if (stored === 0) {
        Atomics.store(words, at + 1, second);
        return true;
      }
    }
    if (stored !== first) continue;
    let other = words[at + 1] ?? 0;
    // The other thread has claimed the slot, and is about to write its second lane.
    while (other === 0) other = Atomics.load(words, at + 1);
    if (other === second) return false;
  }
}
