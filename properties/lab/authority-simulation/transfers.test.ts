import { describe, expect, test } from 'vitest';
import { usualSettings } from '../../../src/lab/authority-simulation/simulation/settings.ts';
import { simulate } from '../../../src/lab/authority-simulation/simulation/simulate.ts';
import { burst, calm, figuresUnder } from './worlds.ts';

const trouble = {
  ...burst,
  lossRate: 0.05,
  hungRate: 0.001,
  mismatchRate: 0.001,
  crashesPerServerHour: 20,
  partitionShare: 0.5,
};

describe('in a calm world', () => {
  test('a transfer takes two messages and the server’s part, and nothing ends otherwise', async () => {
    const { latency, byRetries, rolledBack, timeouts, age } = await figuresUnder({ ...calm, perSecond: 1 });
    expect(byRetries).toEqual({ none: 20_000, one: 0, two: 0, three: 0 });
    expect({ rolledBack, timeouts }).toEqual({ rolledBack: 0, timeouts: 0 });
    expect(latency).toMatchObject({ averageMs: 11, leastMs: 11, p50Ms: 11, p99Ms: 11 });
    expect(age.count).toBe(20_000);
  });

  test('the wait for a busy server is that of a single-server queue of fixed service', async () => {
    const { latency } = await figuresUnder({
      ...calm,
      transfers: 60_000,
      servers: 2,
      perSecond: 1000,
      serviceMs: 1.2,
      without: ['admission'],
    });
    // Pollaczek and Khinchine: at 500 a second and 1.2 ms each, a server is busy 60 % of the time.
    const waitMs = (0.6 * 1.2) / (2 * (1 - 0.6));
    expect(Math.abs((latency.averageMs ?? 0) - (11.2 + waitMs))).toBeLessThan(0.1);
  });
});

describe('where half of the attempts fail', () => {
  // Each message by itself, so that an attempt of two of them fails in half of the cases.
  const lossy = {
    ...calm,
    serviceMs: 0,
    lossRate: 1 - Math.SQRT1_2,
    transfers: 20_000,
    perSecond: 5,
    hungRate: 0,
    pickUpRate: 0,
  };

  test('each retry brings half of the rest through, and after three comes a roll-back', async () => {
    const { byRetries, rolledBack } = await figuresUnder(lossy);
    const shares = [byRetries.none, byRetries.one, byRetries.two, byRetries.three, rolledBack].map((n) => n / 20_000);
    for (const [place, share] of [1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 16].entries()) {
      expect(Math.abs((shares[place] ?? 0) - share)).toBeLessThan(0.012);
    }
  });

  test.each([
    ['prose', [10, 160, 360, 660]],
    ['code', [10, 210, 510, 1010]],
  ] as const)('a transfer takes its time-outs of 100 ms and the waits of the %s', async (backoff, possible) => {
    const { tally } = await simulate({ ...usualSettings, ...lossy, backoff });
    const within = possible.map((ms) => tally.latency.shareWithin(ms, ms));
    expect(within.every((share) => share > 0.03)).toBe(true);
    expect(within.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  test('without retries, each that fails is rolled back at once', async () => {
    const { byRetries, rolledBack, age } = await figuresUnder({ ...lossy, without: ['retryWithBackoff'] });
    expect(byRetries).toMatchObject({ one: 0, two: 0, three: 0 });
    expect(rolledBack).toBe(20_000 - byRetries.none);
    expect(Math.abs(rolledBack / 20_000 - 0.5)).toBeLessThan(0.012);
    expect(age.leastMs).toBe(10);
  });

  test('a roll-back takes an answer and a restore, and a time-out more per lost answer', async () => {
    const { rollback } = await figuresUnder(lossy);
    expect(rollback).toMatchObject({ leastMs: 127, p50Ms: 127 });
    // Half of the answers are lost, so the coordinator is asked twice on average.
    expect(Math.abs((rollback.averageMs ?? 0) - 227)).toBeLessThan(12);
  });
});

test('under any fault every transfer ends once, and each player taken back is notified', async () => {
  const { confirmed, rolledBack, byRetries, age, notifications, unended, transfers } = await figuresUnder(trouble);
  expect(transfers).toBe(20_000);
  expect(confirmed + rolledBack).toBe(20_000);
  expect(Object.values(byRetries).reduce((sum, count) => sum + count, 0)).toBe(confirmed);
  expect({ ended: age.count, unended }).toEqual({ ended: 20_000, unended: 0 });
  expect(rolledBack).toBeGreaterThan(100);
  expect(notifications.rollback + notifications.stateError).toBe(rolledBack);
  expect(notifications.stateError).toBeGreaterThan(5);
});

test('the same settings give the same figures, another seed gives others', async () => {
  const [one, two, other] = await Promise.all([
    figuresUnder({ ...trouble, transfers: 5000 }),
    figuresUnder({ ...trouble, transfers: 5000 }),
    figuresUnder({ ...trouble, transfers: 5000, seed: 2 }),
  ]);
  expect(JSON.stringify(two)).toBe(JSON.stringify(one));
  expect(JSON.stringify(other)).not.toBe(JSON.stringify(one));
});

test('figures are pinned, so that a change of the simulation is a decision', async () => {
  const { confirmed, rolledBack, events, attempts, packets } = await figuresUnder(trouble);
  expect({ confirmed, rolledBack, events, attempts, packets }).toMatchInlineSnapshot(`
    {
      "attempts": 32714,
      "confirmed": 19377,
      "events": 144357,
      "packets": {
        "lost": 3386,
        "sent": 67105,
      },
      "rolledBack": 623,
    }
  `);
});

test('a stopped simulation reports the ended transfers, and that it is partial', async () => {
  const stop = new AbortController();
  const settings = { ...usualSettings, transfers: 1_000_000 };
  const simulated = await simulate(settings, { signal: stop.signal, onProgress: () => stop.abort() });
  expect(simulated.isPartial).toBe(true);
  expect(simulated.tally.confirmed).toBeGreaterThan(0);
  expect(simulated.tally.started).toBeLessThan(1_000_000);
  expect(simulated.tally.confirmed + simulated.tally.rolledBack + simulated.unended).toBe(simulated.tally.started);
});
