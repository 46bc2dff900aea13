import { describe, expect, test } from 'vitest';
import { nothingShown } from '../../src/check/run-memory.ts';
import type { Next } from '../../src/overnight/next-batch.ts';
import { takeNext } from '../../src/overnight/next-batch.ts';
import { zeroTally } from '../../src/overnight/race-tally.ts';
import { planOf, seedOf } from '../../src/overnight/rounds.ts';
import type { Working } from '../../src/overnight/working.ts';
import { explored, jobOf, shareOf, sourceOf, workingOn } from './parts.ts';
import { planted } from './planted.ts';

const known = [{ kind: 'invariant', name: 'FLOOR' }] as const;
const knownRaces = [{ atOnce: [], violation: { kind: 'threw', details: 'it throws' } }] as const;

function next(...jobs: readonly Working[]): Next | null {
  return takeNext(jobs, {
    origin: 'here',
    collection: {
      knownAt: ({ system }) => (system === 'plain' ? known : []),
      knownRacesAt: ({ system }) => (system === 'plain' ? knownRaces : []),
    },
    versions: { faultbook: '1' },
    configured: () => ({ subject: planted, source: sourceOf() }),
  });
}

describe('the next batch', () => {
  test('of a random job has the plan of its number, and what is known already', () => {
    const one = workingOn({ number: 3, next: 1 });
    const plan = planOf({ origin: 'here', job: 3, number: 1 }, planted);
    expect(next(one)).toEqual({
      one,
      number: 1,
      batch: {
        kind: 'runs',
        job: one.job,
        source: sourceOf(),
        plan,
        before: nothingShown,
        known,
        versions: { faultbook: '1' },
      },
    });
  });

  test('is another one each time, and leaves out what is finished or under way', () => {
    const one = workingOn({ finished: new Set([0, 1, 3]), next: 2, end: 6 });
    expect([next(one)?.number, next(one)?.number]).toEqual([2, 4]);
    expect(one).toMatchObject({ underWay: new Set([2, 4]), next: 5 });
    expect([next(one)?.number, next(one)]).toEqual([5, null]);
  });

  test('of a random job is led by the rounds before the last one, and waits for them', () => {
    const kinds = new Map(Array.from({ length: 8 }, (_, number) => [number, Int32Array.of(number, number)]));
    const finished = new Set([0, 1]);
    const one = workingOn({ finished, kinds, next: 2, end: 9 });
    const before = (): unknown => {
      const batch = next(one)?.batch;
      return batch?.kind === 'runs' ? batch.before : batch;
    };
    // The batches 2 and 3 are one round, those from 4 to 7 the next.
    expect(before()).toEqual({ runs: 250, kinds: Int32Array.of(0, 0) });
    expect(before()).toEqual({ runs: 250, kinds: Int32Array.of(0, 0) });
    for (let number = 4; number < 8; number += 1)
      expect(before()).toEqual({ runs: 750, kinds: Int32Array.of(0, 0, 1, 1) });
    // The batch 8 needs the batches 2 and 3.
    expect(before()).toBeUndefined();
    finished.add(3);
    expect(before()).toBeUndefined();
    finished.add(2);
    expect(before()).toEqual({ runs: 1750, kinds: Int32Array.of(0, 0, 1, 1, 2, 2, 3, 3) });
  });

  test('of exploring reaches further each time, and of driving as far as may be', () => {
    const share = shareOf({ batches: 2, explored: { ...explored, isWhole: false } });
    const explore = workingOn({ job: jobOf({ strategy: 'explore' }), share, end: Infinity });
    expect(next(explore)?.batch).toMatchObject({ kind: 'explore', maxStates: 160_000, known });
    const whole = workingOn({ job: jobOf({ strategy: 'explore' }), share: shareOf({ explored }) });
    const drive = workingOn({ job: jobOf({ strategy: 'drive' }), end: 1 });
    expect(next(whole, drive)?.batch).toMatchObject({ kind: 'drive', maxStates: 2_560_000 });
  });

  test('of races is the one of its place, with a seed and the races that are known', () => {
    const counts = { pairs: 40, allSchedules: 0, twoAgainstOne: 0, triples: 0 };
    const races = { depth: 3, preemptions: 1, useCases: false };
    const one = workingOn({
      job: jobOf({ strategy: 'race', races }),
      raceBudget: { firstBatch: 7, rounds: Infinity },
      share: shareOf({ raced: { counts, parts: {} } }),
      next: 8,
      end: Infinity,
    });
    const batches = Array.from({ length: 5 }, () => next(one)?.batch);
    const seeds = batches.map((batch) => (batch?.kind === 'race' ? batch.seed : null));
    expect(batches[0]).toEqual({
      kind: 'race',
      job: one.job,
      source: sourceOf(),
      work: { part: 'pairs', first: 0, races: 16 },
      seed: seedOf('here', 1, 7),
      known: knownRaces,
      versions: { faultbook: '1' },
    });
    expect(batches[2]).toMatchObject({ work: { part: 'pairs', first: 32, races: 8 } });
    expect(batches[3]).toMatchObject({ work: { part: 'pct' } });
    // All batches of a part share an order; drawn races are others in each batch.
    expect(new Set(seeds.slice(0, 3)).size).toBe(1);
    expect(seeds.slice(3)).toEqual([seedOf('here', 1, 11), seedOf('here', 1, 12)]);
  });

  test('of races is none before they are counted, nor beyond the rounds', () => {
    const parts = { job: jobOf({ strategy: 'race' }), end: Infinity } as const;
    const counting = workingOn({ ...parts });
    expect(next(counting)?.batch).toMatchObject({ kind: 'race', work: { part: 'count' } });
    expect(next(counting)).toBeNull();
    const raced = { counts: { pairs: 1, allSchedules: 0, twoAgainstOne: 0, triples: 0 }, parts: {} };
    const pairs = workingOn({ ...parts, share: shareOf({ raced }), next: 1, raceBudget: { firstBatch: 0, rounds: 2 } });
    expect(next(pairs)?.batch).toMatchObject({ work: { part: 'pairs' } });
    expect(next(pairs)).toBeNull();
  });

  test('of races of a larger scope waits for the smaller one, up to its drawn races', () => {
    const race = jobOf({ strategy: 'race', scopeName: 'small', scope: { most: 3 } });
    const raced = { counts: { pairs: 1, allSchedules: 0, twoAgainstOne: 0, triples: 0 }, parts: {} };
    const small = workingOn({ job: race, end: Infinity, share: shareOf({ raced, seconds: 99 }), next: 1 });
    const large = workingOn({ job: jobOf({ strategy: 'race' }), number: 2, end: Infinity });
    expect(next(small, large)?.one).toBe(small);
    expect(next(small, large)?.one).toBe(large);
    const closed = workingOn({ job: race, end: Infinity });
    expect(next(closed, large)?.one).toBe(closed);
    expect(next(closed, { ...large, next: 0 })).toBeNull();
  });

  test('of drawn races is none where a scope has no race of so many commands', () => {
    const raced = { counts: { pairs: 0, allSchedules: 0, twoAgainstOne: 0, triples: 0 }, parts: {} };
    const job = jobOf({ strategy: 'race' });
    const parts = { job, end: Infinity, next: 2 };
    expect(next(workingOn({ ...parts, share: shareOf({ raced }) }))?.batch).toMatchObject({ work: { part: 'pct' } });
    const none = shareOf({ raced: { ...raced, parts: { pct: zeroTally } } });
    expect(next(workingOn({ ...parts, share: none }))).toBeNull();
  });

  test('is one of the job that has had least time, what is under way included', () => {
    const busy = workingOn({ share: shareOf({ seconds: 0 }), underWay: new Set([0, 1]), lastSeconds: 30, next: 2 });
    const other = workingOn({ job: jobOf({ system: 'wrong' }), share: shareOf({ seconds: 5 }) });
    expect(next(busy, other)).toMatchObject({ one: other, batch: { known: [] } });
  });

  test('is one of a job without new coverage so far rather than of one with little', () => {
    const slow = workingOn({ share: shareOf({ seconds: 10 }), newCoverage: 1000 });
    const fresh = workingOn({ job: jobOf({ system: 'wrong' }), share: shareOf({ seconds: 10 }), newCoverage: null });
    expect(next(slow, fresh)?.one).toBe(fresh);
    expect(next(slow, { ...fresh, newCoverage: 999 })?.one).toBe(slow);
  });

  test('is none where no job is open', () => {
    expect(next()).toBeNull();
    expect(next(workingOn({ next: 4 }))).toBeNull();
  });
});
