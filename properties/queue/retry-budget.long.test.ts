import { expect, test } from 'vitest';
import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import { explore } from '../../src/explore/explore.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';

const policies = allPolicies(queue) as QueuePolicies;

// One attempt each: properties/subjects/reach.test.ts.
test('two jobs with a bucket of one retry and a cap of one violate no invariant', async () => {
  const scope = { workers: 1, jobs: 2, faults: 0, attempts: 2, inFlight: 1, retries: 1 };
  const found = await explore(queue.model(policies, scope));
  expect(found).toMatchObject({ isComplete: true, violations: [], distinctStates: 15_311 });
});
