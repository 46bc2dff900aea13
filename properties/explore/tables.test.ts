import { afterEach, describe, expect, test, vi } from 'vitest';
import { createFrontier } from '../../src/explore/frontier.ts';
import { createNumbers } from '../../src/explore/numbers.ts';
import type { SharedSet } from '../../src/explore/shared-set.ts';
import { createSharedSet, grown } from '../../src/explore/shared-set.ts';
import { createVisited } from '../../src/explore/visited.ts';
import type { Fingerprint } from '../../src/kernel/fingerprint.ts';
import { fingerprintOf } from '../../src/kernel/fingerprint.ts';

const many = 150_000;

describe('a table that has grown several times holds all that was put there', () => {
  test('numbers', () => {
    const numbers = createNumbers();
    for (let at = 0; at < many; at += 1) numbers.push(at ^ 0x5a5a);
    for (let at = 0; at < many; at += 3) numbers.set(at, -at);
    expect(numbers.length).toBe(many);
    const wrong = Array.from({ length: many }, (_, at) => at).filter(
      (at) => numbers.at(at) !== (at % 3 === 0 ? -at : at ^ 0x5a5a),
    );
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(numbers.at(many)).toBe(0);
  });

  test('the states that were reached, with their numbers', () => {
    const visited = createVisited();
    const fingerprints = Array.from({ length: many }, (_, at) => fingerprintOf(at));
    expect(
      fingerprints.filter((fingerprint, at) => visited.find(fingerprint) !== -1 || visited.add(fingerprint) !== at)
        .length,
    ).toBe(0);
    expect(visited.size).toBe(many);
    expect(fingerprints.filter((fingerprint, at) => visited.find(fingerprint) !== at).length).toBe(0);
  });

  test('rows on a frontier, first in and first out, while others are taken', () => {
    const frontier = createFrontier();
    const row = new Uint8Array(3);
    const put = (at: number): void => {
      row.set([at, at >> 8, at >> 16]);
      frontier.put(row, row.length);
    };
    const wrong: number[] = [];
    const take = (at: number): void =>
      frontier.take((bytes, start) => {
        const [one = 0, two = 0, three = 0] = bytes.subarray(start, start + 3);
        if ((one | (two << 8) | (three << 16)) !== at) wrong.push(at);
        return start + 3;
      });
    for (let at = 0; at < many; at += 1) {
      put(at);
      if (at % 4 === 3) take((at - 3) / 4);
    }
    expect(frontier.size).toBe(many - many / 4);
    for (let at = many / 4; at < many; at += 1) take(at);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(frontier.size).toBe(0);
    expect(() => take(many)).toThrow(RangeError);
  });

  test('a chunk of a frontier is reused by another, once all its rows are taken', () => {
    const freePages: Uint8Array[] = [];
    const [one, other] = [createFrontier(freePages), createFrontier(freePages)];
    const put = (frontier: typeof one, byte: number): void => frontier.put(new Uint8Array(1 << 15).fill(byte), 1 << 15);
    const take = (frontier: typeof one): number => {
      let byte = -1;
      frontier.take((bytes, start) => {
        byte = bytes[start + (1 << 15) - 1] ?? -1;
        return start + (1 << 15);
      });
      return byte;
    };
    for (const byte of [1, 2, 3, 4, 5]) put(one, byte);
    const first = [take(one), take(one), take(one)];
    expect(freePages.length).toBe(1);
    for (const byte of [6, 7, 8]) put(other, byte);
    expect(freePages.length).toBe(0);
    expect([...first, take(one), take(one)]).toEqual([1, 2, 3, 4, 5]);
    expect([take(other), take(other), take(other)]).toEqual([6, 7, 8]);
  });
});

describe('a set that threads share', () => {
  afterEach(() => vi.unstubAllGlobals());

  const slots = 1 << 16;

  /** A set in which a lane is missing, or the count, waits for ever: so it is looked at before it is used. */
  function grow(set: SharedSet): void {
    const lanes = (buffer: SharedArrayBuffer): number => new Int32Array(buffer).filter((lane) => lane !== 0).length;
    const larger = grown(set);
    expect([larger.byteLength, lanes(larger)]).toEqual([set.buffer.byteLength * 2 - 4, lanes(set.buffer)]);
    set.use(larger);
  }

  function fill(set: SharedSet, fingerprints: readonly Fingerprint[]): boolean[] {
    return fingerprints.map((fingerprint) => {
      const isNew = set.add(fingerprint);
      if (set.isFull) grow(set);
      return isNew;
    });
  }

  test('is not full at first, and holds fingerprints with a shared or zero lane', () => {
    const set = createSharedSet();
    const fingerprints = [0, 1, 7].flatMap((low) => [0, 1, 8].map((high) => ({ high, low })));
    // A zero lane is stored as a one.
    const isNew = fingerprints.map(({ high, low }) => high !== 1 && low !== 1);
    expect([set.isFull, fingerprints.map((fingerprint) => set.add(fingerprint))]).toEqual([false, isNew]);
    expect([fingerprints.some((fingerprint) => set.add(fingerprint)), set.size]).toEqual([false, 4]);
  });

  test('waits for the second lane of a slot that another thread has claimed', () => {
    const set = createSharedSet();
    const [slot, high] = [5, 9];
    const words = new Int32Array(set.buffer);
    words[1 + slot * 2] = slot;
    let loads = 0;
    const load = (from: Int32Array, at: number): number => {
      loads += 1;
      if (loads === 2) words[2 + slot * 2] = high;
      return from[at] ?? 0;
    };
    vi.stubGlobal(
      'Atomics',
      new Proxy(Atomics, { get: (all, name) => (name === 'load' ? load : Reflect.get(all, name)) }),
    );
    expect([set.add({ high, low: slot }), loads]).toEqual([false, 2]);
  });

  test('holds all that was added, when it has grown several times', () => {
    const set = createSharedSet();
    const fingerprints = Array.from({ length: many }, (_, at) => fingerprintOf(at));
    expect(fill(set, fingerprints).every(Boolean)).toBe(true);
    expect(set.size).toBe(many);
    expect(set.buffer.byteLength).toBe(4 + 4 * slots * 8);
    expect(fill(set, fingerprints).some(Boolean)).toBe(false);
  });

  // A fingerprint's slot is its low lane modulo the number of slots.
  test.each([
    ['the first slot', 0],
    ['the last slot', slots - 1],
    ['the last slot of the larger table', 2 * slots - 1],
  ])('keeps what stands in %s when it grows', (_, low) => {
    const set = createSharedSet();
    const fingerprints = [low, low + 2 * slots, low + 4 * slots].map((one) => ({ high: 7, low: one }));
    expect(fingerprints.map((fingerprint) => set.add(fingerprint))).toEqual([true, true, true]);
    grow(set);
    expect(fingerprints.map((fingerprint) => set.add(fingerprint))).toEqual([false, false, false]);
    expect(set.size).toBe(3);
  });

  test('is full somewhat after two thirds, and not any more once it has grown', () => {
    const set = createSharedSet();
    const mostOf = (slotsNow: number): number => Math.floor((slotsNow * 2) / 3);
    const addUpTo = (count: number): void => {
      for (let at = set.size; at < count; at += 1) set.add(fingerprintOf(at));
      set.settle();
    };
    addUpTo(mostOf(slots));
    expect(set.isFull).toBe(false);
    addUpTo(mostOf(slots) + 1);
    expect(set.isFull).toBe(true);
    expect(set.nextBytes).toBe(2 * slots * 8);
    grow(set);
    expect([set.isFull, set.nextBytes]).toEqual([false, 0]);
    addUpTo(mostOf(2 * slots) + 1);
    expect(set.isFull).toBe(true);
  });

  test('is seen by others, with the common count by the dozen', () => {
    const one = createSharedSet();
    const other = createSharedSet(one.buffer);
    const fingerprints = Array.from({ length: 64 }, (_, at) => fingerprintOf(at));
    expect(fill(one, fingerprints.slice(0, 63)).every(Boolean)).toBe(true);
    expect([one.size, other.size]).toEqual([63, 0]);
    expect(fill(other, fingerprints)).toEqual(fingerprints.map((_, at) => at === 63));
    one.settle();
    other.settle();
    expect([one.size, other.size]).toEqual([64, 64]);
  });
});
