import { describe, expect, test } from 'vitest';
import { traceOf } from '../../src/check/trace-of.ts';
import { allPolicies, check, replay } from '../../src/index.ts';
import type { CheckReport } from '../../src/index.ts';
import type { QueueCommand, QueuePolicies, QueueSubject } from '../../src/subjects/queue/index.ts';
import { queueOn } from './subject.ts';

const scope = { workers: 2, jobs: 2, faults: 2, attempts: 3, inFlight: 0, retries: 0 };

function checkTable(subject: QueueSubject, runs = 100): Promise<CheckReport<QueueCommand>> {
  const policies = allPolicies(subject) as QueuePolicies;
  return check(subject, { system: 'table', policies, scope, runs, length: 20, seed: 1 });
}

/** Hands out also what a worker holds. */
const forgetsLeases = { isDue: 'attempts < 3' };

describe('the table', () => {
  test('does what a queue must do, as far as it shows', async () => {
    const { verdict, limits } = await checkTable(queueOn());
    expect(verdict).toBe('holds');
    expect(limits).toMatchObject({
      missingCommands: ['resubmit', 'flush', 'renew', 'applyEffect', 'fail'],
      unclaimedPolicies: ['renewInTime', 'deadLetter'],
      accepted: { INV_008: 'A job whose third attempt was not ended in time stays taken for ever.' },
    });
    expect(limits?.notShown).toEqual(expect.arrayContaining(['executions', 'jobs.token', 'leases', 'workers']));
  });

  test('is found out where it hands out a job that a worker holds, by a run that replays', async () => {
    const subject = queueOn(forgetsLeases);
    const { verdict, counterexample } = await checkTable(subject);
    expect(verdict).toBe('violated');
    expect(counterexample?.violation).toMatchObject({ kind: 'divergence', name: 'outcome of lease', side: 'system' });
    expect(counterexample?.commands.map(({ type }) => type)).toEqual(['submit', 'lease', 'lease']);
    if (counterexample === null) throw new Error('no counterexample');
    const trace = traceOf(subject, counterexample);
    expect(await replay(subject, trace)).toMatchObject({ verdict: 'reproduced' });
    expect(await replay(queueOn(), trace)).toMatchObject({ verdict: 'gone' });
  });

  test('may hand out any job that is due, and no other, where the order is a term', async () => {
    const inAnyOrder = { terms: { leaseMs: 5_000, order: 'any' } } as const;
    expect((await checkTable(queueOn({ order: 'random()' }, inAnyOrder))).verdict).toBe('holds');
    expect((await checkTable(queueOn({ order: 'random()' }))).counterexample?.violation.name).toBe('outcome of lease');
    const { counterexample } = await checkTable(queueOn({ ...forgetsLeases, order: 'random()' }, inAnyOrder));
    expect(counterexample?.violation).toMatchObject({ name: 'outcome of lease', side: 'system' });
  });

  test('is found out where its leases are longer than it says', async () => {
    const { counterexample } = await checkTable(queueOn({}, { terms: { leaseMs: 4_000 } }));
    expect(counterexample?.violation).toMatchObject({ name: 'outcome of lease', side: 'system' });
    expect(counterexample?.commands.map(({ type }) => type)).toEqual(['submit', 'lease', 'tick', 'lease']);
  });
});
