import { describe, expect, test } from 'vitest';
import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import { explore } from '../../src/explore/explore.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { queueModel } from '../../src/model/queue/model.ts';
import { longestRecovery } from '../../src/model/queue/recovery.ts';
import { usualQueueTerms } from '../../src/model/queue/rules.ts';
import type { QueueScope } from '../../src/model/queue/state.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { expectQuoted } from '../quoted.ts';

const policies = allPolicies(queue) as QueuePolicies;
const smallScope: QueueScope = { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 };
const scope: QueueScope = { ...smallScope, attempts: 2 };

describe('with faults ended and workers working, every job of the queue reaches an end', async () => {
  const shipped = await explore(queueModel(policies, scope));

  test('within the bound that the model states, from every state and in every order', async () => {
    const { isComplete, violations, longestRecovery: longest } = shipped;
    expect({ isComplete, violations }).toEqual({ isComplete: true, violations: [] });
    expect(longest).toBeGreaterThan(scope.jobs);
    expect(longest).toBeLessThanOrEqual(longestRecovery({ ...usualQueueTerms, ...policies, ...scope }, scope));
  });

  test('within the numbers of commands that the document of crashes quotes', () => {
    const boundOf = (size: Partial<QueueScope>): number =>
      longestRecovery({ ...usualQueueTerms, ...policies, ...smallScope }, { ...smallScope, ...size });
    const [ofWorker, ofJob] = [boundOf({ jobs: 0, workers: 1 }), boundOf({ jobs: 1, workers: 0 })];
    const text = `${ofWorker} commands for a worker and ${ofJob} for a job, so ${boundOf({})} in the small scope`;
    expectQuoted('docs/explanation/crashes.md', text);
  });

  test('and a run breaks a bound of one command less than the longest recovery', async () => {
    const model = queueModel(policies, scope);
    const bound = (shipped.longestRecovery ?? 0) - 1;
    const { violations } = await explore({ ...model, longestRecovery: bound });
    expect(violations).toMatchObject([{ violation: { kind: 'endless', name: 'recovery' } }]);
    expect(violations[0]?.recovery).toHaveLength(bound + 1);
  });

  test('a retry that costs nothing, so that work goes round in a circle, is found', async () => {
    const model = queueModel(policies, scope);
    const { violations, longestRecovery: longest } = await explore({
      ...model,
      recovery: (state) => [...model.recovery(state), ...retriedForNothing(state)],
    });
    expect(longest).toBeNull();
    expect(violations).toMatchObject([{ violation: { kind: 'endless', name: 'recovery' }, commands: { length: 1 } }]);
  });
});

/** Renewing, for a worker that holds a job, is work that brings no end nearer. */
function retriedForNothing({
  workers,
  jobs,
}: ReturnType<typeof queueModel>['initial']): { type: 'renew'; worker: string }[] {
  if (jobs.every(({ status }) => status === 'done' || status === 'failed')) return [];
  const holding = Object.entries(workers).filter(([, { isUp, holding: held }]) => isUp && held !== null);
  return holding.map(([worker]) => ({ type: 'renew', worker }));
}
