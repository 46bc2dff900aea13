/** The policies that protect transfers. The simulation shows the benefit of each. */
export const policies = {
  retryWithBackoff: 'a transfer that times out is retried, three times at most, each time after a longer wait',
  rollback: 'a transfer that cannot be finished is rolled back, and the player stays with the source',
  reassign: 'the regions of a server without heartbeats go to the server with the fewest',
  checksum: 'a state that was changed on its way is refused, and the transfer is rolled back',
  fencing: 'the store refuses the writes of a server whose authority has gone to another',
  singleSource: 'a pick-up of a replica is decided by the server that owns the item',
  watchdog: 'a transfer that is ten seconds old is rolled back',
  admission: 'at most 200 transfers at once, and above 150 no more than 100 new ones a second',
  scaling: 'after a minute of too much load another server is started, and takes half of the regions of the busiest',
} as const;

export type Policy = keyof typeof policies;

/** A burst of players across the boundary of a server's regions, in both directions. */
export interface Burst {
  readonly atMs: number;
  readonly lengthMs: number;
  /** Crossings a second, in addition to the usual crossings. */
  readonly perSecond: number;
}

/** An operator's order to roll back the player's transfer. */
export interface ForcedRollback {
  readonly player: number;
  readonly reason: string;
  readonly atMs: number;
}

/**
 * The simulated world. Shares and rates are from 0 to 1, times in milliseconds.
 *
 * Values that the seed document `004…` gives are used unchanged. Values that the document leaves open (latency,
 * outages, the time to restore a player) are chosen so that most of the document's figures hold together;
 * docs/subjects/authority.md lists them.
 */
export interface Settings {
  readonly seed: number;
  readonly transfers: number;
  /** Crossings a second, at random instants. */
  readonly perSecond: number;
  readonly servers: number;
  readonly regionsPerServer: number;
  readonly players: number;

  /** The rate of independent losses of messages. Below 1, or a roll-back would never get a reply. */
  readonly lossRate: number;
  /** The average time of a message: a minimum plus an exponential wait. */
  readonly latencyMs: number;
  /** The part of the latency that is the exponential wait. */
  readonly jitterMs: number;
  /** How long a server is busy with a transfer. A server handles transfers one at a time, in the order of arrival. */
  readonly serviceMs: number;
  /** The share of time in which a link between two servers loses all messages. */
  readonly outageShare: number;
  /** Outages are Lomax distributed, of shape 4: a third of this on average, with rare outages that are very long. */
  readonly outageScaleMs: number;
  /** The share of time in which a link delays all messages. */
  readonly congestionShare: number;
  /** As for outages. */
  readonly congestionScaleMs: number;
  /** The delay of a message on a congested link. */
  readonly congestionDelayMs: number;

  /** The rate of states that are changed on their way. */
  readonly mismatchRate: number;
  /** The rate of transfers that lose their timer, by a fault in the program: only the watchdog notices them. */
  readonly hungRate: number;
  /** The rate of transfers with a pick-up of an item of which this server has a replica. */
  readonly pickUpRate: number;
  /** The rate of pick-up messages that arrive twice. */
  readonly duplicationRate: number;

  readonly crashesPerServerHour: number;
  /** The share of crashes that are partitions instead: the server is up, and cut off from all others. */
  readonly partitionShare: number;
  /** How long a server stays down, or cut off. */
  readonly restartMs: number;
  /** A server without a heartbeat for this time counts as down. Servers send heartbeats five times as often. */
  readonly heartbeatMs: number;
  /** The time to reassign regions to another server, at least and at most. */
  readonly reassignMs: readonly [least: number, most: number];
  readonly leaseMs: number;
  /** Whether regions go to another server only when the lease of the old server is over. */
  readonly waitsForLease: boolean;
  /** The interval of the verification, which looks for players that two servers have. */
  readonly verificationMs: number;
  /** How two states of a player are resolved: by a merge, or the later state wins. */
  readonly resolution: 'merge' | 'lastWriteWins';
  /** Writes of a player's state per second. */
  readonly writesPerSecond: number;

  readonly timeoutMs: number;
  readonly mostRetries: number;
  /** 50, 100, 200 ms as the document's prose has it, or 100, 200, 400 ms as its code does. */
  readonly backoff: 'prose' | 'code';
  /** The time to put a player back, without the request to the coordinator. */
  readonly restoreMs: number;
  readonly watchdogMs: number;

  readonly mostActive: number;
  readonly alertActive: number;
  readonly throttlePerSecond: number;
  /** How long too much load has to last before a server is started, and how long the start takes. */
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

/** The wait before this retry, counted from 1, in milliseconds. */
export function backoffMs(settings: Pick<Settings, 'backoff'>, retry: number): number {
  const doublings = settings.backoff === 'prose' ? retry - 1 : retry;
  return Math.min(50 * 2 ** doublings, mostBackoffMs);
}
