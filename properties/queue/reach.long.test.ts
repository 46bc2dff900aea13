import { expect, test } from 'vitest';
import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import { explore } from '../../src/explore/explore.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { expectQuoted } from '../quoted.ts';
import { scopeOf } from './worlds.ts';

test('two live leases take five commands with renewInTime off beside fencing, else six', async () => {
  const isViolatedWithinFive = async (...off: readonly string[]): Promise<boolean> => {
    const model = queue.model(policiesWithout(queue, off) as QueuePolicies, scopeOf('small'));
    const { violations } = await explore(model, { maxDepth: 5 });
    return violations.some(({ violation }) => violation.name === 'INV_003');
  };
  expect(await isViolatedWithinFive('fencing', 'renewInTime')).toBe(true);
  // It takes six, as the README has it.
  expect(await isViolatedWithinFive('fencing')).toBe(false);
  expectQuoted('docs/03_policies.md', 'the shortest run to two live leases (INV_003) has five commands instead of six');
});
