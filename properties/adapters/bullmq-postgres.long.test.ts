import { expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { onStage } from '../../src/race/on-stage.ts';
import { bullMqPostgresSystems } from '../../src/subjects/lease-queue/bullmq.ts';
import { leaseQueueOn } from '../../src/subjects/lease-queue/subject.ts';
import { scopeNamed } from '../planted/lease-queue/planted.ts';

const names = bullMqPostgresSystems.map(({ name }) => name);
const subject = leaseQueueOn(bullMqPostgresSystems);

/** The finding is known: https://github.com/taskforcesh/bullmq/issues/3911 */
const fetched = 'bullmq-postgres-fetched';

test.each(names)('%s keeps its terms in 300 runs', async (system) => {
  const options = { system, policies: {}, scope: scopeNamed(subject, 'medium'), runs: 300, length: 30, seed: 1 };
  const suspended = system === fetched ? ['budget'] : [];
  const { counterexample, unsteady } = await check(subject, { ...options, suspended });
  expect(counterexample).toBeNull();
  expect(unsteady).toEqual([]);
});

test.each(['bullmq-postgres-attempts', 'bullmq-postgres-deduplication'])(
  '%s keeps its terms in races of pairs within two commands',
  async (system) => {
    const setup = { system, policies: {}, scope: scopeNamed(subject, 'small') };
    const report = await onStage(subject as unknown as AnySubject, setup, (where) =>
      exploreRaces(where, { depth: 2, preemptions: 1 }),
    );
    expect(report).toMatchObject({ found: null, isWhole: true, notCounted: {} });
    expect(report.races).toBeGreaterThan(30);
  },
);
