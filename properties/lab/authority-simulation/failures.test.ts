import { describe, expect, test } from 'vitest';
import { policies, usualSettings } from '../../../src/lab/authority-simulation/simulation/settings.ts';
import { simulate } from '../../../src/lab/authority-simulation/simulation/simulate.ts';
import { burst, calm, figuresUnder } from './worlds.ts';

const crashing = { ...calm, crashesPerServerHour: 20, partitionShare: 0 };
const cutOff = { ...crashing, partitionShare: 1 };

describe('servers that fail', () => {
  test('are detected within the heartbeat time-out, and replaced within a second more', async () => {
    const { servers } = await figuresUnder(crashing);
    expect(servers.crashes).toBeGreaterThan(10);
    expect(servers.detection.leastMs).toBeGreaterThanOrEqual(4000);
    expect(servers.detection.mostMs).toBeLessThanOrEqual(5000);
    expect(servers.unavailability.mostMs).toBeLessThanOrEqual(6000);
    expect(servers.unavailability.leastMs).toBeGreaterThanOrEqual(4500);
  });

  test('take back what they had under way, and lose nothing', async () => {
    const { fates, confirmed, rolledBack, items } = await figuresUnder(crashing);
    expect(fates.down.transfers).toBeGreaterThan(50);
    expect(rolledBack).toBeGreaterThan(50);
    expect({ ended: confirmed + rolledBack, lost: items.lost }).toEqual({ ended: 20_000, lost: 0 });
  });

  test('are waited for where no server takes their regions: a minute, until their return', async () => {
    const { servers, fates } = await figuresUnder({ ...crashing, without: ['reassign'] });
    expect(servers).toMatchObject({
      reassignments: 0,
      rebalances: 0,
      unavailability: { leastMs: 60_000, mostMs: 60_000 },
    });
    const shipped = await figuresUnder(crashing);
    expect(fates.down.transfers).toBeGreaterThan(3 * shipped.fates.down.transfers);
  });

  test('get their share of the regions again when they are back', async () => {
    const { servers } = await figuresUnder(crashing);
    expect(servers.rebalances).toBeGreaterThan(0);
    expect(servers.rebalances).toBeLessThanOrEqual(servers.reassignments);
  });

  test('leave regions without a server for the old lease, and no region has two servers', async () => {
    const patient = await figuresUnder({ ...cutOff, waitsForLease: true });
    expect(patient.servers).toMatchObject({ unavailability: { leastMs: 30_000 }, overlap: { mostMs: 0 } });
    const hasty = await figuresUnder(cutOff);
    expect(hasty.servers.overlap.leastMs).toBeGreaterThan(24_000);
  });

  test('tell each player of theirs that it has none', async () => {
    const { notifications, servers } = await figuresUnder(crashing);
    expect(notifications.unavailability / servers.detection.count).toBeGreaterThan(200);
    expect((await figuresUnder(calm)).notifications).toEqual({
      rollback: 0,
      unavailability: 0,
      stateError: 0,
      slowdown: 0,
    });
  });
});

describe('split brains', () => {
  test('come of servers that are cut off, where there is no fence, and of nothing else', async () => {
    expect((await figuresUnder(cutOff)).splitBrains.players).toBe(0);
    expect((await figuresUnder({ ...crashing, without: ['fencing'] })).splitBrains.players).toBe(0);
    expect((await figuresUnder({ ...cutOff, without: ['fencing'] })).splitBrains.players).toBeGreaterThan(1000);
  });

  test('are found at a verification, not before, and transfers wait for the resolution', async () => {
    const { splitBrains } = await figuresUnder({ ...cutOff, without: ['fencing'] });
    expect(splitBrains.detection.mostMs).toBeLessThanOrEqual(10_000);
    expect(splitBrains.detection.averageMs).toBeGreaterThan(500);
    expect(splitBrains.resolution).toMatchObject({ count: splitBrains.players });
    expect(splitBrains.resolution.leastMs).toBeGreaterThanOrEqual(1000);
    expect(splitBrains.resolution.mostMs).toBeLessThanOrEqual(2500);
    expect(splitBrains.paused).toBeGreaterThan(10);
    const often = await figuresUnder({ ...cutOff, without: ['fencing'], verificationMs: 500 });
    expect(often.splitBrains.detection.mostMs).toBeLessThanOrEqual(500);
  });

  test('lose states if the later one wins, and flag duplicate items if both are merged', async () => {
    const later = await figuresUnder({ ...cutOff, without: ['fencing'], resolution: 'lastWriteWins' });
    expect(later.items.lost).toBeGreaterThan(100);
    const merged = await figuresUnder({ ...cutOff, without: ['fencing'], resolution: 'merge' });
    expect(merged.items).toMatchObject({ lost: 0 });
    expect(merged.items.duplicated).toBeGreaterThan(20);
  });
});

describe('items', () => {
  test('a changed state is refused by its checksum; without, something is lost', async () => {
    const changed = { ...calm, mismatchRate: 0.01 };
    const shipped = await figuresUnder(changed);
    expect(shipped.fates.mismatch.transfers).toBeGreaterThan(150);
    expect(shipped.items.lost).toBe(0);
    expect(shipped.notifications.stateError).toBe(shipped.rolledBack);
    expect(shipped.rolledBack).toBe(shipped.fates.mismatch.transfers);
    const trusting = await figuresUnder({ ...changed, without: ['checksum'] });
    expect(trusting).toMatchObject({ rolledBack: 0, items: { lost: trusting.stateMismatches } });
  });

  test('a pick-up that comes twice is refused by the owner; without, there are two items', async () => {
    const twice = { ...calm, duplicationRate: 0.1 };
    const shipped = await figuresUnder(twice);
    expect(shipped.items.duplicated).toBe(0);
    expect(shipped.items.duplicatesRefused).toBeGreaterThan(100);
    const open = await figuresUnder({ ...twice, without: ['singleSource'] });
    expect(open.items).toMatchObject({ duplicated: shipped.items.duplicatesRefused, duplicatesRefused: 0 });
  });

  test('a lost pick-up removes the replica that it took away, but not the item', async () => {
    const { items } = await figuresUnder({ ...calm, lossRate: 0.1 });
    expect(Math.abs(items.vanishedReplicas / items.pickUps - 0.1)).toBeLessThan(0.02);
    expect(items).toMatchObject({ lost: 0, duplicated: 0 });
  });
});

describe('transfers whose timer is lost', () => {
  const hung = { ...calm, hungRate: 0.005 };

  test('are taken back by the watchdog at ten seconds', async () => {
    const { fates, stuck, age } = await figuresUnder(hung);
    expect(fates.hung.transfers).toBeGreaterThan(50);
    expect(fates.hung.rolledBack).toBe(1);
    expect(stuck).toBe(0);
    expect(fates.hung.detection.leastMs).toBeGreaterThanOrEqual(10_000);
    expect(age.mostMs).toBeLessThan(10_100 + 200);
  });

  test('are stuck for ever without it', async () => {
    const { fates, stuck, unended } = await figuresUnder({ ...hung, without: ['watchdog'] });
    expect(stuck).toBe(fates.hung.transfers);
    expect(unended).toBe(stuck);
  });

  test('are ended by an order of the operator, with its reason', async () => {
    // Everybody hangs, so whoever has begun is there to be taken back.
    const world = { ...usualSettings, ...calm, hungRate: 1, transfers: 300, players: 100, perSecond: 1000 };
    const order = { player: 5, reason: 'stuck_transfer', atMs: 2000 };
    const { tally } = await simulate({
      ...world,
      forced: [order, { ...order, atMs: 2050 }, { ...order, atMs: 1e9 }],
      without: ['admission'],
    });
    expect(tally.forced).toEqual([
      { ...order, outcome: 'rolledBack' },
      { ...order, atMs: 2050, outcome: 'alreadyRollingBack' },
    ]);
    const calmly = await simulate({ ...usualSettings, ...calm, transfers: 1000, forced: [order] });
    expect(calmly.tally.forced).toEqual([{ ...order, outcome: 'noTransferUnderWay' }]);
  });
});

describe('too much load', () => {
  const loaded = { ...calm, ...burst, transfers: 80_000 };

  test('is held to 200 at once with notified players; without admission nearly all fails', async () => {
    const shipped = await figuresUnder(loaded);
    expect(shipped.mostActive).toBeGreaterThan(150);
    expect(shipped.mostActive).toBeLessThanOrEqual(200);
    expect(shipped.load.waited).toBeGreaterThan(10_000);
    expect(shipped.notifications.slowdown).toBe(shipped.load.waited);
    expect(shipped.rolledBack / 80_000).toBeLessThan(0.05);
    const open = await figuresUnder({ ...loaded, without: ['admission'] });
    expect(open.mostActive).toBeGreaterThan(1000);
    expect(open.rolledBack / 80_000).toBeGreaterThan(0.5);
  });

  test('above 150, no more than 100 a second are admitted', async () => {
    // All hang for ten seconds: whoever is admitted stays.
    const { tally } = await simulate({ ...usualSettings, ...calm, hungRate: 1, transfers: 400, perSecond: 10_000 });
    // 150 at once, and 50 more at one in ten milliseconds: the fiftieth has waited for half a second.
    expect(tally.mostActive).toBe(200);
    const early = await simulate({ ...usualSettings, ...calm, hungRate: 1, transfers: 170, perSecond: 10_000 });
    expect(early.tally).toMatchObject({ mostActive: 170, waited: 19 });
    expect(early.tally.wait.summary().mostMs).toBeGreaterThan(170);
    expect(early.tally.wait.summary().mostMs).toBeLessThan(200);
  });

  test('for a minute starts a server, which takes half of the busiest one’s regions', async () => {
    const lasting = { ...loaded, transfers: 300_000, burst: { atMs: 1000, lengthMs: 120_000, perSecond: 2400 } };
    const shipped = await figuresUnder(lasting);
    expect(shipped.servers.started).toBeGreaterThan(0);
    expect(shipped.servers.rebalances).toBe(shipped.servers.started);
    const fixed = await figuresUnder({ ...lasting, without: ['scaling'] });
    expect(fixed.servers).toMatchObject({ started: 0, rebalances: 0 });
    expect(fixed.load.saturation.mostMs ?? 0).toBeGreaterThan(1.05 * (shipped.load.saturation.mostMs ?? Infinity));
  });
});

test('each policy that can be switched off has been, here or in the studies’ table', async () => {
  // The studies take every policy off in turn; what it costs to be without is asserted above, but for the roll-back.
  const hopeless = { ...calm, lossRate: 0.6, transfers: 1000, perSecond: 5 };
  const without = await figuresUnder({ ...hopeless, without: ['rollback', 'watchdog'] });
  expect(without.rolledBack).toBe(0);
  expect(without.stuck + without.neverAdmitted).toBeGreaterThan(100);
  expect((await figuresUnder(hopeless)).stuck).toBe(0);
  expect(Object.keys(policies).toSorted()).toEqual([
    'admission',
    'checksum',
    'fencing',
    'reassign',
    'retryWithBackoff',
    'rollback',
    'scaling',
    'singleSource',
    'watchdog',
  ]);
});
