import { expect, test } from 'vitest';
import { verdictOfExploration } from '../../src/check/exploration-verdict.ts';
import type { ViolatingRun } from '../../src/kernel/run.ts';

const run: ViolatingRun = {
  violation: { kind: 'invariant', name: 'ONE', at: 0, side: 'model', details: 'At most one.' },
  commands: [{ type: 'a' }],
};
const certificate = { kind: 'locally minimal', reason: 'a single command' } as const;
const whole = { violations: [], withoutRun: [], isComplete: true, invariants: 1 };
const cut = { ...whole, isComplete: false };
const bare = { ...whole, invariants: 0 };
const driven = { isWhole: true, divergence: null };

test('an exploration of all states without a violation holds', () => {
  expect(verdictOfExploration(whole, null)).toBe('holds');
  expect(verdictOfExploration(whole, driven)).toBe('holds');
});

test('an exploration is inconclusive where a state was not reached', () => {
  expect(verdictOfExploration(cut, null)).toBe('inconclusive');
  expect(verdictOfExploration(cut, driven)).toBe('inconclusive');
});

test('without invariants an exploration is inconclusive, and holds on a system', () => {
  expect(verdictOfExploration(bare, null)).toBe('inconclusive');
  expect(verdictOfExploration(bare, driven)).toBe('holds');
});

test('a drive is inconclusive where a transition was not driven, or none at all', () => {
  expect(verdictOfExploration(whole, { ...driven, isWhole: false })).toBe('inconclusive');
  expect(verdictOfExploration(whole, { notDriven: 'more than 9 states' })).toBe('inconclusive');
});

test('a violation or a divergence comes before all else', () => {
  const withoutRun = [{ kind: 'invariant', name: 'ONE', length: 3 }] as const;
  for (const found of [
    { ...cut, violations: [run] },
    { ...cut, withoutRun },
  ]) {
    expect(verdictOfExploration(found, null)).toBe('violated');
    expect(verdictOfExploration(found, { notDriven: 'too many states' })).toBe('violated');
  }
  const diverging = { ...driven, isWhole: false, divergence: { ...run, certificate } };
  expect(verdictOfExploration(cut, diverging)).toBe('violated');
});
