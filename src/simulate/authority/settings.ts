/** What protects the transfers, and what the simulation shows each to be worth. */
export const policies = {
  retryWithBackoff: 'a transfer that times out is tried again, three times at most, each time after a longer wait',
  rollback: 'a transfer that cannot be finished is taken back, and the player stays where it was',
  reassign: 'the regions of a server that is not heard of go to the server with the fewest',
  checksum: 'a state that arrives otherwise than it was sent is not accepted, and the transfer is taken back',
  fencing: 'the store refuses the writes of a server whose authority has gone to another',
  singleSource: 'a pick-up of a replica is decided by the server that owns the item',
  watchdog: 'a transfer that is ten seconds old is taken back, whatever it waits for',
  admission: 'at most 200 transfers at once, and above 150 no more than 100 new ones a second',
  scaling: 'after a minute of too much load a further server is started, and takes half of the regions of the busiest',
} as const;

export type Policy = keyof typeof policies;

/** A lot of players who cross the boundary of one server's regions, both ways. */
export interface Burst {
  readonly atMs: number;
  readonly lengthMs: number;
  /** Crossings a second, beside the usual ones. */
  readonly perSecond: number;
}

/** What an operator orders: the transfer that this player has under way is taken back. */
export interface ForcedRollback {
  readonly player: number;
  readonly reason: string;
  readonly atMs: number;
}

/**
 * The world that is simulated. Shares and rates are from 0 to 1, times in milliseconds.
 *
 * What the seed document `004…` says stands here as it says it. What it leaves open (latency, outages, how long it takes
 * to restore a player) has the values under which most of its figures hold at once; docs/authority.md says which.
 */
export interface Settings {
  readonly seed: number;
  readonly transfers: number;
  /** Crossings a second, at random instants. */
  readonly perSecond: number;
  readonly servers: number;
  readonly regionsPerServer: number;
  readonly players: number;

  /** How many messages are lost, each by itself. Below 1, or a roll-back would never get an answer. */
  readonly lossRate: number;
  /** How long a message is under way on average: a floor and an exponential wait. */
  readonly latencyMs: number;
  /** How much of the latency is the wait. */
  readonly jitterMs: number;
  /** How long a server is busy with a transfer; it takes one at a time, in the order in which they come. */
  readonly serviceMs: number;
  /** The share of time in which a link between two servers loses everything. */
  readonly outageShare: number;
  /** Outages are Lomax distributed, of shape 4: a third of this on average, and now and then one is very long. */
  readonly outageScaleMs: number;
  /** The share of time in which a link delays everything. */
  readonly congestionShare: number;
  /** As of outages. */
  readonly congestionScaleMs: number;
  /** By how much. */
  readonly congestionDelayMs: number;

  /** How many states arrive otherwise than they were sent. */
  readonly mismatchRate: number;
  /** How many transfers lose their own timer, by a fault in the program: nothing but the watchdog looks at them. */
  readonly hungRate: number;
  /** How many transfers come with a pick-up of an item of which this server has a replica. */
  readonly pickUpRate: number;
  /** How many messages of a pick-up arrive twice. */
  readonly duplicationRate: number;

  readonly crashesPerServerHour: number;
  /** The share of the crashes that are none: the server lives, and is cut off from everybody. */
  readonly partitionShare: number;
  /** How long a server stays down, or cut off. */
  readonly restartMs: number;
  /** A server is taken for dead when it was not heard of for so long; it says that it lives five times as often. */
  readonly heartbeatMs: number;
  /** How long it takes to give regions to another server, at least and at most. */
  readonly reassignMs: readonly [least: number, most: number];
  readonly leaseMs: number;
  /** Whether regions go to another server only when the lease of the old one is over. */
  readonly waitsForLease: boolean;
  /** How often all servers are asked for players that two of them have. */
  readonly verificationMs: number;
  /** How two states of one player become one: merged, or the later one wins. */
  readonly resolution: 'merge' | 'lastWriteWins';
  /** How often a player's state is written, per second. */
  readonly writesPerSecond: number;

  readonly timeoutMs: number;
  readonly mostRetries: number;
  /** 50, 100, 200 ms as the document's prose has it, or 100, 200, 400 ms as its code does. */
  readonly backoff: 'prose' | 'code';
  /** How long it takes to put a player back, beside asking the coordinator. */
  readonly restoreMs: number;
  readonly watchdogMs: number;

  readonly mostActive: number;
  readonly alertActive: number;
  readonly throttlePerSecond: number;
  /** How long there has to be too much load before a server is started, and how long that takes. */
  readonly scaleAfterMs: number;
  readonly startServerMs: number;
  readonly burst: Burst | null;

  readonly forced: readonly ForcedRollback[];
  readonly without: readonly Policy[];
}

export const usualSettings: Settings = {
  seed: 1,
  transfers: 1_000_000,
  perSecond: 100,
  servers: 32,
  regionsPerServer: 4,
  players: 10_000,
  lossRate: 0,
  latencyMs: 5,
  jitterMs: 2,
  serviceMs: 1,
  outageShare: 0.00074,
  outageScaleMs: 145,
  congestionShare: 0.0011,
  congestionScaleMs: 130,
  congestionDelayMs: 150,
  mismatchRate: 0.00005,
  hungRate: 0,
  pickUpRate: 0.1,
  duplicationRate: 0.0001,
  crashesPerServerHour: 0.23,
  partitionShare: 0.25,
  restartMs: 60_000,
  heartbeatMs: 5000,
  reassignMs: [500, 1000],
  leaseMs: 30_000,
  waitsForLease: false,
  verificationMs: 10_000,
  resolution: 'merge',
  writesPerSecond: 1,
  timeoutMs: 100,
  mostRetries: 3,
  backoff: 'prose',
  restoreMs: 117,
  watchdogMs: 10_000,
  mostActive: 200,
  alertActive: 150,
  throttlePerSecond: 100,
  scaleAfterMs: 60_000,
  startServerMs: 30_000,
  burst: null,
  forced: [],
  without: [],
};

/** The document caps the wait before a retry here. */
const mostBackoffMs = 1000;

/** How long is waited before this retry, from 1, in milliseconds. */
export function backoffMs(settings: Pick<Settings, 'backoff'>, retry: number): number {
  const doublings = settings.backoff === 'prose' ? retry - 1 : retry;
  return Math.min(50 * 2 ** doublings, mostBackoffMs);
}
