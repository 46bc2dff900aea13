import { afterEach, expect, test, vi } from 'vitest';
import { createSharedSet } from '../../src/explore/shared-set.ts';
import type { Fingerprint } from '../../src/kernel/fingerprint.ts';

afterEach(() => vi.unstubAllGlobals());

/** Makes something happen once: after a thread has seen a free slot, and before the thread claims it. */
function beforeClaim(happens: () => void): void {
  const atomics = Atomics;
  const compareExchange = (words: Int32Array, at: number, free: number, lane: number): number => {
    vi.unstubAllGlobals();
    happens();
    return atomics.compareExchange(words, at, free, lane);
  };
  const get = (all: typeof Atomics, name: string | symbol): unknown =>
    name === 'compareExchange' ? compareExchange : Reflect.get(all, name);
  vi.stubGlobal('Atomics', new Proxy(atomics, { get }));
}

test.each<[string, Fingerprint]>([
  ['its low lane', { high: 4, low: 5 }],
  ['its slot', { high: 3, low: 5 + (1 << 16) }],
])('a claimed slot is not overwritten by a fingerprint that shares %s', (_, ours) => {
  const theirs = { high: 3, low: 5 };
  const set = createSharedSet();
  const other = createSharedSet(set.buffer);
  beforeClaim(() => expect(other.add(theirs)).toBe(true));
  expect(set.add(ours)).toBe(true);
  expect([set.add(ours), set.add(theirs), other.add(ours)]).toEqual([false, false, false]);
});

test('a fingerprint that another thread adds first is not new', () => {
  const set = createSharedSet();
  const other = createSharedSet(set.buffer);
  const fingerprint = { high: 3, low: 5 };
  beforeClaim(() => expect(other.add(fingerprint)).toBe(true));
  expect([set.add(fingerprint), set.size]).toEqual([false, 0]);
});
