import { describe, expect, test } from 'vitest';
import type { DrivenRecorder } from '../../src/check/driven.ts';
import { recordDriven } from '../../src/check/driven.ts';
import { graphOfTransitions } from '../../src/explore/reached-graph.ts';
import type { PathStep } from '../../src/kernel/reached.ts';

interface Toss {
  readonly type: string;
}

/** A coin that is tossed until it shows heads; each toss has both endings. */
const graph = graphOfTransitions([[[0, 1]], [[1]]]);
const toss: Toss = { type: 'toss' };
const heads = { state: 'heads', by: [0, 1] as const };
const tails = { state: 'tails', by: [0, 0] as const };

function recorder(isOpen: boolean): DrivenRecorder<string, Toss> {
  return recordDriven<string, Toss>(graph, { isOpen });
}

describe('the transitions that runs have driven', () => {
  test('count once each, as far as a run was taken', () => {
    const { generate, startRun, see, driven } = recorder(false);
    expect(driven()).toEqual({ seen: 0, of: 3, share: 0 });
    const run = [toss, toss];
    generate(run, [tails, heads]);
    expect(driven().seen).toBe(0);
    startRun(run);
    see(toss, 'tails');
    expect(driven().seen).toBe(1);
    see(toss, 'heads');
    expect(driven().seen).toBe(2);
    startRun(run);
    see(toss, 'tails');
    expect(driven()).toEqual({ seen: 2, of: 3, share: 2 / 3 });
  });

  test('count up to a step that no exploration takes', () => {
    const { generate, startRun, see, driven } = recorder(false);
    const run = [toss, toss, toss];
    const drawn: { state: string; by: PathStep | null } = { state: 'tails', by: null };
    generate(run, [tails, drawn, heads]);
    startRun(run);
    for (const { state } of [tails, drawn, heads]) see(toss, state);
    expect(driven().seen).toBe(1);
  });

  test('count up to the choice of a system that was not the one of the run', () => {
    const { generate, startRun, see, driven } = recorder(true);
    const run = [toss, toss];
    generate(run, [tails, heads]);
    startRun(run);
    see(toss, 'tails');
    see(toss, 'tails');
    see(toss, 'heads');
    expect(driven().seen).toBe(1);
    const other = [toss];
    generate(other, [heads]);
    startRun(other);
    see({ type: 'turn' }, 'heads');
    expect(driven().seen).toBe(1);
  });

  test('count none of a run that was not generated', () => {
    const { startRun, see, driven } = recorder(false);
    startRun([toss]);
    see(toss, 'tails');
    expect(driven().seen).toBe(0);
  });

  test('are all where there is none', () => {
    expect(recordDriven(graphOfTransitions([[]]), { isOpen: false }).driven().share).toBe(1);
  });
});
