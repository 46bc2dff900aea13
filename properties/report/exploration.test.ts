import { describe, expect, test } from 'vitest';
import { renderDriving } from '../../src/report/driving.ts';
import type { ExplorationToRender } from '../../src/report/exploration.ts';
import { renderExploration, renderExplorationVerdict } from '../../src/report/exploration.ts';
import { doors, twoOpen, violation } from './doors.ts';
import { textOf } from './text.ts';

const world = { subject: doors, policies: { interlock: false }, scope: { doors: 2 }, symmetry: 'on' } as const;

const all: ExplorationToRender = {
  distinctStates: 1,
  generatedStates: 1,
  depth: 1,
  stoppedBy: null,
  longestRecovery: 0,
  invariants: 1,
  collisionChance: 0,
  outcomes: {},
  violations: [],
  withoutRun: [],
  digest: '0f',
};

const invariant = { violation, commands: twoOpen };

describe('an exploration', () => {
  test('of one state, with nothing to do in it, holds', () => {
    expect(textOf(renderExploration(world, all))).toMatchInlineSnapshot(`
      "doors, without interlock, 2 doors, up to names
      command  outcomes
      holds in all 1 states (0 steps, 1 levels), and so does every order of recovery
        from each of them, in at most 0 commands
      chance that a collision of fingerprints hid a state: less than 1 in a trillion
      digest 0f"
    `);
  });

  test('with drawn fields says that one value of each was explored', () => {
    const drawn = ['open.note'];
    const lines = [
      ...renderExploration(world, { ...all, drawn }),
      ...renderExploration(world, { ...all, drawn, violations: [invariant] }),
    ];
    expect(textOf(lines)).toContain('in at most 0 commands, with one value of open.note\n');
    expect(textOf(lines)).toContain(
      'minimal: no run of fewer commands has this violation, with one value of open.note',
    );
  });

  test('with violations shows the run of each', () => {
    const settled = {
      violation: { ...violation, kind: 'settled', name: 'SET_1', at: 2 },
      commands: twoOpen,
      recovery: [{ type: 'close', door: 'd1' }],
    } as const;
    const found = {
      ...all,
      distinctStates: 1_000_000,
      generatedStates: 2_000_000,
      depth: 12,
      outcomes: { open: { done: 1_999_999 } },
      violations: [invariant, settled],
    };
    expect(textOf(renderExploration({ ...world, symmetry: 'off' }, found))).toMatchInlineSnapshot(`
      "doors, without interlock, 2 doors, name by name

      #  guest           house
      1  open d1 → done  d1 is open
      2  open d2 → done  d2 is open
      => INV_1 is violated: INV_1: d1 and d2 are open
      minimal: no run of fewer commands has this violation

      #   guest            house
      1   open d1 → done   d1 is open
      2   open d2 → done   d2 is open
      recovery:
      r1  close d1 → done
      => SET_1 is violated after recovery: INV_1: d1 and d2 are open
      minimal: no run of fewer commands has this violation, with any recovery

      violated: INV_1 (2), SET_1 (2), in 1,000,000 states (1,999,999 steps, 12 levels)"
    `);
  });

  test('that was stopped says by what', () => {
    const verdicts = (['maxDepth', 'maxStates', 'memory', 'signal'] as const).flatMap((stoppedBy) =>
      renderExplorationVerdict({ ...all, stoppedBy }, false),
    );
    expect(textOf(verdicts)).toMatchInlineSnapshot(`
      "inconclusive: no violation in 1 states (0 steps, 1 levels), stopped at the depth
        that was asked for
      inconclusive: no violation in 1 states (0 steps, 1 levels), stopped at as many
        states as were asked for
      inconclusive: no violation in 1 states (0 steps, 1 levels), stopped short of
        memory
      inconclusive: no violation in 1 states (0 steps, 1 levels), stopped by the user"
    `);
    const stopped = { ...all, stoppedBy: 'signal', violations: [invariant] } as const;
    expect(textOf(renderExplorationVerdict(stopped, false))).toMatchInlineSnapshot(
      `"violated: INV_1 (2), in 1 states (0 steps, 1 levels), stopped by the user"`,
    );
  });

  test('with several violations by the same run shows the run once', () => {
    const other = { ...invariant, violation: { ...violation, name: 'INV_2', details: 'Doors are shut.' } };
    const longer = { ...invariant, commands: [...twoOpen, ...twoOpen] };
    const lines = renderExploration(world, { ...all, violations: [invariant, other, longer] });
    expect(textOf(lines)).toMatchInlineSnapshot(`
      "doors, without interlock, 2 doors, up to names

      #  guest           house
      1  open d1 → done  d1 is open
      2  open d2 → done  d2 is open
      => INV_1 is violated: INV_1: d1 and d2 are open
      => INV_2 is violated: Doors are shut.
      minimal: no run of fewer commands has this violation

      #  guest                  house
      1  open d1 → done         d1 is open
      2  open d2 → done         d2 is open
      3  open d1 → alreadyDone
      4  open d2 → alreadyDone
      => INV_1 is violated: INV_1: d1 and d2 are open
      minimal: no run of fewer commands has this violation

      violated: INV_1 (2), INV_2 (2), INV_1 (4), in 1 states (0 steps, 1 levels)"
    `);
  });

  test('with a violation shows its outcomes and its digest only where that is asked for', () => {
    const violated = { ...all, violations: [invariant], outcomes: { open: { done: 7 } } };
    expect(textOf(renderExploration(world, violated))).not.toMatch(/done 7|digest/);
    const verbose = textOf(renderExploration({ ...world, isVerbose: true }, violated));
    expect(verbose).toMatch(/=> INV_1 is violated[^]*done 7[^]*digest 0f/);
  });
});

describe('driving every transition', () => {
  const driven = {
    system: 'wooden',
    states: 1000,
    edges: 1_000_000,
    drivenEdges: 1_000_000,
    neverChosen: 0,
    isWhole: true,
    limits: null,
    divergence: null,
    timing: { edgesPerSecond: 4000 },
  };

  test('is rendered where all were driven, where some were, and where none was', () => {
    expect(textOf(renderDriving(doors, world, driven))).toMatchInlineSnapshot(`
      "1,000,000 of 1,000,000 edges between 1,000 states driven on wooden, name by
        name: outcome and view the same on all of them
      driven at 4,000 edges/s"
    `);
    expect(textOf(renderDriving(doors, world, { ...driven, drivenEdges: 0, isWhole: false }))).toMatchInlineSnapshot(`
      "inconclusive: 0 of 1,000,000 edges between 1,000 states driven on wooden, name
        by name, then stopped; outcome and view the same on the driven edges
      driven at 4,000 edges/s"
    `);
    const none = { system: 'wooden', notDriven: 'there are too many' };
    expect(textOf(renderDriving(doors, world, none))).toMatchInlineSnapshot(
      `"inconclusive: no edge was driven on wooden: there are too many"`,
    );
  });

  test('says how many endings the system never chose, and how many edges lie behind them', () => {
    const open = { ...driven, edges: 20, drivenEdges: 15, neverChosen: 4 };
    expect(textOf(renderDriving(doors, world, open))).toMatchInlineSnapshot(`
      "15 of 20 edges between 1,000 states driven on wooden, name by name: outcome and
        view the same on all of them; wooden never chose 4 other endings of these
        commands, with 1 edge behind them
      driven at 4,000 edges/s"
    `);
    expect(textOf(renderDriving(doors, world, { ...open, neverChosen: 5 }))).not.toContain('behind');
  });

  test('shows the run to a divergence', () => {
    const divergence = {
      commands: twoOpen,
      violation: {
        ...violation,
        kind: 'divergence',
        name: 'outcome',
        side: 'system',
        details: 'the model says done, wooden says alreadyDone',
      },
      certificate: { kind: 'locally minimal', reason: 'only the system shows it' },
    } as const;
    expect(textOf(renderDriving(doors, world, { ...driven, divergence }))).toMatchInlineSnapshot(`
      "
      #  guest           house
      1  open d1 → done  d1 is open
      2  open d2 → done  d2 is open
      (outcomes of the model; in the last step the system differs)
      => model and system disagree: outcome
      the model says done, wooden says alreadyDone
      locally minimal: only the system shows it
      1,000,000 of 1,000,000 edges between 1,000 states driven on wooden, name by name"
    `);
  });
});
