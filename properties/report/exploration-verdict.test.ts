import { describe, expect, test } from 'vitest';
import type { Exploration } from '../../src/explore/result.ts';
import { collisionChance } from '../../src/kernel/fingerprint.ts';
import { renderExplorationVerdict } from '../../src/report/exploration.ts';
import { textOf } from './text.ts';

function explorationOf(distinctStates: number, parts: Partial<Exploration>): Exploration {
  return {
    model: 'model',
    distinctStates,
    generatedStates: distinctStates,
    depth: 3,
    statesPerDepth: [],
    isComplete: true,
    stoppedBy: null,
    longestRecovery: 2,
    invariants: 1,
    collisionChance: collisionChance(distinctStates),
    outcomes: {},
    violations: [],
    withoutRun: [],
    digest: '',
    timing: { seconds: 0 },
    ...parts,
  };
}

function sentenceOf(exploration: Exploration, isDriven: boolean): string {
  return textOf(renderExplorationVerdict(exploration, isDriven)).replaceAll(/\n +/g, ' ');
}

describe('a verdict names the chance that a collision hid a state', () => {
  const violation = { kind: 'invariant', name: 'ONE', at: 1, side: 'model', details: 'At most one.' } as const;
  const run = { violation, commands: [{ type: 'a' }, { type: 'b' }] };
  const verdicts: readonly [string, Partial<Exploration>][] = [
    ['holds in all', {}],
    ['violated: ONE (2)', { violations: [run] }],
    ['inconclusive: no violation', { isComplete: false, stoppedBy: 'maxStates' }],
  ];

  test.each(verdicts)('%s: above one in a million', (words, parts) => {
    const verdict = sentenceOf(explorationOf(7_000_000, parts), false);
    expect(verdict.startsWith(words)).toBe(true);
    expect(verdict).toMatch(/; the chance that a collision of fingerprints hid a state is at most 1 in 700 thousand$/);
  });

  test.each(verdicts)('%s: not below', (words, parts) => {
    const verdict = sentenceOf(explorationOf(6_000_000, parts), false);
    expect(verdict.startsWith(words)).toBe(true);
    expect(verdict).not.toMatch(/collision/);
  });
});

describe('a model without invariants', () => {
  const none = explorationOf(10, { invariants: 0 });

  test('is inconclusive by its exploration alone', () => {
    const verdict = sentenceOf(none, false);
    expect(verdict).toMatch(/^inconclusive: the model has no invariant to ask in 10 states/);
  });

  test('has no verdict before a system is driven, which is compared with the model', () => {
    const verdict = sentenceOf(none, true);
    expect(verdict).toMatch(/^the model has no invariant to ask in 10 states/);
  });
});
