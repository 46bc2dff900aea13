import { describe, expect, test } from 'vitest';
import type { Next } from '../../src/overnight/next-batch.ts';
import { takeNext } from '../../src/overnight/next-batch.ts';
import { planOf } from '../../src/overnight/rounds.ts';
import type { Working } from '../../src/overnight/working.ts';
import { explored, jobOf, shareOf, sourceOf, workingOn } from './parts.ts';
import { planted } from './planted.ts';

const known = [{ kind: 'invariant', name: 'FLOOR' }] as const;

function next(...jobs: readonly Working[]): Next | null {
  return takeNext(jobs, {
    origin: 'here',
    collection: { knownAt: ({ system }) => (system === 'plain' ? known : []) },
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
      batch: { kind: 'runs', job: one.job, source: sourceOf(), plan, known, versions: { faultbook: '1' } },
    });
  });

  test('is another one each time, and leaves out what is finished or under way', () => {
    const one = workingOn({ finished: new Set([1, 2]), end: 6 });
    expect([next(one)?.number, next(one)?.number, next(one)?.number]).toEqual([0, 3, 4]);
    expect(one).toMatchObject({ underWay: new Set([0, 3, 4]), next: 5 });
    expect([next(one)?.number, next(one)]).toEqual([5, null]);
  });

  test('of exploring reaches further each time, and of driving as far as may be', () => {
    const share = shareOf({ batches: 2, explored: { ...explored, isWhole: false } });
    const explore = workingOn({ job: jobOf({ strategy: 'explore' }), share, end: Infinity });
    expect(next(explore)?.batch).toMatchObject({ kind: 'explore', maxStates: 160_000, known });
    const whole = workingOn({ job: jobOf({ strategy: 'explore' }), share: shareOf({ explored }) });
    const drive = workingOn({ job: jobOf({ strategy: 'drive' }), end: 1 });
    expect(next(whole, drive)?.batch).toMatchObject({ kind: 'drive', maxStates: 2_560_000 });
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
