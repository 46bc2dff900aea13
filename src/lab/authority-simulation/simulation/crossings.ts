import { request } from './admission.ts';
import { below, exponential } from './chance.ts';
import type { Run } from './run.ts';
import { event, phase, schedule, serverOf } from './run.ts';

/** How many players are tried until a player may cross, before the crossing is left out. */
const mostTries = 64;

/** A player crosses, and the next crossing is planned. */
export function cross(run: Run): void {
  const { settings, chance, nowMs } = run;
  if (run.requested >= settings.transfers) return;
  const player = someoneFree(run);
  if (player !== null) request(run, player, elsewhere(run, serverOf(run, player), run.owners.length));
  schedule(run, event.crossing, 0, nowMs + exponential(chance.crossings, 1000 / settings.perSecond));
}

/** A player crosses into the initial regions of the first server, or out of them. */
export function crossHotBoundary(run: Run): void {
  const { settings, chance, players, nowMs } = run;
  const { burst, regionsPerServer } = settings;
  if (burst === null || run.requested >= settings.transfers || nowMs > burst.atMs + burst.lengthMs) return;
  const player = someoneFree(run);
  if (player !== null) {
    const isInside = (players.region[player] ?? 0) < regionsPerServer;
    request(run, player, elsewhere(run, serverOf(run, player), isInside ? run.owners.length : regionsPerServer));
  }
  schedule(run, event.burstCrossing, 0, nowMs + exponential(chance.crossings, 1000 / burst.perSecond));
}

/** A player without a transfer, on a server that is up. */
function someoneFree(run: Run): number | null {
  const { players, servers, chance } = run;
  const count = players.region.length;
  const first = below(chance.crossings, count);
  for (let tried = 0; tried < mostTries; tried += 1) {
    const player = (first + tried) % count;
    if (players.phase[player] === phase.none && servers.isDown[serverOf(run, player)] === 0) return player;
  }
  return null;
}

/** A region of another server among the first `regions` regions; any region, if none is found after some tries. */
function elsewhere({ chance, owners }: Run, server: number, regions: number): number {
  for (let tried = 0; tried < mostTries; tried += 1) {
    const region = below(chance.crossings, regions);
    if (owners[region] !== server) return region;
  }
  return below(chance.crossings, owners.length);
}
