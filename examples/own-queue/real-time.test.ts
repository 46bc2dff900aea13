import { describe, expect, test } from 'vitest';
import { runToViolation } from '../../src/check/run.ts';
import { allPolicies } from '../../src/index.ts';
import { Strayed } from '../../src/kernel/real-time.ts';
import { setUp } from '../../src/kernel/setup.ts';
import type { QueueCommand, QueuePolicies } from '../../src/subjects/queue/index.ts';
import { checkInRealTime, queueInRealTime, scope } from './in-real-time.ts';
import type { JobTableOptions } from './job-table.ts';

describe('the table in real time', () => {
  test('does what a queue must do, or the machine was too slow to say so', async () => {
    const { verdict, runs, strayed, missedGoals } = await checkInRealTime({}, { runs: 30 });
    expect(runs + strayed).toBe(30);
    // A run that strays is left out, however slow the machine is.
    expect(verdict === 'holds' ? [] : missedGoals).toEqual(
      verdict === 'holds' ? [] : ['real time within the tolerance of the model'],
    );
  });

  /** The violation of a run, which is taken until it keeps time. */
  async function violationOf(options: JobTableOptions, commands: readonly QueueCommand[]): Promise<string | null> {
    const subject = queueInRealTime(options, { leaseMs: 200, toleranceMs: 100 });
    const policies = allPolicies(subject) as QueuePolicies;
    const setup = setUp(subject, { system: 'table', policies, scope });
    try {
      return (await runToViolation(setup, commands))?.violation.name ?? null;
    } catch (error) {
      if (!(error instanceof Strayed)) throw error;
      return violationOf(options, commands);
    }
  }

  const begun: readonly QueueCommand[] = [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
  ];

  test('is found out where a lease never runs out', async () => {
    const expired: readonly QueueCommand[] = [...begun, { type: 'tick', byMs: 200 }, { type: 'lease', worker: 'w2' }];
    expect(await violationOf({ leaseMs: 200, isDue: '0' }, expired)).toBe('outcome of lease');
    expect(await violationOf({ leaseMs: 200 }, expired)).toBeNull();
  });

  test('is found out where a lease runs out at half its length', async () => {
    const live: readonly QueueCommand[] = [...begun, { type: 'tick', byMs: 100 }, { type: 'lease', worker: 'w2' }];
    expect(await violationOf({ leaseMs: 100 }, live)).toBe('outcome of lease');
    expect(await violationOf({ leaseMs: 200 }, live)).toBeNull();
  });
});
