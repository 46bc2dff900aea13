import { describe, expect, test } from 'vitest';
import { findLimits } from '../../src/check/system-limits.ts';
import type { CoverageGoal } from '../../src/kernel/coverage-goal.ts';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { Outcome } from '../../src/kernel/model.ts';
import type { Subject, SystemKind } from '../../src/kernel/subject.ts';
import type { SystemLimits } from '../../src/kernel/system-limits.ts';

interface Go {
  readonly type: 'go' | 'stay';
}
interface Place {
  at: number;
  late?: number;
}
type Policy = Readonly<Record<'lock' | 'key', boolean>>;
type Size = Readonly<Record<'most', number>>;
type Kind = SystemKind<Go, Outcome, Place, Policy, Size>;
type Goal = CoverageGoal<Place, Go, Outcome>;

const goals = (...reached: readonly ((step: Parameters<Goal['isReachedBy']>[0]) => boolean)[]): readonly Goal[] =>
  reached.map((isReachedBy, index) => ({ name: `goal ${index}`, share: 0.1, isReachedBy }));

/** How often a model has taken a step since the last look for limits. */
let steps = 0;

/** A line of places, each with a way on; at `lateAt` a part of the view is there that is nowhere else. */
function line(
  coverageGoals: readonly Goal[],
  lateAt: number,
  change: Partial<Kind>,
  length = 5,
): Subject<Place, Go, Outcome, Place, Policy, Size> {
  const rule = (id: string): { id: string; says: string; holds: () => boolean } => ({
    id,
    says: id,
    holds: () => true,
  });
  const open = (): Promise<never> => Promise.reject(new Error('no look for limits opens a system'));
  return defineSubject({
    name: 'line',
    policies: { lock: { does: 'It locks.', protects: ['LOW'] }, key: { does: 'It has a key.', protects: ['LOW'] } },
    scopes: { usual: { most: length } },
    model: (_: Policy, { most }: Size) => ({
      name: 'line',
      initial: { at: 0 },
      commands: ({ at }: Place): Go[] => (at < most ? [{ type: 'go' }] : [{ type: 'stay' }]),
      step(draft: Place, { type }: Go) {
        steps += 1;
        if (type === 'go') draft.at += 1;
        return { type: type === 'go' ? 'gone' : 'stayed' };
      },
      view: ({ at }: Place): Place => (at === lateAt ? { at, late: 1 } : { at }),
      invariants: [rule('LOW')],
      recovery: () => [],
      settled: [],
    }),
    systems: [{ name: 'part', open, ...change }],
    coverageGoals,
  });
}

interface Looked {
  readonly most?: number;
  readonly goals?: readonly Goal[];
  readonly lateAt?: number;
}

async function limits(
  change: Partial<Kind>,
  { most = 5, goals: some = [], lateAt = -1 }: Looked = {},
): Promise<SystemLimits | null> {
  steps = 0;
  const setup = { system: 'part', policies: { lock: true, key: true }, scope: { most } };
  return findLimits(line(some, lateAt, change, most), setup);
}

const observe = ({ at }: Place): unknown => at;

describe('the limits of a system', () => {
  test('are none where it lacks nothing', async () => {
    expect(await limits({})).toBeNull();
    expect(steps).toBe(0);
  });

  test.each<[Partial<Kind>, Partial<SystemLimits>]>([
    [{ observe: () => 0 }, { notShown: ['at'] }],
    [{ observeOutcome: () => 0 }, { outcomesNotShown: ['gone', 'stayed'] }],
    [{ commands: ['go'] }, { missingCommands: ['stay'] }],
    [{ claims: ['key'] }, { unclaimedPolicies: ['lock'] }],
    [{ accepts: { LOW: 'It may be high.' } }, { accepted: { LOW: 'It may be high.' } }],
  ])('are those that it lacks, and no others: %j', async (change, lacking) => {
    expect(await limits(change)).toEqual({
      notShown: [],
      outcomesNotShown: [],
      missingCommands: [],
      unclaimedPolicies: [],
      accepted: {},
      goalsOutOfReach: [],
      lookedAt: null,
      ...lacking,
    });
  });

  test('have the commands that the subject lists outcomes of, where it lists them', async () => {
    // No look at the first states would find the other one.
    const most = 3_000;
    const subject = {
      ...line([], -1, { commands: ['go'] }, most),
      outcomes: { go: { gone: 'accepted' }, stay: { stayed: 'accepted' } },
    } as const;
    const found = await findLimits(subject, { system: 'part', policies: { lock: true, key: true }, scope: { most } });
    expect(found?.missingCommands).toEqual(['stay']);
  });

  test('have the commands of the first 2,000 states, where it lists no outcomes', async () => {
    // From the place with this number, the only command is the other one.
    for (const [most, missing] of [
      [1_999, ['stay']],
      [2_000, []],
    ] as const)
      expect((await limits({ commands: ['go'] }, { most }))?.missingCommands).toEqual(missing);
  });
});

describe('a coverage goal is out of reach', () => {
  test('where no step of the model on this system reaches it', async () => {
    const some = goals(
      ({ before }) => before.at === 4,
      ({ before }) => before.at === 6,
      ({ after }) => after.at === 5,
      ({ after }) => after.at === 6,
      ({ command }) => command.type === 'stay',
      ({ outcome }) => outcome.type === 'stayed',
      ({ outcome }) => outcome.type === 'lost',
    );
    expect(await limits({ observe }, { goals: some })).toMatchObject({
      goalsOutOfReach: ['goal 1', 'goal 3', 'goal 6'],
      lookedAt: null,
    });
    expect(await limits({ observe, commands: ['go'] }, { goals: some })).toMatchObject({
      goalsOutOfReach: ['goal 1', 'goal 3', 'goal 4', 'goal 5', 'goal 6'],
    });
  });

  test('where the first 2,000 states do not reach it, which the limits then say', async () => {
    const at = (place: number): Promise<SystemLimits | null> =>
      limits({ observe }, { most: 3_000, goals: goals(({ before }) => before.at === place) });
    expect(await at(1_999)).toMatchObject({ goalsOutOfReach: [], lookedAt: null });
    expect(await at(2_000)).toMatchObject({ goalsOutOfReach: ['goal 0'], lookedAt: 2_000 });
  });
});

describe('the look for limits', () => {
  test('ends after the first 200 states where no goal is left', async () => {
    expect(await limits({ observe, accepts: {} }, { most: 3_000 })).toMatchObject({ lookedAt: null });
    const withoutGoals = steps;
    await limits({ observe, accepts: {} }, { most: 3_000, goals: goals(({ before }) => before.at === 50) });
    expect(steps).toBe(withoutGoals);
    await limits({ observe, accepts: {} }, { most: 3_000, goals: goals(({ before }) => before.at === 300) });
    expect(steps).toBe(withoutGoals + 101);
  });

  test('looks at 200 steps for what the system shows', async () => {
    const late = async (lateAt: number): Promise<unknown> => {
      const some = goals(({ before }) => before.at === 300);
      return (await limits({ observe }, { most: 3_000, lateAt, goals: some }))?.notShown;
    };
    expect(await late(200)).toEqual(['late']);
    expect(await late(201)).toEqual([]);
  });
});
