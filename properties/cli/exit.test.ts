import { expect, test } from 'vitest';
import { exitCode, exitOf, worstOf } from '../../src/cli/exit.ts';
import { exitOfReplay } from '../../src/cli/replay.ts';

const { success, violation, badUse, inconclusive, interrupted } = exitCode;

test('the exit codes are those of the documents', () => {
  expect(exitCode).toEqual({ success: 0, violation: 1, badUse: 2, inconclusive: 3, interrupted: 130 });
});

test('every verdict of a command has its exit code', () => {
  const verdicts = ['holds', 'violated', 'inconclusive', 'missed', 'interrupted'] as const;
  expect(verdicts.map(exitOf)).toEqual([0, 1, 3, 3, 130]);
});

test('a replay ends with 1 where it shows a violation, and with 0 where it is gone', () => {
  for (const recheck of [null, 'confirmed', 'refuted'] as const) {
    expect(exitOfReplay('reproduced', recheck)).toBe(violation);
    expect(exitOfReplay('other', recheck)).toBe(violation);
  }
  for (const recheck of [null, 'confirmed'] as const) expect(exitOfReplay('gone', recheck)).toBe(success);
});

test('a replay ends with 3 or 130 where its certificate was not explored again', () => {
  expect(exitOfReplay('gone', 'refuted')).toBe(inconclusive);
  for (const verdict of ['reproduced', 'other', 'gone'] as const) {
    expect(exitOfReplay(verdict, 'outOfMemory')).toBe(inconclusive);
    expect(exitOfReplay(verdict, 'interrupted')).toBe(interrupted);
  }
});

test('a violation in one subject is exit code 1, also beside an inconclusive one', () => {
  expect(worstOf([violation, inconclusive])).toBe(violation);
  expect(worstOf([inconclusive, violation, success])).toBe(violation);
});

test('an interrupted command is exit code 130, whatever it found before', () => {
  for (const code of [success, inconclusive, violation]) expect(worstOf([code, interrupted])).toBe(interrupted);
});

test('an environment that cannot be used is exit code 2 beside an inconclusive subject', () => {
  expect(worstOf([inconclusive, badUse, success])).toBe(badUse);
  expect(worstOf([badUse, violation])).toBe(violation);
});

test('the exit code is 3 if one subject is inconclusive, and 0 if all succeed', () => {
  expect(worstOf([success, inconclusive, success])).toBe(inconclusive);
  expect(worstOf([success, success])).toBe(success);
  expect(worstOf([])).toBe(success);
});
