import type { Durations } from './durations.ts';
import { createDurations } from './durations.ts';

/** Why a transfer did not go through at its first attempt, by the failure mode that it belongs to. */
export const causes = ['late', 'lost', 'down', 'mismatch', 'hung', 'overload', 'operator'] as const;
export type Cause = (typeof causes)[number];

/** What became of the transfers with one cause. */
export interface Fate {
  transfers: number;
  /** Confirmed by the first, second, third retry. */
  readonly confirmedBy: [number, number, number];
  rolledBack: number;
  /** From the first sign of it until the player is somewhere for good. */
  readonly repair: Durations;
  /** From when the attempt was made until anybody knows that it failed. */
  readonly detection: Durations;
}

/** Of what the players were told. */
export interface Notifications {
  rollback: number;
  unavailability: number;
  stateError: number;
  slowdown: number;
}

/** An order of the operator, and what came of it. */
export interface Forced {
  readonly player: number;
  readonly reason: string;
  readonly atMs: number;
  readonly outcome: 'rolledBack' | 'alreadyRollingBack' | 'noTransferUnderWay';
}

/** Everything that is counted. Counters only grow; what can fall again is read from the run itself. */
export interface Tally {
  started: number;
  confirmed: number;
  rolledBack: number;
  attempts: number;
  retries: number;
  timeouts: number;
  packetsSent: number;
  packetsLost: number;
  /** Messages whose time under way is known, and the sum of those times. */
  packetsTimed: number;
  packetsMs: number;
  readonly fates: Readonly<Record<Cause, Fate>>;
  /** Transfers without any cause, from their start to their confirmation; and all that were confirmed. */
  readonly smooth: Durations;
  readonly latency: Durations;
  /** From the decision to take a transfer back until the player is back. */
  readonly rollback: Durations;
  /** From the start of a transfer until its end, whatever that is. */
  readonly age: Durations;
  mostActive: number;
  /** Transfers that the watchdog took back. */
  forcedBack: number;

  stateMismatches: number;
  itemsLost: number;
  itemsDuplicated: number;
  pickUps: number;
  /** Pick-ups whose message was lost, when the replica had already been taken away. */
  vanishedReplicas: number;
  /** Messages of a pick-up that came twice, the second of which was refused. */
  duplicatesRefused: number;

  crashes: number;
  partitions: number;
  reassignments: number;
  rebalances: number;
  serversStarted: number;
  /** From when a server failed until it was taken for dead; and until its regions had another. */
  readonly crashDetection: Durations;
  readonly unavailability: Durations;
  /** For how long two servers take themselves to be in charge of the same players. */
  readonly overlap: Durations;
  splitBrains: number;
  readonly splitBrainDetection: Durations;
  readonly splitBrainResolution: Durations;
  /** Transfers that had to wait until a split brain of their player was resolved. */
  paused: number;

  /** Transfers that had to wait for admission, and for how long. */
  waited: number;
  readonly wait: Durations;
  /** Times of too much load, from their beginning to their end. */
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
