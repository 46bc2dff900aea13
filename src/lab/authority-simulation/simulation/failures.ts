import { blameFor, loseAnswer, orphan, rollBack } from './attempts.ts';
import { below, exponential, happens, uniform } from './chance.ts';
import type { Run } from './run.ts';
import { event, phase, schedule, serverOf } from './run.ts';

const hourMs = 3_600_000;

/** Plans the next crash of this server. */
export function planCrash(run: Run, server: number): void {
  const perHour = run.settings.crashesPerServerHour;
  if (perHour > 0) schedule(run, event.crash, server, run.nowMs + exponential(run.chance.crashes, hourMs / perHour));
}

/** A server crashes or is cut off. Both stop its heartbeats, and leave its transfers as they are. */
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
  // The last heartbeat was within the last fifth of the time-out.
  const silentMs = settings.heartbeatMs * (1 - uniform(chance.crashes) / 5);
  schedule(run, event.suspect, server, nowMs + silentMs);
  schedule(run, event.restart, server, nowMs + settings.restartMs);
}

/** Whether the target has the request and has not sent the reply yet. */
function isAnswering({ players, nowMs }: Run, player: number): boolean {
  const expected = players.expected[player];
  const isAnswered = expected === event.confirm || expected === event.refusal;
  return players.phase[player] === phase.underWay && isAnswered && (players.doneAtMs[player] ?? 0) > nowMs;
}

/** A server has sent no heartbeat for too long: it counts as down, and its regions will go to others. */
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

/** The regions of a server that is down go to the servers with the fewest, and its transfers are rolled back. */
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
  // The server is up, and believes to be in charge until its lease is over or its connection is back.
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
 * Two servers write for the same player. The next verification finds this; then the player is fenced (the first half
 * second), and its two states are resolved (up to two seconds from then). Until then the player's transfers wait.
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
  // There is only a conflict if both servers have written: without causal order, either write may be the later.
  const bothWrote = happens(chance.crashes, (1 - Math.exp((-settings.writesPerSecond * endsMs) / 1000)) ** 2);
  if (!bothWrote) return;
  if (settings.resolution === 'lastWriteWins') tally.itemsLost += 1;
  else tally.itemsDuplicated += Number(happens(chance.crashes, settings.pickUpRate));
}

/**
 * A server is back: its regions are still its own unless they were reassigned; then the server takes its share again.
 */
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

/** The server takes regions from the servers with the most, up to its share. */
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

/** A new server has started, and takes half of the regions of the busiest server. */
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

/** How long a server will be busy with its queue, plus how long the server was busy so far. */
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
