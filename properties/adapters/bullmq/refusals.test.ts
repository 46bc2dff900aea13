import { expect, test } from 'vitest';
import { isTaken } from '../../../src/adapters/bullmq/refusals.ts';

test('a report without an error is taken', async () => {
  expect(await isTaken(Promise.resolve([]))).toBe(true);
});

test.each([
  'Missing lock for job j1. moveToFinished',
  'Missing key for job j1. moveToFinished',
  'Lock mismatch for job j1. Cmd moveToFinished from active',
  'Job j1 is not in the active state. moveToFinished',
  'Job j1 has pending dependencies',
])('a report is refused by: %s', async (message) => {
  expect(await isTaken(Promise.reject(new Error(message)))).toBe(false);
});

test.each(['Connection is closed.', 'A Missing lock for job j1', 'Job j1 has gone'])(
  'an error that is no refusal is thrown: %s',
  async (message) => {
    await expect(isTaken(Promise.reject(new Error(message)))).rejects.toThrow(message);
  },
);
