import { expect, test } from 'vitest';
import { moduleBeside } from '../../src/kernel/module-beside.ts';

test.each([
  ['file:///clone/src/explore/threads.ts', 'worker', 'file:///clone/src/explore/worker.ts'],
  ['file:///user/node_modules/faultbook/dist/explore/threads.js', 'worker', '…/dist/explore/worker.js'],
  ['file:///a.b/src/cli/choose.ts', '../subjects/queue/subject', 'file:///a.b/src/subjects/queue/subject.ts'],
])('the module beside %s with the name %s is %s', (here, name, expected) => {
  expect(moduleBeside(here, name).href).toBe(expected.replace('…', 'file:///user/node_modules/faultbook'));
});
