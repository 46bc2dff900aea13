import { expect, test } from 'vitest';
import { ablateSubject } from '../../src/check/ablate-subject.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { counterByPolicies } from './counter.ts';

const counter: AnySubject = counterByPolicies;
const options = { system: 'plain', failureModes: [], maxStates: 50, pairs: true };

test('a subject is ablated with one policy off at a time, then with each two', async () => {
  const atOnce: number[] = [];
  const ablated = await ablateSubject(counter, { ...options, onAblation: (one) => void atOnce.push(one.atOnce) });
  expect(atOnce).toEqual([1, 2]);
  expect(ablated.ablations.map((one) => one.atOnce)).toEqual([1, 2]);
  const [first] = ablated.ablations;
  expect(first?.rows.map(({ off }) => off)).toEqual([[], ['floor']]);
  expect(first?.rows[1]?.violations.map(({ violation, onSystem }) => [violation.name, onSystem])).toEqual([
    ['FLOOR', 'same'],
    ['ZERO', 'same'],
  ]);
  // Without the floor the counter has no end of states.
  expect(ablated).toMatchObject({ verdict: 'inconclusive', vacuity: { isComplete: false } });
});

test('an ablation ends early where it is stopped', async () => {
  const stopped = await ablateSubject(counter, { ...options, signal: AbortSignal.abort() });
  expect(stopped).toMatchObject({ verdict: 'interrupted', ablations: [{ atOnce: 1 }] });
  expect(stopped.ablations).toHaveLength(1);
});
