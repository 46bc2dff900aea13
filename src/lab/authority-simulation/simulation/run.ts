import FlatQueue from 'flatqueue';
import type { Chance } from './chance.ts';
import { chanceOf } from './chance.ts';
import type { Episodes } from './links.ts';
import { createEpisodes } from './links.ts';
import type { Policy, Settings } from './settings.ts';
import { policies } from './settings.ts';
import type { Tally } from './tally.ts';
import { createTally } from './tally.ts';

/** The kinds of events of a player's transfer, of a server, or of the world. */
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

/** The phase of a player's transfer. A player has at most a single transfer, so the player identifies the transfer. */
export const phase = {
  none: 0,
  /** Wants to cross, and waits for admission. */
  waiting: 1,
  /** Wants to cross, and waits until its split brain is resolved. */
  paused: 2,
  /** An attempt is under way, or a retry is planned: the expected event decides. */
  underWay: 3,
  rollingBack: 4,
  /** No event will come: the timer is lost, or no policy rolls the transfer back. */
  hung: 5,
  /** The source has crashed. */
  orphaned: 6,
} as const;

/** How many servers may be started in addition to the initial servers. */
const mostFurtherServers = 8;

/** The players and their transfers, by the player's number. */
interface Players {
  readonly region: Int32Array;
  readonly phase: Uint8Array;
  /** The event with which the transfer goes on, and its time. Other events of the transfer are out of date. */
  readonly expected: Uint8Array;
  readonly expectedAtMs: Float64Array;
  readonly startedAtMs: Float64Array;
  readonly sentAtMs: Float64Array;
  /** When the target is done with the request. */
  readonly doneAtMs: Float64Array;
  /** When a failure was first detected. */
  readonly detectedAtMs: Float64Array;
  readonly rollbackAtMs: Float64Array;
  readonly pausedUntilMs: Float64Array;
  readonly targetRegion: Int32Array;
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly retries: Uint8Array;
  /** The first cause: its place among the causes plus 1; 0 if there is no cause. */
  readonly cause: Uint8Array;
  /** The cause for which the present attempt will fail, as a number like `cause`. */
  readonly failing: Uint8Array;
  /** The place among the active players. */
  readonly place: Int32Array;
}

interface Servers {
  count: number;
  readonly isDown: Uint8Array;
  readonly isPartitioned: Uint8Array;
  readonly failedAtMs: Float64Array;
  /** When the server's regions went to others; -1 if they did not. */
  readonly replacedAtMs: Float64Array;
  readonly busyUntilMs: Float64Array;
  /** How long the server was busy so far. */
  readonly busyMs: Float64Array;
}

/** When a player's split brain is found and resolved. */
interface SplitBrain {
  readonly foundAtMs: number;
  readonly resolvedAtMs: number;
}

/** A run of the simulation: the world, the clock, and the events to come. */
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
  /** Players in the queue for admission, and since when. The first `admitted` of them are already admitted. */
  readonly waiting: { players: number[]; sinceMs: number[]; admitted: number };
  /** Requested crossings, admitted or not. */
  requested: number;
  /** Players with a transfer in any phase, and players whose transfer hangs. */
  open: number;
  hung: number;
  /** When the throttle admits the next transfer, and when the next drain is planned. */
  nextTokenMs: number;
  drainAtMs: number;
  /** Since when there is too much load; -1 if there is not. */
  saturatedSinceMs: number;
  isServerStarting: boolean;
  /** When the last additional server started. The load must last after that before another server is started. */
  serverStartedAtMs: number;
  /** All split brains so far, each of a single player. */
  readonly splitBrains: SplitBrain[];
  /** The latencies since the last scrape; null without scrapes. */
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

/** An event's kind and its player or server, in a single number. */
const perKind = 2 ** 26;

export function schedule(run: Run, kind: EventKind, whom: number, atMs: number): void {
  run.upcoming.push(kind * perKind + whom, atMs);
}

/** The kind of an entry of the event queue. */
export function kindOf(entry: number): number {
  return Math.floor(entry / perKind);
}

/** The player or server of an entry of the event queue. */
export function whomOf(entry: number): number {
  return entry % perKind;
}

/** Plans the event with which the player's transfer goes on; the event before is out of date. */
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
