import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Ablation } from '../../src/check/ablate-on-system.ts';
import { newInPairs, verdictOfAblation } from '../../src/check/ablate-on-system.ts';
import { verdictOfAblations } from '../../src/check/ablate-subject.ts';
import { linesOfAblation } from '../../src/cli/ablate.ts';
import { failureModeOf } from '../../src/corpus/failure-modes.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { formatOnlyTogether } from '../../src/report/ablation.ts';

/** What falls with policies off: front breaks A, back nothing, and both together what is said. */
function ablation(together: readonly string[], alone: readonly string[] = []): Ablation {
  return {
    subject: { name: 'doors', scopes: { small: { doors: 1 } } as AnySubject['scopes'] } as AnySubject,
    system: 'wooden',
    atOnce: 1,
    rows: [rowOf([], []), rowOf(['front'], ['A']), rowOf(['back'], alone), rowOf(['front', 'back'], together)],
  };
}

function rowOf(off: readonly string[], names: readonly string[]): Ablation['rows'][number] {
  const violations = names.map((name) => ({
    violation: { kind: 'invariant', name, at: 0, side: 'model', details: '' },
    commands: [{ type: 'open' }],
    onSystem: 'same',
    failureMode: null,
  }));
  return { off, scope: { doors: 1 }, violations, distinctStates: 1, isComplete: true, stoppedBy: null } as never;
}

function reported(ablated: Ablation): string {
  return linesOfAblation(ablated).map(stripVTControlCharacters).join('\n');
}

test('a policy that backs up another is needed if only both off violate an invariant', () => {
  const needed = ablation(['A', 'B']);
  expect(verdictOfAblation(needed)).toBe('holds');
  expect(reported(needed)).toContain('back backs up front: B is violated only with both off.');
});

test('a policy is needless if it backs up another in vain, or backs up no other', () => {
  const forNothing = ablation(['A']);
  expect(verdictOfAblation(forNothing)).toBe('inconclusive');
  expect(reported(forNothing)).not.toContain('backs up');
  const behindNone = { ...forNothing, rows: forNothing.rows.slice(0, 3) };
  expect(verdictOfAblation(behindNone)).toBe('inconclusive');
});

test('a violation with all policies on, or a divergence, makes the ablation violated', () => {
  const needed = ablation(['A', 'B']);
  expect(verdictOfAblation({ ...needed, rows: [rowOf([], ['A']), ...needed.rows.slice(1)] })).toBe('violated');
  const [violation] = needed.rows[1]?.violations ?? [];
  const otherwise = { ...needed.rows[1], violations: [{ ...violation, onSystem: 'nothing falls' }] };
  expect(verdictOfAblation({ ...needed, rows: [...needed.rows, otherwise as never] })).toBe('violated');
});

test('an ablation that was stopped is interrupted or inconclusive', () => {
  const needed = ablation(['A', 'B']);
  const stopped = (stoppedBy: 'signal' | 'maxStates'): Ablation => {
    const [shipped, ...rows] = needed.rows;
    return { ...needed, rows: [{ ...shipped, isComplete: false, stoppedBy } as never, ...rows] };
  };
  expect(verdictOfAblation(stopped('maxStates'))).toBe('inconclusive');
  expect(verdictOfAblation(stopped('signal'))).toBe('interrupted');
});

test('the worst verdict counts, and a vacuous name is inconclusive', () => {
  const needed = ablation(['A', 'B']);
  const needless = ablation(['A']);
  const broken = { ...needed, rows: [rowOf([], ['A']), ...needed.rows.slice(1)] };
  const vacuous = { findings: [{ kind: 'neverRefused', of: 'open' }] } as const;
  const sound = { findings: [] };
  expect(verdictOfAblations([needed], sound)).toBe('holds');
  expect(verdictOfAblations([needed, { ...needless, atOnce: 2 }], sound)).toBe('holds');
  expect(verdictOfAblations([needed, needless], sound)).toBe('inconclusive');
  expect(verdictOfAblations([needed], vacuous)).toBe('inconclusive');
  expect(verdictOfAblations([needless, broken], vacuous)).toBe('violated');
});

/** The same row, explored in a larger world. */
function inLarge(row: Ablation['rows'][number]): Ablation['rows'][number] {
  return { ...row, scope: { doors: 2 } };
}

test('a violation as shipped counts in every scope', () => {
  const needed = ablation(['A', 'B']);
  expect(verdictOfAblation({ ...needed, rows: [...needed.rows, inLarge(rowOf([], []))] })).toBe('holds');
  expect(verdictOfAblation({ ...needed, rows: [...needed.rows, inLarge(rowOf([], ['A']))] })).toBe('violated');
});

test('two policies off together are compared with each alone in the same scope', () => {
  const { rows, ...rest } = ablation(['A', 'B']);
  const elsewhere = { ...rest, rows: [...rows, inLarge(rowOf(['back'], ['B']))] };
  expect(reported(elsewhere)).toContain('back backs up front: B is violated only with both off.');
  expect(reported({ ...rest, rows: [...rows, rowOf(['back'], ['B'])] })).not.toContain('backs up');
});

test('the scope of a row is printed where rows have several scopes', () => {
  const needed = ablation(['A', 'B']);
  const scopes = { small: { doors: 1 }, large: { doors: 2 } } as AnySubject['scopes'];
  const both = { ...needed, subject: { ...needed.subject, scopes }, rows: [...needed.rows, inLarge(rowOf([], []))] };
  expect(reported(needed)).not.toContain('scope\n');
  expect(reported(both)).toMatch(/^policy off .* states +scope$/m);
  expect(reported(both)).toMatch(/^\(none\) +none +1 +large$/m);
  expect(reported(both)).toContain('- large: 2 doors');
});

test('a failure mode belongs to the row with just its policies off, in whatever order', () => {
  const breaks = { during: ['B'], settled: [] };
  const mode = { id: 'FM_901', subject: 'doors', without: ['front', 'back'], breaks } as never;
  const found = (...off: readonly string[]): unknown =>
    failureModeOf([mode], { subject: 'doors', off, invariant: 'B' })?.id;
  expect([found('front', 'back'), found('back', 'front')]).toEqual(['FM_901', 'FM_901']);
  expect([found('front'), found('back'), found('front', 'side'), found()]).toEqual(Array(4).fill(undefined));
});

test('two policies off are compared with each alone in the scope of their own run', () => {
  const singles = { ...ablation([]), rows: [rowOf([], []), rowOf(['front'], ['A']), rowOf(['back'], ['B'])] };
  const beside = [inLarge(rowOf(['front'], ['C'])), inLarge(rowOf(['back'], []))];
  const together = (names: readonly string[]): Ablation => {
    return { ...singles, atOnce: 2, rows: [...beside, inLarge(rowOf(['front', 'back'], names))] };
  };
  expect(formatOnlyTogether(newInPairs([singles, together(['C'])]))).toBe('No violation needs two policies off.');
  // What falls alone in another scope says nothing of this one.
  expect(formatOnlyTogether(newInPairs([singles, together(['B', 'C'])]))).toBe(
    'Only together: front + back violates B.',
  );
});
