import { expect, test } from 'vitest';
import { everywhere, noFootprint } from '../../../src/kernel/footprint.ts';
import type { FootprintMove } from '../../../src/race/independence.ts';
import { searchOrders } from '../../../src/race/source-sets.ts';

const move = (actor: string, more: Partial<FootprintMove> = {}): FootprintMove => ({
  actor,
  woken: [],
  footprint: noFootprint,
  waits: false,
  begins: false,
  returns: false,
  memory: 'none',
  ...more,
});

test('where the session to be put first cannot go on, any other one is put there', () => {
  const search = searchOrders();
  search.begin();
  expect(search.next(['a', 'c'], 'a')).toBe('a');
  search.made(move('a', { footprint: everywhere }));
  expect(search.next(['b', 'c'], 'b')).toBe('b');
  search.made(move('b'));
  expect(search.next(['c'], 'c')).toBe('c');
  search.made(move('c'));
  expect(search.next([], undefined)).toBeUndefined();
  expect(search.advance({ isWhole: true })).toBe(true);
  expect(search.planned()).toEqual(['c']);
});

test('a run that strays is left, and the search goes on with the next one', () => {
  const search = searchOrders();
  search.begin();
  search.next(['a', 'b'], 'a');
  search.made(move('a', { footprint: everywhere }));
  search.next(['b'], 'b');
  search.made(move('b'));
  expect(search.advance({ isWhole: true })).toBe(true);
  expect(search.planned()).toEqual(['b']);
  search.begin();
  search.next(['a', 'b'], 'a');
  search.made(move('b'));
  expect(search.advance({ isWhole: false })).toBe(false);
});

test('a planned move that touches other names than before makes the run unsteady', () => {
  const search = searchOrders();
  const run = (table: string): boolean => {
    search.begin();
    const touched = { ...noFootprint, locks: new Set([table]) };
    for (const actor of ['a', 'b', 'c']) {
      const chosen = search.next(['a', 'b', 'c'].slice(['a', 'b', 'c'].indexOf(actor)), actor) ?? actor;
      search.made(move(chosen, { footprint: chosen === 'a' ? touched : everywhere }));
    }
    return search.isUnsteady();
  };
  expect(run('jobs')).toBe(false);
  expect(search.advance({ isWhole: true })).toBe(true);
  expect(search.planned()).toEqual(['a', 'c']);
  expect(run('other_jobs')).toBe(true);
});
