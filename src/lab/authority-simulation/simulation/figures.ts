import type { DurationSummary } from './durations.ts';
import type { Simulated } from './simulate.ts';
import type { Cause, Fate, Forced, Notifications } from './tally.ts';
import { causes } from './tally.ts';

/** The results of the transfers with a cause; shares are of these transfers. */
export interface FateFigures {
  readonly transfers: number;
  /** Of all transfers. */
  readonly share: number;
  /** The shares that the first, second and third retry brought through. */
  readonly confirmedBy: readonly number[];
  readonly rolledBack: number;
  readonly repair: DurationSummary;
  readonly detection: DurationSummary;
}

/** The results of a run, as plain data. */
export interface Figures {
  readonly transfers: number;
  readonly confirmed: number;
  readonly rolledBack: number;
  /** How many transfers were confirmed without a retry, and by the first, second and third retry. */
  readonly byRetries: { readonly none: number; readonly one: number; readonly two: number; readonly three: number };
  /** Transfers that had not ended at the end of the run, and how many of these no event will ever end. */
  readonly unended: number;
  readonly stuck: number;
  readonly neverAdmitted: number;
  readonly mostActive: number;
  readonly latency: DurationSummary;
  readonly age: DurationSummary;
  readonly rollback: DurationSummary;
  readonly fates: Readonly<Record<Cause, FateFigures>>;
  readonly attempts: number;
  readonly timeouts: number;
  readonly packets: { readonly sent: number; readonly lost: number };
  readonly stateMismatches: number;
  readonly items: {
    readonly lost: number;
    readonly duplicated: number;
    readonly pickUps: number;
    readonly vanishedReplicas: number;
    readonly duplicatesRefused: number;
  };
  readonly servers: {
    readonly crashes: number;
    readonly partitions: number;
    readonly reassignments: number;
    readonly rebalances: number;
    readonly started: number;
    readonly detection: DurationSummary;
    readonly unavailability: DurationSummary;
    readonly overlap: DurationSummary;
  };
  readonly splitBrains: {
    readonly players: number;
    readonly detection: DurationSummary;
    readonly resolution: DurationSummary;
    readonly paused: number;
  };
  readonly load: { readonly waited: number; readonly wait: DurationSummary; readonly saturation: DurationSummary };
  readonly notifications: Readonly<Notifications>;
  readonly forced: readonly Forced[];
  readonly virtualSeconds: number;
  readonly events: number;
}

export function figuresOf({ tally, settings, unended, stuck, events, virtualMs }: Simulated): Figures {
  const fates = Object.fromEntries(
    causes.map((cause) => [cause, fateFigures(tally.fates[cause], tally.started)]),
  ) as Record<Cause, FateFigures>;
  const [one = 0, two = 0, three = 0] = [0, 1, 2].map((retry) =>
    causes.reduce((sum, cause) => sum + (tally.fates[cause].confirmedBy[retry] ?? 0), 0),
  );
  return {
    transfers: tally.started,
    confirmed: tally.confirmed,
    rolledBack: tally.rolledBack,
    byRetries: { none: tally.confirmed - one - two - three, one, two, three },
    unended,
    stuck,
    neverAdmitted: settings.transfers - tally.started,
    mostActive: tally.mostActive,
    latency: tally.latency.summary(),
    age: tally.age.summary(),
    rollback: tally.rollback.summary(),
    fates,
    attempts: tally.attempts,
    timeouts: tally.timeouts,
    packets: { sent: tally.packetsSent, lost: tally.packetsLost },
    stateMismatches: tally.stateMismatches,
    items: {
      lost: tally.itemsLost,
      duplicated: tally.itemsDuplicated,
      pickUps: tally.pickUps,
      vanishedReplicas: tally.vanishedReplicas,
      duplicatesRefused: tally.duplicatesRefused,
    },
    servers: {
      crashes: tally.crashes,
      partitions: tally.partitions,
      reassignments: tally.reassignments,
      rebalances: tally.rebalances,
      started: tally.serversStarted,
      detection: tally.crashDetection.summary(),
      unavailability: tally.unavailability.summary(),
      overlap: tally.overlap.summary(),
    },
    splitBrains: {
      players: tally.splitBrains,
      detection: tally.splitBrainDetection.summary(),
      resolution: tally.splitBrainResolution.summary(),
      paused: tally.paused,
    },
    load: { waited: tally.waited, wait: tally.wait.summary(), saturation: tally.saturation.summary() },
    notifications: { ...tally.notifications },
    forced: tally.forced.slice(),
    virtualSeconds: Math.round(virtualMs / 1000),
    events,
  };
}

function fateFigures(fate: Fate, started: number): FateFigures {
  const { transfers, confirmedBy, rolledBack, repair, detection } = fate;
  return {
    transfers,
    share: shareOf(transfers, started),
    confirmedBy: confirmedBy.map((count) => shareOf(count, transfers)),
    rolledBack: shareOf(rolledBack, transfers),
    repair: repair.summary(),
    detection: detection.summary(),
  };
}

/** Six digits: more digits are noise, and would hide equal shares. */
function shareOf(count: number, all: number): number {
  return all === 0 ? 0 : Math.round((count / all) * 1e6) / 1e6;
}
