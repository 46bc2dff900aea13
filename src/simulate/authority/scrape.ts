import type { Run } from './run.ts';
import { serverOf } from './run.ts';
import type { Tally } from './tally.ts';

/** What there is to see of one server at one instant. */
export interface ServerScrape {
  readonly name: string;
  readonly isUp: boolean;
  /** How long it was busy in all, in milliseconds. */
  readonly busyMs: number;
  /** From 0 to 1. */
  readonly memory: number;
  /** The transfers that it drives, and the age of the oldest, in milliseconds. */
  readonly active: number;
  readonly oldestMs: number;
}

/** What there is to measure at one instant of the virtual clock. The tally is the run's own: read it at once. */
export interface Scrape {
  readonly atMs: number;
  readonly tally: Tally;
  readonly servers: readonly ServerScrape[];
  readonly waiting: number;
  /** Split brains that are found and not resolved, and all that were ever found. */
  readonly splitBrains: { readonly open: number; readonly found: number };
  /** Of the transfers that were confirmed since the last time, in milliseconds. */
  readonly latencies: readonly number[];
}

/** A server takes a third of its memory for itself, and is full with three times its share of the players. */
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

/** How many of these players each server has. */
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
