import { expect, test } from 'vitest';
import { exitCode, worstOf } from '../../src/cli/exit.ts';

const { asPromised, violation, undecided, interrupted } = exitCode;

test('the exit codes are those of the documents', () => {
  expect(exitCode).toEqual({ asPromised: 0, violation: 1, badUse: 2, undecided: 3, interrupted: 130 });
});

test('a violation in one subject is exit code 1, also beside an inconclusive one', () => {
  expect(worstOf([violation, undecided])).toBe(violation);
  expect(worstOf([undecided, violation, asPromised])).toBe(violation);
});

test('an interrupted command is exit code 130, whatever it found before', () => {
  for (const code of [asPromised, undecided, violation]) expect(worstOf([code, interrupted])).toBe(interrupted);
});

test('an inconclusive subject is exit code 3 beside successful ones, and all of those are 0', () => {
  expect(worstOf([asPromised, undecided, asPromised])).toBe(undecided);
  expect(worstOf([asPromised, asPromised])).toBe(asPromised);
  expect(worstOf([])).toBe(asPromised);
});
