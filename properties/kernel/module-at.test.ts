import { expect, test } from 'vitest';
import { moduleAt } from '../../src/kernel/module-at.ts';

test.each([
  ['explore/worker', 'file:///a.b/src/kernel/module-at.ts', 'file:///a.b/src/explore/worker.ts'],
  ['explore/worker', 'file:///faultbook/dist/chunk.js', 'file:///faultbook/dist/explore-worker.js'],
  ['subjects/queue/index', 'file:///faultbook/dist/index.js', 'file:///faultbook/dist/subjects-queue-index.js'],
])('the module %s beside the code in %s is %s', (path, here, expected) => {
  expect(moduleAt(path, here).href).toBe(expected);
});
