import { expect, test } from 'vitest';
import { untilItSettles } from '../../src/cli/until-it-settles.ts';

test('a module that is never loaded is given up in the end', async () => {
  const never = new Promise(() => undefined);
  await expect(untilItSettles(never, 'x.ts', 1)).rejects.toThrow(/^x\.ts cannot be loaded: a top-level await in it, /);
});

test('a module that is loaded or fails leaves no listener behind', async () => {
  const before = process.listenerCount('beforeExit');
  await expect(untilItSettles(Promise.resolve(5), 'x.ts')).resolves.toBe(5);
  await expect(untilItSettles(Promise.reject(new Error('no')), 'x.ts')).rejects.toThrow('no');
  expect(process.listenerCount('beforeExit')).toBe(before);
});
