import type { Policy, Settings } from './settings.ts';
import { policies } from './settings.ts';

/** A world with changed settings. */
export interface Variant {
  readonly name: string;
  readonly change: (settings: Settings) => Partial<Settings>;
}

/** Worlds that differ in a single respect, to show its effect. */
export interface Study {
  readonly name: string;
  readonly title: string;
  /** How many transfers each world of the study has, at most. */
  readonly mostTransfers: number;
  readonly variants: readonly Variant[];
}

/** Twenty times as many crashes, because crashes are too rare among few transfers. */
function oftenCrashing({ crashesPerServerHour }: Settings): Partial<Settings> {
  return { crashesPerServerHour: Math.max(crashesPerServerHour, 0.23) * 20 };
}

/** More players at the boundary of the first server's regions than the server can handle; for at most two minutes. */
function underBurst({ transfers, serviceMs, perSecond }: Settings): Partial<Settings> {
  // Half of the players cross into the regions, half out of them.
  const burstPerSecond = 2.5 * (1000 / serviceMs);
  const lengthMs = Math.min(120_000, (transfers / (burstPerSecond + perSecond)) * 900);
  return { burst: { atMs: 1000, lengthMs, perSecond: burstPerSecond } };
}

/** All faults against which the policies protect, at the same time. */
function inTrouble(settings: Settings): Partial<Settings> {
  return {
    ...oftenCrashing(settings),
    ...underBurst(settings),
    hungRate: 0.0002,
    mismatchRate: 0.0002,
    duplicationRate: 0.002,
    partitionShare: 0.5,
  };
}

/** The independent loss rate of messages at which the first retry succeeds in 90 of 100 cases. */
const lossFor90Percent = 0.0513;

function independent(lossRate: number, name: string): Variant {
  return { name, change: () => ({ outageShare: 0, congestionShare: 0, lossRate }) };
}

function latency(latencyMs: number): Variant {
  return { name: `latency ${latencyMs} ms`, change: () => ({ latencyMs, jitterMs: latencyMs * 0.4 }) };
}

function heartbeat(heartbeatMs: number, waitsForLease: boolean): Variant {
  const name = `heartbeat ${heartbeatMs / 1000} s${waitsForLease ? ', then the lease' : ''}`;
  return { name, change: (settings) => ({ ...oftenCrashing(settings), heartbeatMs, waitsForLease }) };
}

function split(name: string, change: Partial<Settings>): Variant {
  return {
    name,
    change: (settings) => ({ ...oftenCrashing(settings), partitionShare: 1, without: ['fencing'], ...change }),
  };
}

export const studies: readonly Study[] = [
  {
    name: 'losses',
    title: 'Losses by themselves, and in spells',
    mostTransfers: 150_000,
    variants: [
      independent(0.001, 'each message lost by itself, 0.1 %'),
      independent(0.01, 'each message lost by itself, 1 %'),
      independent(lossFor90Percent, 'each message lost by itself, 5.13 %'),
      { name: 'spells of a third', change: (s) => spells(s, 1 / 3) },
      { name: 'spells three times as long', change: (s) => spells(s, 3) },
    ],
  },
  {
    name: 'latency',
    title: 'Latency of a message',
    mostTransfers: 150_000,
    variants: [10, 18, 30, 45].map(latency),
  },
  {
    name: 'readings',
    title: 'Where the document contradicts itself',
    mostTransfers: 150_000,
    variants: [
      { name: 'backoff as in the code', change: () => ({ backoff: 'code' }) },
      { name: 'time-out 45 ms', change: () => ({ timeoutMs: 45 }) },
      { name: 'restoring takes 90 ms', change: () => ({ restoreMs: 90 }) },
      { name: 'timers get lost', change: () => ({ hungRate: 0.0005 }) },
      { name: 'watchdog at 9 s', change: () => ({ hungRate: 0.0005, watchdogMs: 9000 }) },
    ],
  },
  {
    name: 'crashes',
    title: 'Servers that fail (twenty times as often)',
    mostTransfers: 150_000,
    variants: [
      heartbeat(90, false),
      heartbeat(500, false),
      heartbeat(2000, false),
      heartbeat(5000, false),
      heartbeat(5000, true),
      {
        name: 'heartbeat 0.5 s, then a lease of 3 s',
        change: (settings) => ({ ...heartbeat(500, true).change(settings), leaseMs: 3000 }),
      },
    ],
  },
  {
    name: 'splitBrains',
    title: 'Servers that are cut off, and no fence',
    mostTransfers: 150_000,
    variants: [
      split('merged', { resolution: 'merge' }),
      split('the later one wins', { resolution: 'lastWriteWins' }),
      split('asked every 0.5 s', { verificationMs: 500 }),
    ],
  },
  {
    name: 'load',
    title: 'A burst at the boundary of one server',
    mostTransfers: 400_000,
    variants: [
      { name: 'burst', change: underBurst },
      { name: 'burst, servers three times as fast', change: (s) => ({ ...underBurst(s), serviceMs: s.serviceMs / 3 }) },
      { name: 'burst, time-out 250 ms', change: (s) => ({ ...underBurst(s), timeoutMs: 250 }) },
    ],
  },
  {
    name: 'policies',
    title: 'What each policy is worth, in much trouble',
    mostTransfers: 400_000,
    variants: [
      { name: '(none off)', change: inTrouble },
      ...(Object.keys(policies) as Policy[]).map((policy): Variant => ({
        name: policy,
        change: (settings) => ({ ...inTrouble(settings), without: [...settings.without, policy] }),
      })),
      {
        name: 'rollback, watchdog',
        change: (settings) => ({ ...inTrouble(settings), without: [...settings.without, 'rollback', 'watchdog'] }),
      },
    ],
  },
];

/** Longer spells, by this factor, for the same share of time. */
function spells({ outageScaleMs, congestionScaleMs }: Settings, times: number): Partial<Settings> {
  return { outageScaleMs: outageScaleMs * times, congestionScaleMs: congestionScaleMs * times };
}
