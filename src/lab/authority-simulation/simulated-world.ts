import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { collect, mustBeOneOf, wholeNumber } from '../../cli/choose.ts';
import { UsageError } from '../../cli/exit.ts';
import type { ForcedRollback, Policy, Settings } from './simulation/settings.ts';
import { policies, usualSettings } from './simulation/settings.ts';

/** The flags of the simulated world; the default holds for an absent flag. */
export interface WorldFlags {
  readonly transfers?: number;
  readonly seed?: number;
  readonly perSecond?: number;
  readonly servers?: number;
  readonly players?: number;
  readonly loss?: number;
  readonly latency?: number;
  readonly jitter?: number;
  readonly outages?: number;
  readonly congestion?: number;
  readonly mismatches?: number;
  readonly hung?: number;
  readonly duplicates?: number;
  readonly crashes?: number;
  readonly cutOff?: number;
  readonly heartbeat?: number;
  readonly waitForLease?: boolean;
  readonly timeout?: number;
  readonly restore?: number;
  readonly backoff?: Settings['backoff'];
  readonly resolution?: Settings['resolution'];
  readonly burst?: number;
  readonly burstLength?: number;
  readonly without?: readonly string[];
  readonly forceRollback?: readonly ForcedRollback[];
}

export function withWorldOptions(command: Command): Command {
  const ms = quantity('milliseconds', 0, 3_600_000);
  return command
    .option('--transfers <number>', 'how many transfers', wholeNumber(1, 1_000_000_000), usualSettings.transfers)
    .option(
      '--seed <number>',
      'decides the random events: the same seed gives the same events',
      wholeNumber(-(2 ** 31), 2 ** 31 - 1),
      1,
    )
    .option('--per-second <number>', 'how many transfers a second (100)', quantity('transfers', 0.001, 1_000_000))
    .option('--servers <number>', 'how many servers (32)', wholeNumber(2, 500))
    .option('--players <number>', 'how many players (10,000)', wholeNumber(1, 10_000_000))
    .option(
      '--loss <share>',
      'how many messages are lost, each by itself, from 0 to 0.99 (0)',
      quantity('share', 0, 0.99),
    )
    .option('--latency <ms>', 'how long a message takes on average (5)', ms)
    .option('--jitter <ms>', 'how much of the latency is left to chance (2 of 5)', ms)
    .option('--outages <share>', 'how much of the time a link is down (0.00074)', quantity('share', 0, 0.99))
    .option('--congestion <share>', 'how much of the time a link is slow (0.0011)', quantity('share', 0, 0.99))
    .option('--mismatches <share>', 'how many states arrive changed (0.00005)', quantity('share', 0, 1))
    .option('--hung <share>', 'how many transfers lose their timer (0)', quantity('share', 0, 1))
    .option('--duplicates <share>', 'how many pick-ups arrive twice (0.0001)', quantity('share', 0, 1))
    .option('--crashes <number>', 'how often a server fails in an hour (0.23)', quantity('number', 0, 1000))
    .option('--cut-off <share>', 'how many of those live, and are only cut off (0.25)', quantity('share', 0, 1))
    .option('--heartbeat <ms>', 'a server not heard of for so long is taken for dead (5000)', ms)
    .option('--wait-for-lease', 'regions go to another server only after the lease of the old one')
    .option('--timeout <ms>', 'how long an answer is waited for (100)', quantity('milliseconds', 1, 3_600_000))
    .option('--restore <ms>', 'how long it takes to put a player back (117)', ms)
    .addOption(
      new Option('--backoff <reading>', '50, 100, 200 ms as in the document’s prose, or 100, 200, 400 as in its code')
        .choices(['prose', 'code'])
        .default('prose'),
    )
    .addOption(
      new Option('--resolution <rule>', 'how two states of a player are resolved')
        .choices(['merge', 'lastWriteWins'])
        .default('merge'),
    )
    .option(
      '--burst <number>',
      'so many more crossings a second at one server (0)',
      quantity('crossings', 1, 1_000_000),
    )
    .option('--burst-length <seconds>', 'for how long (60)', quantity('seconds', 0.001, 1_000_000))
    .option('--without <policy>', 'switches a policy off; may be repeated', collect)
    .option('--force-rollback <player@seconds:reason>', 'an order of the operator; may be repeated', collectForced);
}

/** The world that the flags ask for. */
export function settingsOf(flags: WorldFlags): Settings {
  for (const name of flags.without ?? []) mustBeOneOf('policy of the simulation', name, Object.keys(policies));
  const latencyMs = flags.latency ?? usualSettings.latencyMs;
  const usualJitterMs = flags.latency === undefined ? usualSettings.jitterMs : latencyMs * 0.4;
  const jitterMs = flags.jitter ?? usualJitterMs;
  if (jitterMs > latencyMs) {
    throw new UsageError(
      `--jitter ${jitterMs} is a part of the latency, and that is ${latencyMs} ms: take less, or a --latency of more`,
    );
  }
  if (flags.burstLength !== undefined && flags.burst === undefined) {
    throw new UsageError(
      '--burst-length says how long a burst is, and there is none: add --burst, such as --burst 1500',
    );
  }
  const players = flags.players ?? usualSettings.players;
  for (const { player } of flags.forceRollback ?? []) {
    if (player >= players)
      throw new UsageError(`--force-rollback: there is no player ${player}; the last of ${players} is ${players - 1}`);
  }
  const burst =
    flags.burst === undefined
      ? null
      : { atMs: 1000, lengthMs: (flags.burstLength ?? 60) * 1000, perSecond: flags.burst };
  return {
    ...usualSettings,
    ...given({
      transfers: flags.transfers,
      seed: flags.seed,
      perSecond: flags.perSecond,
      servers: flags.servers,
      lossRate: flags.loss,
      outageShare: flags.outages,
      congestionShare: flags.congestion,
      mismatchRate: flags.mismatches,
      hungRate: flags.hung,
      duplicationRate: flags.duplicates,
      crashesPerServerHour: flags.crashes,
      partitionShare: flags.cutOff,
      heartbeatMs: flags.heartbeat,
      waitsForLease: flags.waitForLease,
      timeoutMs: flags.timeout,
      restoreMs: flags.restore,
      backoff: flags.backoff,
      resolution: flags.resolution,
      forced: flags.forceRollback,
      without: flags.without as readonly Policy[] | undefined,
    }),
    players,
    latencyMs,
    jitterMs,
    burst,
  };
}

type Given<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The values that were given, without the absent values. */
function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}

function quantity(what: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      `It has to be a ${what === 'share' ? 'share' : `number (${what})`} from ${least} to ${most}.`,
    );
  };
}

function collectForced(text: string, before: readonly ForcedRollback[] = []): ForcedRollback[] {
  const [, player, seconds, reason] = /^(\d{1,9})@(\d+(?:\.\d+)?):(\S.*)$/.exec(text) ?? [];
  if (reason === undefined) {
    throw new InvalidArgumentError('It has to be player@seconds:reason, such as 12345@60:stuck_transfer.');
  }
  return [...before, { player: Number(player), atMs: Number(seconds) * 1000, reason }];
}
