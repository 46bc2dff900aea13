import FlatQueue from 'flatqueue';
import type { Chance } from './chance.ts';
import { chanceOf } from './chance.ts';
import type { Episodes } from './links.ts';
import { createEpisodes } from './links.ts';
import type { Policy, Settings } from './settings.ts';
import { policies } from './settings.ts';
import type { Tally } from './tally.ts';
import { createTally } from './tally.ts';

/** What happens, and to whom: a player's transfer, a server, or the world. */
export const event = {
  crossing: 0,
  burstCrossing: 1,
  request: 2,
  confirm: 3,
  refusal: 4,
  timeout: 5,
  retry: 6,
  restored: 7,
  resume: 8,
  drain: 9,
  watch: 10,
  crash: 11,
  suspect: 12,
  reassign: 13,
  restart: 14,
  verify: 15,
  serverReady: 16,
  forced: 17,
  scrape: 18,
} as const;
export type EventKind = (typeof event)[keyof typeof event];

/** Where a player's transfer is. A player has one at most, so that transfers go by their player. */
export const phase = {
  none: 0,
  /** Wants to cross, and waits for admission. */
  waiting: 1,
  /** Wants to cross, and waits until its split brain is resolved. */
  paused: 2,
  /** An attempt is under way, or a retry is waited for: the event that is expected decides. */
  underWay: 3,
  rollingBack: 4,
  /** Nothing will come any more: its timer is lost, or nobody is left who would take it back. */
  hung: 5,
  /** Its server has died with it. */
  orphaned: 6,
} as const;

/** How many servers more than at the beginning there may be. */
const mostFurtherServers = 8;

/** The players, and the transfer of each; all by the player's number. */
interface Players {
  readonly region: Int32Array;
  readonly phase: Uint8Array;
  /** The event that the transfer goes on with, and when: whatever else arrives is out of date. */
  readonly expected: Uint8Array;
  readonly expectedAtMs: Float64Array;
  readonly startedAtMs: Float64Array;
  readonly sentAtMs: Float64Array;
  /** When the target has done its part. */
  readonly doneAtMs: Float64Array;
  /** When it was first known that something is wrong. */
  readonly detectedAtMs: Float64Array;
  readonly rollbackAtMs: Float64Array;
  readonly pausedUntilMs: Float64Array;
  readonly targetRegion: Int32Array;
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly retries: Uint8Array;
  /** The first cause, one more than its place among the causes; 0 where there is none. */
  readonly cause: Uint8Array;
  /** What keeps the attempt at hand from being confirmed in time, as above. */
  readonly failing: Uint8Array;
  /** The place among the active ones. */
  readonly place: Int32Array;
}

interface Servers {
  count: number;
  readonly isDown: Uint8Array;
  readonly isPartitioned: Uint8Array;
  readonly failedAtMs: Float64Array;
  /** When its regions went to others; -1 where they did not. */
  readonly replacedAtMs: Float64Array;
  readonly busyUntilMs: Float64Array;
  /** How long it was busy in all. */
  readonly busyMs: Float64Array;
}

/** When a player's split brain is found, and when it is resolved. */
interface SplitBrain {
  readonly foundAtMs: number;
  readonly resolvedAtMs: number;
}

/** One run of the simulation: the world, the clock, and what is still to come. */
export interface Run {
  readonly settings: Settings;
  readonly policies: Readonly<Record<Policy, boolean>>;
  readonly chance: Chance;
  readonly tally: Tally;
  readonly upcoming: FlatQueue;
  nowMs: number;
  readonly outages: Episodes;
  readonly congestion: Episodes;
  readonly players: Players;
  readonly servers: Servers;
  /** The server of each region, by its number. */
  readonly owners: Int32Array;
  /** Players with a transfer that has been admitted. */
  readonly active: number[];
  /** Players who wait for admission, and since when; the first `admitted` of them wait no longer. */
  readonly waiting: { players: number[]; sinceMs: number[]; admitted: number };
  /** Crossings that were wanted, admitted or not. */
  requested: number;
  /** Players with a transfer in any phase, and those of them with one that hangs. */
  open: number;
  hung: number;
  /** When the next transfer may be admitted under the throttle; and for when a drain is planned. */
  nextTokenMs: number;
  drainAtMs: number;
  /** Since when there is too much load; -1 where there is not. */
  saturatedSinceMs: number;
  isServerStarting: boolean;
  /** When the last one had started: a further one has to be needed since then. */
  serverStartedAtMs: number;
  /** Split brains that there were, each of one player. */
  readonly splitBrains: SplitBrain[];
  /** Where each latency goes while somebody collects them. */
  latencies: number[] | null;
}

export function createRun(settings: Settings): Run {
  const chance = chanceOf(settings.seed);
  const { players, servers, regionsPerServer } = settings;
  const mostServers = servers + mostFurtherServers;
  const regions = servers * regionsPerServer;
  const link = { servers: mostServers };
  const { outageShare, outageScaleMs, congestionShare, congestionScaleMs } = settings;
  const run: Run = {
    settings,
    policies: Object.fromEntries(
      Object.keys(policies).map((name) => [name, !settings.without.includes(name as Policy)]),
    ) as Record<Policy, boolean>,
    chance,
    tally: createTally(),
    upcoming: new FlatQueue(),
    nowMs: 0,
    outages: createEpisodes(chance.links, { ...link, share: outageShare, scaleMs: outageScaleMs }),
    congestion: createEpisodes(chance.links, { ...link, share: congestionShare, scaleMs: congestionScaleMs }),
    players: createPlayers(players, regions),
    servers: {
      count: servers,
      isDown: new Uint8Array(mostServers),
      isPartitioned: new Uint8Array(mostServers),
      failedAtMs: new Float64Array(mostServers),
      replacedAtMs: new Float64Array(mostServers).fill(-1),
      busyUntilMs: new Float64Array(mostServers),
      busyMs: new Float64Array(mostServers),
    },
    owners: Int32Array.from({ length: regions }, (_, region) => Math.floor(region / regionsPerServer)),
    active: [],
    waiting: { players: [], sinceMs: [], admitted: 0 },
    requested: 0,
    open: 0,
    hung: 0,
    nextTokenMs: 0,
    drainAtMs: -1,
    saturatedSinceMs: -1,
    isServerStarting: false,
    serverStartedAtMs: 0,
    splitBrains: [],
    latencies: null,
  };
  return run;
}

function createPlayers(count: number, regions: number): Players {
  return {
    region: Int32Array.from({ length: count }, (_, player) => player % regions),
    phase: new Uint8Array(count),
    expected: new Uint8Array(count),
    expectedAtMs: new Float64Array(count),
    startedAtMs: new Float64Array(count),
    sentAtMs: new Float64Array(count),
    doneAtMs: new Float64Array(count),
    detectedAtMs: new Float64Array(count),
    rollbackAtMs: new Float64Array(count),
    pausedUntilMs: new Float64Array(count),
    targetRegion: new Int32Array(count),
    source: new Int32Array(count),
    target: new Int32Array(count),
    retries: new Uint8Array(count),
    cause: new Uint8Array(count),
    failing: new Uint8Array(count),
    place: new Int32Array(count),
  };
}

/** The event's kind and whom it concerns, as one number. */
const perKind = 2 ** 26;

export function schedule(run: Run, kind: EventKind, whom: number, atMs: number): void {
  run.upcoming.push(kind * perKind + whom, atMs);
}

/** Of an event as it stands in the queue. */
export function kindOf(entry: number): number {
  return Math.floor(entry / perKind);
}

/** Of an event as it stands in the queue. */
export function whomOf(entry: number): number {
  return entry % perKind;
}

/** Says with which event the player's transfer goes on; the one before is out of date. */
export function expectEvent(run: Run, kind: EventKind, player: number, atMs: number): void {
  run.players.expected[player] = kind;
  run.players.expectedAtMs[player] = atMs;
  schedule(run, kind, player, atMs);
}

/** Whether this is the event with which the player's transfer goes on. */
export function isExpected({ players, nowMs }: Run, kind: number, player: number): boolean {
  return (
    players.phase[player] !== phase.none && players.expected[player] === kind && players.expectedAtMs[player] === nowMs
  );
}

/** The server that is in charge of the player. */
export function serverOf({ owners, players }: Run, player: number): number {
  return owners[players.region[player] ?? 0] ?? 0;
}
