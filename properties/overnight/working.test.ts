import { describe, expect, test } from 'vitest';
import type { IncidenceCounts } from '../../src/overnight/incidence.ts';
import { createIncidenceCounts } from '../../src/overnight/incidence.ts';
import type { Budget, Journal, Campaign } from '../../src/overnight/journal.ts';
import { emptyShare } from '../../src/overnight/journal.ts';
import type { Working } from '../../src/overnight/working.ts';
import {
  isOpen,
  mostStates,
  roundReached,
  secondsLeftOf,
  shownBy,
  statesFor,
  workingOf,
} from '../../src/overnight/working.ts';
import { setUp } from './campaigns.ts';
import { explored, jobOf, shareOf, workingOn } from './parts.ts';

const whole = shareOf({ explored });
const partly = shareOf({ explored: { ...explored, isWhole: false } });

function isOpenAmong(one: Working, ...others: readonly Working[]): boolean {
  return isOpen(one, [...others, one]);
}

describe('a job', () => {
  test('is open until its batches are begun, or it is set aside', () => {
    expect(isOpenAmong(workingOn({ next: 3, finished: new Set([0]) }))).toBe(true);
    expect(isOpenAmong(workingOn({ next: 4 }))).toBe(false);
    expect(isOpenAmong(workingOn({ next: 5 }))).toBe(false);
    expect(isOpenAmong(workingOn({ share: shareOf({ setAside: { cause: 'error', message: 'it fails' } }) }))).toBe(
      false,
    );
  });

  test('of random runs waits for the first batch of the next smaller scope', () => {
    const large = workingOn({ job: jobOf({ scopeName: 'large', scope: { most: 12 } }) });
    const before = workingOn({ underWay: new Set([0]) });
    expect(isOpenAmong(large, before)).toBe(false);
    expect(isOpenAmong(large, workingOn({ finished: new Set([0]) }))).toBe(true);
    // The next smaller one counts, and no job that differs by more than its scope.
    expect(isOpenAmong(large, workingOn({ finished: new Set([0]) }), before)).toBe(false);
    expect(isOpenAmong(large, workingOn({ job: jobOf({ system: 'wrong' }) }))).toBe(true);
    expect(isOpenAmong(large, workingOn({ job: jobOf({ strategy: 'explore' }) }))).toBe(true);
    // What comes later in the list does not count.
    expect(isOpen(large, [large, before])).toBe(true);
  });

  test('of exploring does one batch at a time until no states or too many are left', () => {
    const explore = (parts: Partial<Working>): Working =>
      workingOn({ job: jobOf({ strategy: 'explore' }), end: Infinity, ...parts });
    expect(isOpenAmong(explore({}))).toBe(true);
    expect(isOpenAmong(explore({ underWay: new Set([0]) }))).toBe(false);
    expect(isOpenAmong(explore({ share: whole }))).toBe(false);
    expect(isOpenAmong(explore({ share: partly }))).toBe(true);
    expect(isOpenAmong(explore({ share: { ...partly, batches: 4 } }))).toBe(true);
    expect(isOpenAmong(explore({ share: { ...partly, batches: 5 } }))).toBe(false);
    const large = explore({ job: jobOf({ strategy: 'explore', scopeName: 'large', scope: { most: 12 } }) });
    expect(isOpenAmong(large, explore({ share: partly }))).toBe(false);
    expect(isOpenAmong(large, explore({ share: whole }))).toBe(true);
  });

  test('of driving is done once, where its scope has been explored whole', () => {
    const drive = (parts: Partial<Working>): Working =>
      workingOn({ job: jobOf({ strategy: 'drive', system: 'wrong' }), end: Infinity, ...parts });
    const explore = (parts: Partial<Working>): Working =>
      workingOn({ job: jobOf({ strategy: 'explore' }), share: whole, ...parts });
    expect(isOpenAmong(drive({}), explore({}))).toBe(true);
    expect(isOpenAmong(drive({}), explore({ share: partly }))).toBe(false);
    expect(isOpenAmong(drive({}))).toBe(false);
    expect(isOpenAmong(drive({}), explore({ job: jobOf({ strategy: 'explore', subject: 'other' }) }))).toBe(false);
    expect(isOpenAmong(drive({}), explore({ job: jobOf({ strategy: 'explore', scopeName: 'large' }) }))).toBe(false);
    expect(isOpenAmong(drive({}), explore({ job: jobOf({ strategy: 'drive' }) }))).toBe(false);
    expect(isOpenAmong(drive({ share: shareOf({ explored: null }) }), explore({}))).toBe(false);
    expect(isOpenAmong(drive({ underWay: new Set([0]) }), explore({}))).toBe(false);
  });
});

test('explorations grow by four, up to a limit', () => {
  expect([0, 1, 2].map(statesFor)).toEqual([10_000, 40_000, 160_000]);
  expect([4, 5, 9].map(statesFor)).toEqual([mostStates, mostStates, mostStates]);
  expect(mostStates).toBe(2_560_000);
});

test('the counts of what runs have shown are full at too many states or transitions', () => {
  const full = createIncidenceCounts(0);
  full.show({ high: 1, low: 1 }, 0);
  const isFull = (states: IncidenceCounts, edges: IncidenceCounts): boolean => shownBy(5, { states, edges }).isFull;
  expect([isFull(full, createIncidenceCounts()), isFull(createIncidenceCounts(), full)]).toEqual([true, true]);
  expect(isFull(createIncidenceCounts(), createIncidenceCounts())).toBe(false);
});

test('the time left is that of the batches left, where they can be counted', () => {
  const share = shareOf({ batches: 2, seconds: 10 });
  expect(secondsLeftOf(workingOn({ share, next: 2, end: 5 }))).toBe(15);
  expect(secondsLeftOf(workingOn({ share, next: 6, end: 5 }))).toBe(0);
  expect(secondsLeftOf(workingOn({ share, end: Infinity }))).toBeNull();
  expect(secondsLeftOf(workingOn({ share: emptyShare(1) }))).toBeNull();
  expect(
    secondsLeftOf(workingOn({ share: { ...share, setAside: { cause: 'error', message: 'it fails' } } })),
  ).toBeNull();
  expect(secondsLeftOf(workingOn({ share, job: jobOf({ strategy: 'explore' }) }))).toBeNull();
});

test('the round of a job is that of its last batch, or its number of explorations', () => {
  expect([0, 1, 2, 3, 5].map((next) => roundReached(workingOn({ next })))).toEqual([1, 1, 2, 3, 4]);
  const share = shareOf({ batches: 3 });
  expect(roundReached(workingOn({ share, next: 7, job: jobOf({ strategy: 'explore' }) }))).toBe(3);
});

describe('a job that a journal knows', () => {
  const campaign = (budget: Budget): Campaign => ({
    id: 2,
    begunAt: '',
    endedAt: null,
    how: null,
    budget,
    jobs: [1],
    folder: '',
    leftOut: [],
    spentSeconds: 0,
  });

  /** The job of a journal in which it has finished these batches, each in a campaign of this number. */
  function workingWith(
    batches: readonly (readonly [number: number, campaign: number])[],
    parts: Partial<Journal> = {},
  ) {
    const journal: Journal = {
      ...setUp().journal,
      jobOf: () => jobOf(),
      shares: () => [],
      batchesOf: () => batches.map(([number, of]) => ({ number, campaign: of, kinds: Int32Array.of(number, of) })),
      incidenceOf: () => [],
      runsOf: () => 1750,
      ...parts,
    };
    return (budget: Budget) => workingOf(journal, campaign(budget), 1);
  }

  test('goes on after the batches that it has finished, in this campaign or before', () => {
    const one = workingWith([
      [0, 1],
      [1, 2],
      [3, 2],
    ])({ seconds: 60 });
    expect(one.kinds.get(0)).toEqual(Int32Array.of(0, 1));
    expect(one).toMatchObject({ next: 2, end: Infinity, finished: new Set([0, 1, 3]), underWay: new Set() });
    expect(one).toMatchObject({ number: 1, failures: 0, newCoverage: null, lastSeconds: 1 });
    expect(workingWith([])({ seconds: 60 }).next).toBe(0);
    const first = [0, 1, 2, 5].map((number): [number, number] => [number, 1]);
    expect(workingWith(first)({ seconds: 60 }).next).toBe(3);
  });

  test('has so many rounds more than were whole before the campaign', () => {
    const endWith = (rounds: number, ...batches: Parameters<typeof workingWith>[0]): number =>
      workingWith(batches)({ rounds }).end;
    expect(endWith(1)).toBe(1);
    expect(endWith(3)).toBe(4);
    expect(endWith(1, [0, 1])).toBe(2);
    expect(endWith(2, [0, 1], [1, 1], [2, 1])).toBe(8);
    // What this campaign itself has finished before it was resumed does not count.
    expect(endWith(1, [0, 2])).toBe(1);
    expect(endWith(2, [0, 1], [1, 2])).toBe(4);
  });

  test('of exploring has one exploration more for each round', () => {
    const end = (batches: Parameters<typeof workingWith>[0]): number =>
      workingWith(batches, { jobOf: () => jobOf({ strategy: 'explore' }) })({ rounds: 2 }).end;
    expect(end([])).toBe(2);
    expect(end([[0, 1]])).toBe(3);
    expect(end([[0, 2]])).toBe(2);
  });

  test('is tried again where it was set aside, and keeps its share of the campaign', () => {
    const shares = (): ReturnType<Journal['shares']> => [
      shareOf({ job: 2 }),
      shareOf({ job: 1, batches: 7, setAside: { cause: 'error', message: 'it fails' } }),
    ];
    const { share } = workingWith([], { shares })({ rounds: 1 });
    expect(share).toMatchObject({ job: 1, batches: 7, setAside: null, shown: { runs: 1750, states: 0, edges: 0 } });
    const explore = workingWith([], { jobOf: () => jobOf({ strategy: 'explore' }) })({ rounds: 1 });
    expect(explore.share).toMatchObject({ job: 1, batches: 0, shown: null });
  });

  test('knows what its runs have shown', () => {
    const one = { states: Int32Array.from([5, 6, 1]), edges: Int32Array.from([7, 8, 1, 7, 9, 2]) };
    const other = { states: Int32Array.from([5, 7, 3]), edges: Int32Array.from([7, 8, 3]) };
    const { share } = workingWith([], { incidenceOf: () => [one, other] })({ rounds: 1 });
    expect(share.shown).toEqual({ runs: 1750, states: 2, edges: 2, loneRuns: 1, single: 1, double: 1, isFull: false });
  });
});
