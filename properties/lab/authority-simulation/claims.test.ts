import { expect, test } from 'vitest';
import type { Claim } from '../../../src/lab/authority-simulation/simulation/claims.ts';
import { claims, judge } from '../../../src/lab/authority-simulation/simulation/claims.ts';
import type { Settings } from '../../../src/lab/authority-simulation/simulation/settings.ts';
import { burst, calm, figuresUnder } from './worlds.ts';

const figures = await figuresUnder({ transfers: 1 });

function verdictOn(claimed: Claim['claimed'], value: number | null, count: number, events?: number): string {
  const measured = { value, count, ...(events !== undefined && { events }) };
  return judge({ id: 'planted', mode: 'FM_201', says: 'planted', claimed, measure: () => measured }, figures).verdict;
}

test.each([
  ['a share within a tenth', { kind: 'share', share: 0.9 }, 0.82, 1e6, 'holds'],
  ['a share that is off by more', { kind: 'share', share: 0.9 }, 0.8, 1e6, 'misses'],
  ['a share off by what chance allows', { kind: 'share', share: 0.01 }, 0.013, 1000, 'holds'],
  ['a share off by more than chance allows', { kind: 'share', share: 0.01 }, 0.018, 1000, 'misses'],
  ['a share of too few', { kind: 'share', share: 0.01 }, 0, 100, 'too few'],
  ['a share below its limit', { kind: 'shareBelow', share: 0.01 }, 0.009, 1e6, 'holds'],
  ['a share above its limit', { kind: 'shareBelow', share: 0.01 }, 0.011, 1e6, 'misses'],
  ['nothing where nothing was claimed', { kind: 'never' }, 0, 3, 'holds'],
  ['something where nothing was claimed', { kind: 'never' }, 1, 3, 'misses'],
  ['nothing that could have struck', { kind: 'never' }, 0, 0, 'too few'],
  ['an average within a tenth', { kind: 'about', ms: 127 }, 139, 100, 'holds'],
  ['an average that is off', { kind: 'about', ms: 127 }, 140, 100, 'misses'],
  ['an average of too few', { kind: 'about', ms: 127 }, 127, 4, 'too few'],
  ['an average at a limit that it has to be below', { kind: 'below', ms: 100 }, 100, 100, 'misses'],
  ['an average in its range', { kind: 'between', leastMs: 50, mostMs: 200 }, 200, 100, 'holds'],
  ['an average out of its range', { kind: 'between', leastMs: 50, mostMs: 200 }, 201, 100, 'misses'],
] as const)('%s', (_, claimed, value, count, verdict) => {
  expect(verdictOn(claimed, value, count)).toBe(verdict);
});

test('what comes in few events is allowed more by chance than what comes by itself', () => {
  const claimed = { kind: 'share', share: 0.0003 } as const;
  expect(verdictOn(claimed, 0.0004, 1e6)).toBe('misses');
  expect(verdictOn(claimed, 0.0004, 1e6, 16)).toBe('holds');
});

test('no claim stands twice, and each can be asked for in any world', () => {
  expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
  expect(claims.map((claim) => judge(claim, figures).verdict)).not.toContain(undefined);
});

const crashing = { crashesPerServerHour: 20 };
const spells = { outageShare: 0.02, congestionShare: 0.02 };
const wide = { congestionShare: 0.03, outageShare: 0, transfers: 60_000 };
const hung = { ...calm, hungRate: 0.01 };

/** A claim, a world in which it misses, and one in which it holds. */
test.each([
  ['late.share', spells, { congestionShare: 0.0011, transfers: 60_000 }],
  ['late.detection', spells, { ...spells, timeoutMs: 45 }],
  ['late.repair', { ...spells, backoff: 'code' }, { ...spells, outageShare: 0 }],
  ['late.retry1', { ...calm, jitterMs: 5, latencyMs: 40 }, { ...spells, outageShare: 0 }],
  ['late.rollback', { ...wide, congestionScaleMs: 1000 }, wide],
  ['down.detection', crashing, { ...crashing, heartbeatMs: 90 }],
  ['down.recovery', crashing, { ...crashing, heartbeatMs: 2000 }],
  ['down.repair', crashing, { ...crashing, heartbeatMs: 500 }],
  ['rollback.average', { mismatchRate: 0.01, restoreMs: 90 }, { mismatchRate: 0.01 }],
  ['transfer.oldest', hung, { ...hung, watchdogMs: 9000 }],
  ['hung.meanTime', { ...hung, watchdogMs: 5000 }, hung],
  ['rollback.success', { ...hung, without: ['watchdog'] }, hung],
  ['duplication.none', { duplicationRate: 0.1, without: ['singleSource'] }, { duplicationRate: 0.1 }],
  ['splitBrain.none', { ...crashing, without: ['fencing'] }, crashing],
  [
    'splitBrain.detection',
    { ...crashing, without: ['fencing'] },
    { ...crashing, without: ['fencing'], verificationMs: 400 },
  ],
  ['loss.none', { mismatchRate: 0.01, without: ['checksum'] }, { mismatchRate: 0.01 }],
  ['load.latency', { ...burst, transfers: 60_000 }, { ...burst, transfers: 60_000, timeoutMs: 250 }],
] as const satisfies readonly (readonly [string, Partial<Settings>, Partial<Settings>])[])(
  '%s misses in one world and holds in another',
  async (id, missing, holding) => {
    const claim = claims.find((one) => one.id === id);
    const [misses, holds] = [await figuresUnder(missing), await figuresUnder(holding)];
    expect(claim && [judge(claim, misses).verdict, judge(claim, holds).verdict]).toEqual(['misses', 'holds']);
  },
);
