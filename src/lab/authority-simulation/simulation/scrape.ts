import type { Run } from './run.ts';
import { serverOf } from './run.ts';
import type { Tally } from './tally.ts';

/** The measurements of a server at an instant. */
export interface ServerScrape {
  readonly name: string;
  readonly isUp: boolean;
  /** How long the server was busy so far, in milliseconds. */
  readonly busyMs: number;
  /** From 0 to 1. */
  readonly memory: number;
  /** The active transfers of the server, and the age of the oldest, in milliseconds. */
  readonly active: number;
  readonly oldestMs: number;
}

/** The measurements at an instant of the virtual clock. The tally is not a copy, so read the tally at once. */
export interface Scrape {
  readonly atMs: number;
  readonly tally: Tally;
  readonly servers: readonly ServerScrape[];
  readonly waiting: number;
  /** Split brains that are found and not resolved, and all split brains found so far. */
  readonly splitBrains: { readonly open: number; readonly found: number };
  /** The latencies of the transfers that were confirmed since the last scrape, in milliseconds. */
  readonly latencies: readonly number[];
}

/** A server needs a third of its memory without players, and is full with three times its share of the players. */
const memory = { idle: 0.3, fullAtShares: 3 };

export function scrapeOf(run: Run, atMs: number): Scrape {
  const latencies = run.latencies ?? [];
  run.latencies = [];
  const players = countsOf(run, run.players.region.keys());
  const active = countsOf(run, run.active);
  const oldestMs = oldestOf(run, atMs);
  const share = run.players.region.length / run.settings.servers;
  const servers = Array.from({ length: run.servers.count }, (_, server): ServerScrape => {
    const load = (players[server] ?? 0) / (share * memory.fullAtShares);
    return {
      name: `s${server + 1}`,
      isUp: run.servers.isDown[server] === 0 || run.servers.isPartitioned[server] === 1,
      busyMs: run.servers.busyMs[server] ?? 0,
      memory: Math.min(1, memory.idle + (1 - memory.idle) * load),
      active: active[server] ?? 0,
      oldestMs: oldestMs[server] ?? 0,
    };
  });
  const waiting = run.waiting.players.length - run.waiting.admitted;
  const found = run.splitBrains.filter(({ foundAtMs }) => foundAtMs <= atMs);
  const splitBrains = { open: found.filter(({ resolvedAtMs }) => resolvedAtMs > atMs).length, found: found.length };
  return { atMs, tally: run.tally, servers, waiting, splitBrains, latencies };
}

/** The number of these players on each server. */
function countsOf(run: Run, players: Iterable<number>): number[] {
  const counts = Array.from({ length: run.servers.count }, () => 0);
  for (const player of players) {
    const server = serverOf(run, player);
    counts[server] = (counts[server] ?? 0) + 1;
  }
  return counts;
}

function oldestOf(run: Run, atMs: number): number[] {
  const oldest = Array.from({ length: run.servers.count }, () => 0);
  for (const player of run.active) {
    const server = serverOf(run, player);
    oldest[server] = Math.max(oldest[server] ?? 0, atMs - (run.players.startedAtMs[player] ?? 0));
  }
  return oldest;
}
