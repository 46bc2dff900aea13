import { describe, expect, test } from 'vitest';
import type { CheckToRender } from '../../src/report/check-report.ts';
import { renderCheck } from '../../src/report/check-report.ts';
import { counterexample, doors, violation } from './doors.ts';
import { textOf } from './text.ts';

const nothing: CheckToRender = {
  system: 'wooden',
  policies: { interlock: true },
  scope: { doors: 2 },
  seed: 1,
  verdict: 'holds',
  runs: 0,
  commands: 0,
  distinctStates: 0,
  outcomes: {},
  faults: {},
  reached: {},
  missedGoals: [],
  limits: null,
  strayed: 0,
  seen: null,
  exploration: null,
  invariants: 1,
  counterexample: null,
  others: [],
  known: [],
  kept: null,
  othersKept: [],
};

const many: CheckToRender = {
  ...nothing,
  runs: 1_000_000,
  commands: 1,
  distinctStates: 1,
  outcomes: { open: { done: 1_000_000, alreadyDone: 1 } },
  faults: { crash: 1000, reset: 0 },
  reached: { 'a door is open': { share: 1, leastShare: 0.05 }, 'no door is open': { share: 0.004, leastShare: 0.05 } },
};

function rendered(report: Partial<CheckToRender>): string {
  return textOf(renderCheck(doors, { ...many, ...report }));
}

/** The sentence of the verdict. */
function verdictIn(report: Partial<CheckToRender>): string {
  return /^(?:holds|violated|inconclusive|interrupted)\b.*(?:\n .*)*/m.exec(rendered(report))?.[0] ?? '';
}

describe('a check without a violation', () => {
  test('in which nothing was done is rendered', () => {
    expect(textOf(renderCheck(doors, nothing))).toMatchInlineSnapshot(`
      "doors on wooden, all policies on, 2 doors, seed 1
      command  outcomes
      faults: none
      no coverage goal in this scope
      holds: no violation in 0 runs (0 commands, 0 distinct states): a sample, no
        proof"
    `);
  });

  test('of many runs says what they covered', () => {
    expect(rendered({})).toMatchInlineSnapshot(`
      "doors on wooden, all policies on, 2 doors, seed 1
      command  outcomes
      open     done 1,000,000, alreadyDone 1
      faults: crash 1,000, reset 0
      reached: a door is open in 100.0 % of the runs (at least 5.0 %)
      missed: no door is open in 0.4 % of the runs (at least 5.0 %)
      holds: no violation in 1,000,000 runs (1 command, 1 distinct state): a sample,
        no proof"
    `);
  });

  test('that missed coverage goals, or was stopped, says so', () => {
    expect(verdictIn({ verdict: 'inconclusive', missedGoals: ['no door is open', 'a draught'] })).toMatchInlineSnapshot(
      `
      "inconclusive: no violation in 1,000,000 runs (1 command, 1 distinct state), but
        too few of them reached: no door is open; a draught"
    `,
    );
    expect(verdictIn({ verdict: 'interrupted', runs: 1 })).toMatchInlineSnapshot(
      `"interrupted: no violation in the first 1 run (1 command, 1 distinct state)"`,
    );
  });

  test('after an exploration says how much of it was seen', () => {
    const seen = {
      states: { seen: 999_999, of: 1_000_000, share: 0.999999 },
      edges: { seen: 1, of: 1, share: 1 },
      unreachedCommands: ['close'],
      unreachedOutcomes: ['open: alreadyDone'],
    };
    expect(rendered({ seen })).toMatchInlineSnapshot(`
      "doors on wooden, all policies on, 2 doors, seed 1
      command  outcomes
      open     done 1,000,000, alreadyDone 1
      faults: crash 1,000, reset 0
      reached: a door is open in 100.0 % of the runs (at least 5.0 %)
      missed: no door is open in 0.4 % of the runs (at least 5.0 %)
      seen of all that was explored, name by name: 999,999 of 1,000,000 states
        (99.9 %), 1 of 1 edges (100.0 %)
      never reached: close, open: alreadyDone
      holds: no violation in 1,000,000 runs (1 command, 99.9 % of all states and
        100.0 % of the edges between them): a sample, no proof"
    `);
    const all = { ...seen, unreachedCommands: [], unreachedOutcomes: [] };
    expect(rendered({ seen: all })).toContain('never reached: no command and no outcome');
  });
});

describe('a check with a violation', () => {
  test('shows its run, what else was found, and where both are kept', () => {
    const other = {
      ...counterexample,
      violation: { ...violation, name: 'INV_2' },
      commands: counterexample.commands.slice(0, 1),
      certificate: { kind: 'locally minimal', reason: '' },
    } as const;
    const report = {
      verdict: 'violated',
      counterexample,
      others: [other, counterexample],
      kept: { path: 'counterexamples/a.json', how: 'new' },
      othersKept: [{ path: 'counterexamples/b.json', how: 'known' }],
    } as const;
    expect(rendered(report)).toMatchInlineSnapshot(`
      "doors on wooden, all policies on, 2 doors, seed 1

      #  guest           house
      1  open d1 → done  d1 is open
      2  open d2 → done  d2 is open
      => INV_1 is violated: INV_1: d1 and d2 are open
      violated by 2 commands, on the model and on wooden; found by run 1,000,000
      minimal: no run of at most 1 command has this violation (3 states explored)
      also found: INV_2 (invariant) by 1 command, locally minimal
      also found: INV_1 (invariant) by 2 commands, minimal
      kept: counterexamples/a.json
      already kept: counterexamples/b.json"
    `);
  });

  test('shows the coverage only where that is asked for, and after the run', () => {
    const lines = renderCheck(doors, { ...many, verdict: 'violated', counterexample }, { isVerbose: true });
    expect(textOf(lines)).toMatch(/=> INV_1 is violated[^]*\nminimal: [^]*\n\ncommand +outcomes\nopen[^]*\nfaults: /);
    expect(rendered({ verdict: 'violated', counterexample })).not.toMatch(/outcomes|faults|reached/);
  });

  test('says which side shows it', () => {
    const sides = (['model', 'system', 'both'] as const).map((side) =>
      verdictIn({ counterexample: { ...counterexample, violation: { ...violation, side } } }),
    );
    expect(textOf(sides)).toMatchInlineSnapshot(`
      "violated by 2 commands, on the model; found by run 1,000,000
      violated by 2 commands, on wooden alone; found by run 1,000,000
      violated by 2 commands, on the model and on wooden; found by run 1,000,000"
    `);
  });

  test('that a kept counterexample showed says so, and leaves out what no run covered', () => {
    const known = (['reproduced', 'other', 'gone', 'mismatch', 'unreadable'] as const).map((verdict) => {
      return { file: `${verdict}.json`, verdict, notes: verdict === 'mismatch' ? ['a note', 'another'] : [] };
    });
    const kept = { path: 'reproduced.json', how: 'known' } as const;
    expect(rendered({ runs: 0, verdict: 'violated', counterexample, known, kept })).toMatchInlineSnapshot(`
      "doors on wooden, all policies on, 2 doors, seed 1
      reproduced.json reproduces its violation
      other.json has another violation now
      gone.json no longer reproduces
      mismatch.json no longer fits: a note: another
      unreadable.json cannot be read

      #  guest           house
      1  open d1 → done  d1 is open
      2  open d2 → done  d2 is open
      => INV_1 is violated: INV_1: d1 and d2 are open
      violated by 2 commands, on the model and on wooden; found by a kept
        counterexample
      minimal: no run of at most 1 command has this violation (3 states explored)
      already kept: the file above"
    `);
  });
});
