import { describe, expect, test } from 'vitest';
import { checkInRealTime } from '../../examples/own-queue/in-real-time.ts';

const slow = { leaseMs: 400, toleranceMs: 150 };

describe('the table in real time, in many runs', () => {
  test('is never blamed for a slow machine', async () => {
    const { counterexample, runs, strayed } = await checkInRealTime({}, { runs: 400 });
    expect({ counterexample, all: runs + strayed }).toEqual({ counterexample: null, all: 400 });
  });

  test.each([
    { bug: 'leases that never run out', options: { isDue: '0' } },
    { bug: 'leases of half their length', options: { leaseMs: 200 } },
  ])('is found out with $bug, by a minimised run', async ({ options }) => {
    const { counterexample } = await checkInRealTime(options, { runs: 300, ...slow });
    expect(counterexample?.violation.name).toBe('outcome of lease');
    // A way is driven with its waits, so only some of them are.
    expect(counterexample?.certificate).toMatchObject({ reason: expect.stringContaining('the first 50 shorter ways') });
    expect(counterexample?.commands.map(({ type }) => type)).toEqual(['submit', 'lease', 'tick', 'lease']);
  });
});
