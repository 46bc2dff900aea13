import { below, exponential, happens, uniform } from './chance.ts';
import { blameFor, loseAnswer, orphan, rollBack } from './attempts.ts';
import type { Run } from './run.ts';
import { event, phase, schedule, serverOf } from './run.ts';

const hourMs = 3_600_000;

/** Plans when this server will crash. */
export function planCrash(run: Run, server: number): void {
  const perHour = run.settings.crashesPerServerHour;
  if (perHour > 0) schedule(run, event.crash, server, run.nowMs + exponential(run.chance.crashes, hourMs / perHour));
}

/** A server dies, or is cut off; either way nobody hears of it. What it was doing stays as it is. */
export function crash(run: Run, server: number): void {
  const { servers, settings, tally, chance, players, active, nowMs } = run;
  servers.isDown[server] = 1;
  servers.failedAtMs[server] = nowMs;
  servers.replacedAtMs[server] = -1;
  const isPartition = happens(chance.crashes, settings.partitionShare);
  servers.isPartitioned[server] = Number(isPartition);
  if (isPartition) tally.partitions += 1;
  else tally.crashes += 1;
  for (const player of active) {
    if (players.source[player] === server) orphan(run, player);
    else if (players.target[player] === server && isAnswering(run, player)) loseAnswer(run, player);
  }
  // It was heard of last some time within the last fifth.
  const silentMs = settings.heartbeatMs * (1 - uniform(chance.crashes) / 5);
  schedule(run, event.suspect, server, nowMs + silentMs);
  schedule(run, event.restart, server, nowMs + settings.restartMs);
}

/** Whether the request is with the target, and the answer is not on its way yet. */
function isAnswering({ players, nowMs }: Run, player: number): boolean {
  const expected = players.expected[player];
  const isAnswered = expected === event.confirm || expected === event.refusal;
  return players.phase[player] === phase.underWay && isAnswered && (players.doneAtMs[player] ?? 0) > nowMs;
}

/** Nothing was heard of a server for too long: it is taken for dead, and its regions will go to others. */
export function suspect(run: Run, server: number): void {
  const { servers, settings, policies, tally, chance, nowMs } = run;
  if (servers.isDown[server] === 0) return;
  const failedAtMs = servers.failedAtMs[server] ?? 0;
  tally.crashDetection.add(nowMs - failedAtMs);
  tally.notifications.unavailability += playersOf(run, server).length;
  if (!policies.reassign) return;
  const [least, most] = settings.reassignMs;
  const doneAtMs = nowMs + least + uniform(chance.crashes) * (most - least);
  const leaseEndsAtMs = settings.waitsForLease ? failedAtMs + settings.leaseMs : 0;
  schedule(run, event.reassign, server, Math.max(doneAtMs, leaseEndsAtMs));
}

/** The regions of a dead server go to the living with the fewest, and what it had under way is taken back. */
export function reassign(run: Run, server: number): void {
  const { servers, settings, policies, tally, active, nowMs } = run;
  if (servers.isDown[server] === 0) return;
  const hosted = playersOf(run, server);
  for (const region of regionsOf(run, server)) give(run, region, leastLoaded(run));
  const failedAtMs = servers.failedAtMs[server] ?? 0;
  servers.replacedAtMs[server] = nowMs;
  tally.reassignments += 1;
  tally.unavailability.add(nowMs - failedAtMs);
  for (const player of active.filter((one) => isOrphanOf(run, one, server))) {
    blameFor(run, player, 'down');
    rollBack(run, player);
  }
  if (servers.isPartitioned[server] === 0) return;
  // It lives, and takes itself to be in charge until its lease is over or it hears of the others again.
  const believesUntilMs = failedAtMs + Math.min(settings.leaseMs, settings.restartMs);
  const overlapMs = Math.max(0, believesUntilMs - nowMs);
  tally.overlap.add(overlapMs);
  if (policies.fencing || overlapMs === 0) return;
  const verifiedAtMs = Math.ceil(nowMs / settings.verificationMs) * settings.verificationMs;
  for (const player of hosted) splitBrain(run, player, { overlapMs, verifiedAtMs });
}

function isOrphanOf({ players }: Run, player: number, server: number): boolean {
  return players.phase[player] === phase.orphaned && players.source[player] === server;
}

/**
 * Two servers write for one player. It is found when the servers are asked next; then the player is fenced (the first
 * half second), and its states are made one (up to two seconds from then). Until then its transfers wait.
 */
function splitBrain(run: Run, player: number, found: { overlapMs: number; verifiedAtMs: number }): void {
  const { settings, tally, chance, players, nowMs } = run;
  const endsMs = Math.min(found.verifiedAtMs - nowMs, found.overlapMs);
  const resolutionMs = 500 + 500 + uniform(chance.crashes) * 1500;
  const resolvedAtMs = nowMs + endsMs + resolutionMs;
  tally.splitBrains += 1;
  tally.splitBrainDetection.add(endsMs);
  tally.splitBrainResolution.add(resolutionMs);
  tally.notifications.unavailability += 1;
  players.pausedUntilMs[player] = resolvedAtMs;
  run.splitBrains.push({ foundAtMs: nowMs + endsMs, resolvedAtMs });
  // Only what both have written is in conflict: without causal order, one of the two is the later one.
  const bothWrote = happens(chance.crashes, (1 - Math.exp((-settings.writesPerSecond * endsMs) / 1000)) ** 2);
  if (!bothWrote) return;
  if (settings.resolution === 'lastWriteWins') tally.itemsLost += 1;
  else tally.itemsDuplicated += Number(happens(chance.crashes, settings.pickUpRate));
}

/** A server is back: what it had still is its own, if nobody has taken it; else it takes its share again. */
export function restart(run: Run, server: number): void {
  const { servers, tally, active, nowMs } = run;
  servers.isDown[server] = 0;
  servers.isPartitioned[server] = 0;
  servers.busyUntilMs[server] = nowMs;
  if ((servers.replacedAtMs[server] ?? -1) >= 0) rebalance(run, server);
  else {
    tally.unavailability.add(nowMs - (servers.failedAtMs[server] ?? 0));
    for (const player of active.filter((one) => isOrphanOf(run, one, server))) {
      blameFor(run, player, 'down');
      if (run.policies.rollback) rollBack(run, player);
    }
  }
  planCrash(run, server);
}

/** The server takes regions from those that have the most, until it has its share. */
function rebalance(run: Run, server: number): void {
  const { servers, owners } = run;
  const share = Math.floor(owners.length / livingOf(run).length);
  for (let own = regionsOf(run, server).length; own < share; own += 1) {
    const loads = livingOf(run).map((other) => regionsOf(run, other));
    const [most = []] = loads.toSorted((one, two) => two.length - one.length);
    const region = most[0];
    if (region === undefined || most.length <= own + 1) break;
    give(run, region, server);
  }
  if (servers.isDown[server] === 0) run.tally.rebalances += 1;
}

/** A new server has started, and takes half of the regions of the one that was busiest. */
export function takeHalf(run: Run): void {
  const { servers, tally, nowMs } = run;
  run.isServerStarting = false;
  run.serverStartedAtMs = nowMs;
  if (servers.count === servers.isDown.length) return;
  const [busiest] = livingOf(run).toSorted((one, two) => busyOf(run, two) - busyOf(run, one) || one - two);
  const server = servers.count;
  servers.count += 1;
  tally.serversStarted += 1;
  servers.busyUntilMs[server] = nowMs;
  const regions = busiest === undefined ? [] : regionsOf(run, busiest);
  for (const region of regions.slice(0, Math.floor(regions.length / 2))) give(run, region, server);
  tally.rebalances += 1;
  planCrash(run, server);
}

/** For how long a server would still be busy with what it has; and in all. */
function busyOf({ servers, nowMs }: Run, server: number): number {
  return Math.max(0, (servers.busyUntilMs[server] ?? 0) - nowMs) + (servers.busyMs[server] ?? 0);
}

function give({ owners }: Run, region: number, server: number): void {
  owners[region] = server;
}

function leastLoaded(run: Run): number {
  const [least] = livingOf(run).toSorted((one, two) => regionsOf(run, one).length - regionsOf(run, two).length);
  return least ?? below(run.chance.crashes, run.servers.count);
}

function livingOf({ servers }: Run): number[] {
  return Array.from({ length: servers.count }, (_, server) => server).filter((server) => servers.isDown[server] === 0);
}

function regionsOf({ owners }: Run, server: number): number[] {
  return Array.from(owners.keys()).filter((region) => owners[region] === server);
}

function playersOf(run: Run, server: number): number[] {
  return Array.from(run.players.region.keys()).filter((player) => serverOf(run, player) === server);
}
