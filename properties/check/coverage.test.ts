import { describe, expect, test } from 'vitest';
import type { Coverage } from '../../src/check/coverage.ts';
import { recordCoverage, missedGoals } from '../../src/check/coverage.ts';
import type { Step } from '../../src/kernel/invariant.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';

type AnyStep = Step<number, Command, Outcome>;

const goals = [
  { name: 'it opens', leastShare: 0.5, isReachedBy: ({ outcome }: AnyStep): boolean => outcome.type === 'opened' },
  { name: 'it counts to two', leastShare: 0.25, isReachedBy: ({ after }: AnyStep): boolean => after === 2 },
];

/** Each step of a run: the type of its command and of its outcome, its fault if any; the state counts the steps. */
type Taken = readonly [type: string, outcome: string, fault?: string];

function coverageOf(...runs: readonly (readonly Taken[])[]): Coverage {
  const recorder = recordCoverage({ initial: 0 }, goals);
  for (const run of runs) {
    recorder.startRun();
    for (const [at, [type, outcome, fault]] of run.entries()) {
      const command = { type, ...(fault !== undefined && { fault }) };
      recorder.see({ before: at, command, outcome: { type: outcome }, after: at + 1 }, at + 1);
    }
  }
  return recorder.coverage();
}

const opened: Taken = ['open', 'opened'];
const refused: Taken = ['open', 'refused', 'replyLost'];

describe('a coverage goal', () => {
  test('counts the runs that reach it, and not the steps', () => {
    const { reached } = coverageOf([opened, opened, opened, refused], [refused], [refused, refused, opened], []);
    expect(reached).toEqual({
      'it opens': { runs: 2, share: 0.5, leastShare: 0.5 },
      'it counts to two': { runs: 2, share: 0.5, leastShare: 0.25 },
    });
  });

  test('is missed where fewer runs reach it than its share asks for', () => {
    expect(missedGoals(coverageOf([opened], [refused]))).toEqual(['it counts to two']);
    expect(missedGoals(coverageOf([opened], [refused], [refused, refused]))).toEqual(['it opens']);
    expect(missedGoals(coverageOf([opened, opened], [refused], [refused], [opened]))).toEqual([]);
  });

  test('is missed where no run was made', () => {
    expect(coverageOf().reached).toMatchObject({ 'it opens': { runs: 0, share: 0 } });
    expect(missedGoals(coverageOf())).toEqual(['it opens', 'it counts to two']);
  });
});

test('coverage counts runs, commands, distinct states, outcomes and faults', () => {
  const coverage = coverageOf([refused, ['shut', 'done'], opened], [opened, refused], [['open', 'late', 'crash']]);
  expect(coverage).toMatchObject({ runs: 3, commands: 6, distinctStates: 4, faults: { crash: 1, replyLost: 2 } });
  expect(coverage.outcomes).toEqual({ open: { late: 1, opened: 2, refused: 2 }, shut: { done: 1 } });
  // In the order of their names, so that the same runs give the same report.
  expect(Object.keys(coverage.outcomes['open'] ?? {})).toEqual(['late', 'opened', 'refused']);
  expect(Object.keys(coverage.faults)).toEqual(['crash', 'replyLost']);
});

test('the initial state is counted with the first run', () => {
  const recorder = recordCoverage({ initial: 0 }, goals);
  expect(recorder.coverage()).toMatchObject({ runs: 0, distinctStates: 0 });
  recorder.startRun();
  expect(recorder.coverage()).toMatchObject({ runs: 1, distinctStates: 1 });
  recorder.startRun();
  expect(recorder.coverage()).toMatchObject({ runs: 2, distinctStates: 1 });
  expect(recorder.runs()).toBe(2);
});

test('states that differ by a shift of all instants are one', () => {
  interface Timed {
    nowMs: number;
    value: number;
  }
  const model = {
    initial: { nowMs: 0, value: 0 },
    instants: (state: Timed) => ({ clock: [state, 'nowMs'] as const, deadlines: [] }),
  };
  const recorder = recordCoverage<Timed, number, Command, Outcome>(model, []);
  recorder.startRun();
  const seen = [
    { nowMs: 5, value: 0 },
    { nowMs: 5, value: 1 },
    { nowMs: 9, value: 1 },
  ].map((state) =>
    recorder.see({ before: 0, command: { type: 'tick' }, outcome: { type: 'ticked' }, after: 0 }, state),
  );
  expect(recorder.coverage()).toMatchObject({ distinctStates: 2, reached: {} });
  expect(seen[1]).toEqual(seen[2]);
  expect(seen[0]).not.toEqual(seen[1]);
});
