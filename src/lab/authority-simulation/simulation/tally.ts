import type { Durations } from './durations.ts';
import { createDurations } from './durations.ts';

/** Why the first attempt of a transfer failed, by failure mode. */
export const causes = ['late', 'lost', 'down', 'mismatch', 'hung', 'overload', 'operator'] as const;
export type Cause = (typeof causes)[number];

/** The results of the transfers with a cause. */
export interface Fate {
  transfers: number;
  /** Confirmed by the first, second, third retry. */
  readonly confirmedBy: [number, number, number];
  rolledBack: number;
  /** From the detection of the failure until the end of the transfer. */
  readonly repair: Durations;
  /** From the start of the attempt until the detection of its failure. */
  readonly detection: Durations;
}

/** The numbers of notices to players. */
export interface Notifications {
  rollback: number;
  unavailability: number;
  stateError: number;
  slowdown: number;
}

/** An operator's order, and its outcome. */
export interface Forced {
  readonly player: number;
  readonly reason: string;
  readonly atMs: number;
  readonly outcome: 'rolledBack' | 'alreadyRollingBack' | 'noTransferUnderWay';
}

/** All counters. Counters only grow; values that can also shrink are read from the run itself. */
export interface Tally {
  started: number;
  confirmed: number;
  rolledBack: number;
  attempts: number;
  retries: number;
  timeouts: number;
  packetsSent: number;
  packetsLost: number;
  /** Messages whose time under way is known, and the sum of these times. */
  packetsTimed: number;
  packetsMs: number;
  readonly fates: Readonly<Record<Cause, Fate>>;
  /** From the start to the confirmation: of transfers without a failure, and of all confirmed transfers. */
  readonly smooth: Durations;
  readonly latency: Durations;
  /** From the decision to roll a transfer back until the player is back. */
  readonly rollback: Durations;
  /** From the start of a transfer until its end, of either kind. */
  readonly age: Durations;
  mostActive: number;
  /** Transfers that the watchdog rolled back. */
  forcedBack: number;

  stateMismatches: number;
  itemsLost: number;
  itemsDuplicated: number;
  pickUps: number;
  /** Pick-ups whose message was lost after the replica was hidden. */
  vanishedReplicas: number;
  /** Pick-up messages that arrived twice, the second of which was refused. */
  duplicatesRefused: number;

  crashes: number;
  partitions: number;
  reassignments: number;
  rebalances: number;
  serversStarted: number;
  /** From the failure of a server until its detection, and until its regions have another server. */
  readonly crashDetection: Durations;
  readonly unavailability: Durations;
  /** How long two servers believe to be in charge of the same players. */
  readonly overlap: Durations;
  splitBrains: number;
  readonly splitBrainDetection: Durations;
  readonly splitBrainResolution: Durations;
  /** Transfers that waited for the resolution of a split brain of their player. */
  paused: number;

  /** Transfers that waited for admission, and how long. */
  waited: number;
  readonly wait: Durations;
  /** Periods of too much load, from beginning to end. */
  readonly saturation: Durations;
  readonly forced: Forced[];
  readonly notifications: Notifications;
}

export function createTally(): Tally {
  return {
    started: 0,
    confirmed: 0,
    rolledBack: 0,
    attempts: 0,
    retries: 0,
    timeouts: 0,
    packetsSent: 0,
    packetsLost: 0,
    packetsTimed: 0,
    packetsMs: 0,
    fates: Object.fromEntries(causes.map((cause) => [cause, createFate()])) as Record<Cause, Fate>,
    smooth: createDurations(),
    latency: createDurations(),
    rollback: createDurations(),
    age: createDurations(),
    mostActive: 0,
    forcedBack: 0,
    stateMismatches: 0,
    itemsLost: 0,
    itemsDuplicated: 0,
    pickUps: 0,
    vanishedReplicas: 0,
    duplicatesRefused: 0,
    crashes: 0,
    partitions: 0,
    reassignments: 0,
    rebalances: 0,
    serversStarted: 0,
    crashDetection: createDurations(),
    unavailability: createDurations(),
    overlap: createDurations(),
    splitBrains: 0,
    splitBrainDetection: createDurations(),
    splitBrainResolution: createDurations(),
    paused: 0,
    waited: 0,
    wait: createDurations(),
    saturation: createDurations(),
    forced: [],
    notifications: { rollback: 0, unavailability: 0, stateError: 0, slowdown: 0 },
  };
}

function createFate(): Fate {
  return {
    transfers: 0,
    confirmedBy: [0, 0, 0],
    rolledBack: 0,
    repair: createDurations(),
    detection: createDurations(),
  };
}
