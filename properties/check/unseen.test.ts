import { describe, expect, test } from 'vitest';
import { checkScopes } from '../../src/check/check-scopes.ts';
import type { CheckReport } from '../../src/check/check.ts';
import { check } from '../../src/check/check.ts';
import { missedOutcomes, shareOfReached } from '../../src/check/unseen.ts';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { ReachedSteps } from '../../src/kernel/reached.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { renderCheck } from '../../src/report/check-report.ts';
import { renderCheckedScopes } from '../../src/report/check-scopes-report.ts';
import { textOf } from '../report/text.ts';

const reached: ReachedSteps = {
  states: 9,
  isWhole: false,
  outcomes: { look: { seen: 1, dark: 1 }, open: { opened: 5, locked: 4 }, shut: { done: 1 } },
  kinds: [],
  ways: [[-1, -1, -1]],
  transitions: null,
};

describe('the outcomes that exploring reached and no run has shown', () => {
  test('are listed by command, the most frequent commands of the exploration first', () => {
    const share = shareOfReached(reached, { open: { opened: 3 }, look: { seen: 1, broken: 1 } }, null);
    expect(share).toMatchObject({ states: 9, isWhole: false, outcomes: { seen: 2, of: 5, share: 0.4 } });
    expect(share.unseen).toEqual(['open: locked', 'look: dark', 'shut: done']);
  });

  test('are a missed goal in a long check, where the subject sets a smaller share', () => {
    const of = (seen: number): { outcomes: { seen: number; of: number; share: number } } => ({
      outcomes: { seen, of: 10, share: seen / 10 },
    });
    expect(missedOutcomes({ missing: 0.1 }, of(8), 1_000)).toEqual([
      'at least 9 of the 10 outcomes that exploring reaches (seen: 8)',
    ]);
    expect(missedOutcomes({ missing: 0.1 }, of(9), 1_000)).toEqual([]);
    expect(missedOutcomes({ missing: 0.1 }, of(8), 999)).toEqual([]);
    for (let tenths = 0; tenths < 10; tenths += 1) {
      expect(missedOutcomes({ missing: tenths / 10 }, of(10 - tenths), 1_000)).toEqual([]);
      expect(missedOutcomes({ missing: tenths / 10 }, of(9 - tenths), 1_000)).toHaveLength(1);
    }
    const of100 = { outcomes: { seen: 71, of: 100, share: 0.71 } };
    expect(missedOutcomes({ missing: 0.29 }, of100, 1_000)).toEqual([]);
    expect(missedOutcomes({}, of(0), 1_000)).toEqual([]);
    expect(missedOutcomes({ missing: 0.1 }, null, 1_000)).toEqual([]);
  });
});

/** A door with a lock of so many turns: shorter runs than that meet no `opened`. */
function lockOf({ missing }: { missing?: number } = {}): AnySubject {
  return defineSubject<{ turned: number }, Command, Outcome, { turned: number }, never, { turns: number }>({
    name: 'lock',
    ...(missing !== undefined && { missing }),
    scopes: { small: { turns: 2 }, large: { turns: 30 } },
    model: (_, { turns }) => ({
      initial: { turned: 0 },
      commands: () => [{ type: 'turn' }],
      step(draft) {
        draft.turned = Math.min(turns, draft.turned + 1);
        return { type: draft.turned === turns ? 'opened' : 'turned' };
      },
    }),
    system: (_, { turns }) => {
      let turned = 0;
      return {
        async perform() {
          turned = Math.min(turns, turned + 1);
          return { type: turned === turns ? 'opened' : 'turned' };
        },
        view: async () => ({ turned }),
        close: async () => undefined,
      };
    },
  });
}

const how = { system: 'system', policies: {}, runs: 1_000, length: 10, seed: 1, generation: { steerRate: 0 } };

describe('a check', () => {
  const large = { ...how, scope: { turns: 30 } };
  const text = (subject: AnySubject, report: CheckReport): string =>
    textOf(renderCheck(subject, { ...report, known: [], kept: null, othersKept: [] }));

  test('is inconclusive where its subject sets a share, and else has a note', async () => {
    const judged = await check(lockOf({ missing: 0.1 }), large);
    expect(judged).toMatchObject({ verdict: 'inconclusive', exploration: { isWhole: true, unseen: ['turn: opened'] } });
    expect(text(lockOf(), judged)).toContain(
      'outcomes in all 31 states of the scope: 1 of 2 seen; unseen: turn: opened\n' +
        'transitions of the scope: 10 of 31 driven\n' +
        'inconclusive: no violation in 1,000 runs (8,852 commands, 11 distinct states),\n' +
        '  but too few of them reached: at least 2 of the 2 outcomes that exploring\n' +
        '  reaches (seen: 1)',
    );
    const noted = await check(lockOf(), large);
    expect(noted).toMatchObject({ verdict: 'holds', missedGoals: [], exploration: { unseen: ['turn: opened'] } });
    expect((await check(lockOf({ missing: 0.1 }), { ...large, runs: 999 })).verdict).toBe('holds');
  });

  test('explores no command that has no weight, and no fault where none strikes', async () => {
    const generation = { weights: { turn: 0 }, steerRate: 1 };
    const { commands, exploration } = await check(lockOf(), { ...large, runs: 20, generation });
    expect({ commands, of: exploration?.outcomes.of }).toEqual({ commands: 0, of: 0 });
  });

  test('names the scope where it took all scopes', async () => {
    const subject = lockOf({ missing: 0.1 });
    const report = await checkScopes(subject, how);
    expect(report).toMatchObject({
      verdict: 'inconclusive',
      missedGoals: ['large: at least 2 of the 2 outcomes that exploring reaches (seen: 1)'],
    });
    const rendered = textOf(renderCheckedScopes(subject, { ...report, known: [], kept: null, othersKept: [] }));
    expect(rendered).toContain('unseen in large: turn: opened\n');
    expect((await checkScopes(subject, { ...how, runs: 900 })).verdict).toBe('holds');
  });
});
