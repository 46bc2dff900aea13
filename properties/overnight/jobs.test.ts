import { describe, expect, test } from 'vitest';
import { nothingShown } from '../../src/check/run-memory.ts';
import { systemOf } from '../../src/kernel/setup.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';
import type { Job } from '../../src/overnight/job.ts';
import { jobsOf, keyOf, nameOf } from '../../src/overnight/job.ts';
import { runBatch } from '../../src/overnight/run-batch.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { queue } from '../../src/subjects/queue/subject.ts';

const shipped = subjectOf('queue');

function switchedJobs(system: string, off: readonly string[] = []): Job[] {
  const jobs = jobsOf(shipped, { systems: [system], policies: policiesWithout(shipped, off) });
  return jobs.filter((job) => job.off !== undefined);
}

describe('the jobs of a subject', () => {
  test('are random runs, explorations and drives of each scope, with its policies', () => {
    const jobs = jobsOf(shipped, { systems: ['sqlite', 'sqlite-file'], policies: allPolicies(shipped) });
    const asShipped = jobs.filter((job) => job.off === undefined);
    expect(asShipped).toHaveLength(5 * Object.keys(queue.scopes).length);
    expect(new Set(jobs.map(keyOf)).size).toBe(jobs.length);
  });

  test('are random runs without each policy that the system can do without', () => {
    const jobs = switchedJobs('sqlite');
    expect(systemOf(shipped, 'sqlite').switchable).toBe('all');
    expect(jobs.map(({ off }) => off)).toEqual(Object.keys(queue.policies));
    for (const { off = '', policies, scopeName, strategy } of jobs) {
      expect([strategy, policies]).toEqual(['random', policiesWithout(shipped, [off])]);
      expect(scopeName).toBe(shipped.policies[off]?.scope ?? 'small');
    }
    expect(jobs.map(nameOf)).toContain('queue on sqlite, small, without fencing, random');
  });

  test('are none without a policy that is off anyway', () => {
    const names = switchedJobs('sqlite', ['fencing']).map(({ off }) => off);
    expect(names).toHaveLength(Object.keys(queue.policies).length - 1);
    expect(names).not.toContain('fencing');
  });
});

describe('a batch without a policy', () => {
  const batch = {
    source: { module: '', exportName: '' },
    kind: 'runs',
    before: nothingShown,
    plan: { round: 1, firstRun: 0, runs: 60, length: 20, seed: 1, generation: {} },
    known: [],
    versions: {},
  } as const;
  const listener = { alive: () => undefined, opens: () => undefined, begins: () => undefined, ends: () => undefined };
  const findingsOf = async (job: Job): Promise<readonly string[]> => {
    const { found } = await runBatch(shipped, { ...batch, job }, listener);
    return found.map(({ trace }) => ('violation' in trace ? trace.violation.kind : ''));
  };

  test('compares model and system, and asks no invariant', async () => {
    const switched = switchedJobs('sqlite').find(({ off }) => off === 'fencing');
    if (switched === undefined) throw new Error('no job is without fencing');
    const { off: _, ...without } = switched;
    expect(await findingsOf(without)).toContain('invariant');
    expect(await findingsOf(switched)).toEqual([]);
  });
});
