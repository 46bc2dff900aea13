import { exponential, happens, uniform } from './chance.ts';
import type { Run } from './run.ts';
import { event, expectEvent, phase, schedule } from './run.ts';
import { backoffMs } from './settings.ts';
import type { Cause } from './tally.ts';
import { causes } from './tally.ts';

/** The number of a cause in the record of a player: 0 stands for no cause. */
function numberOf(cause: Cause): number {
  return causes.indexOf(cause) + 1;
}
const [late, lost, down, overload] = [numberOf('late'), numberOf('lost'), numberOf('down'), numberOf('overload')];

/** Begins the transfer of an admitted player. */
export function begin(run: Run, player: number): void {
  const { players, tally, settings, chance, nowMs } = run;
  tally.started += 1;
  players.phase[player] = phase.underWay;
  players.startedAtMs[player] = nowMs;
  players.detectedAtMs[player] = -1;
  players.retries[player] = 0;
  players.cause[player] = 0;
  players.failing[player] = 0;
  players.source[player] = run.owners[players.region[player] ?? 0] ?? 0;
  players.place[player] = run.active.length;
  run.active.push(player);
  if (run.active.length > tally.mostActive) tally.mostActive = run.active.length;
  send(run, player);
  if (happens(chance.faults, settings.hungRate)) hang(run, player, 'hung');
  if (happens(chance.faults, settings.pickUpRate)) pickUp(run, player);
}

/** Sends the request, with the player's state, to the present server of the region. */
function send(run: Run, player: number): void {
  const { players, tally, settings, nowMs } = run;
  const source = players.source[player] ?? 0;
  const target = run.owners[players.targetRegion[player] ?? 0] ?? 0;
  players.target[player] = target;
  players.sentAtMs[player] = nowMs;
  players.failing[player] = 0;
  tally.attempts += 1;
  const deadlineMs = nowMs + settings.timeoutMs;
  if (run.servers.isDown[target] === 1) return awaitTimeout(run, player, down, deadlineMs);
  const arrivesAtMs = carry(run, source, target, nowMs);
  if (arrivesAtMs === null) return awaitTimeout(run, player, lost, deadlineMs);
  if (arrivesAtMs > deadlineMs) return awaitTimeout(run, player, late, deadlineMs);
  expectEvent(run, event.request, player, arrivesAtMs);
}

/** The target queues the request, handles the request in its turn, and replies. */
export function receive(run: Run, player: number): void {
  const { players, servers, settings, chance, nowMs } = run;
  const target = players.target[player] ?? 0;
  const deadlineMs = (players.sentAtMs[player] ?? 0) + settings.timeoutMs;
  if (servers.isDown[target] === 1) return awaitTimeout(run, player, down, deadlineMs);
  const beginsAtMs = Math.max(nowMs, servers.busyUntilMs[target] ?? 0);
  const doneAtMs = beginsAtMs + settings.serviceMs;
  servers.busyUntilMs[target] = doneAtMs;
  servers.busyMs[target] = (servers.busyMs[target] ?? 0) + settings.serviceMs;
  players.doneAtMs[player] = doneAtMs;
  const isRefused = happens(chance.faults, settings.mismatchRate) && accept(run) === 'refused';
  // The fate of the reply is the state of the link at the arrival of the request.
  const arrivesAtMs = carry(run, target, players.source[player] ?? 0, nowMs);
  if (arrivesAtMs === null) return awaitTimeout(run, player, lost, deadlineMs);
  const answeredAtMs = arrivesAtMs + (doneAtMs - nowMs);
  const isInTime = answeredAtMs <= deadlineMs;
  const isServerLate = answeredAtMs - (beginsAtMs - nowMs) <= deadlineMs;
  if (!isInTime) return awaitTimeout(run, player, isServerLate ? overload : late, deadlineMs);
  expectEvent(run, isRefused ? event.refusal : event.confirm, player, answeredAtMs);
}

/** A state that was changed on its way: refused by its checksum, or accepted, and then data is lost. */
function accept({ policies, tally }: Run): 'refused' | 'taken' {
  tally.stateMismatches += 1;
  if (policies.checksum) return 'refused';
  tally.itemsLost += 1;
  return 'taken';
}

/** The time at which a message arrives; null if the message is lost. */
function carry({ settings, chance, tally, outages, congestion }: Run, from: number, to: number, atMs: number) {
  tally.packetsSent += 1;
  if (outages.strike(from, to, atMs) || happens(chance.messages, settings.lossRate)) {
    tally.packetsLost += 1;
    return null;
  }
  const { latencyMs, jitterMs } = settings;
  const delayMs = congestion.strike(from, to, atMs) ? settings.congestionDelayMs : 0;
  const arrivesAtMs = atMs + latencyMs - jitterMs + exponential(chance.messages, jitterMs) + delayMs;
  tally.packetsTimed += 1;
  tally.packetsMs += arrivesAtMs - atMs;
  return arrivesAtMs;
}

/** No reply will come before the time-out. Only the simulation knows the cause. */
function awaitTimeout(run: Run, player: number, failing: number, deadlineMs: number): void {
  run.players.failing[player] = failing;
  expectEvent(run, event.timeout, player, deadlineMs);
}

/** The target replied in time. */
export function confirm(run: Run, player: number): void {
  const { players, tally, nowMs } = run;
  const latencyMs = nowMs - (players.startedAtMs[player] ?? 0);
  players.region[player] = players.targetRegion[player] ?? 0;
  tally.confirmed += 1;
  tally.latency.add(latencyMs);
  run.latencies?.push(latencyMs);
  const fate = fateOf(run, player);
  if (fate === null) tally.smooth.add(latencyMs);
  else {
    const retry = (players.retries[player] ?? 1) - 1;
    fate.confirmedBy[retry] = (fate.confirmedBy[retry] ?? 0) + 1;
    fate.repair.add(nowMs - (players.detectedAtMs[player] ?? 0));
  }
  end(run, player);
}

/** No reply in time: a retry after the backoff, or a roll-back. */
export function timeOut(run: Run, player: number): void {
  const { players, tally, settings, policies, nowMs } = run;
  tally.timeouts += 1;
  blame(run, player, players.failing[player] ?? 0);
  const retry = (players.retries[player] ?? 0) + 1;
  if (!policies.retryWithBackoff || retry > settings.mostRetries) return takeBack(run, player);
  players.retries[player] = retry;
  expectEvent(run, event.retry, player, nowMs + backoffMs(settings, retry));
}

/** Transfers in progress have priority: a retry needs no admission. */
export function tryAgain(run: Run, player: number): void {
  run.tally.retries += 1;
  send(run, player);
}

/** The target has found a wrong checksum. */
export function refuse(run: Run, player: number): void {
  blame(run, player, numberOf('mismatch'));
  takeBack(run, player);
}

/** Rolls a transfer back; without the policy `rollback`, the transfer hangs. */
function takeBack(run: Run, player: number): void {
  if (run.policies.rollback) rollBack(run, player);
  else hang(run, player, null);
}

/** Repeats the request to the coordinator until a reply arrives, and puts the player back. */
export function rollBack(run: Run, player: number): void {
  const { players, settings, chance, tally, nowMs } = run;
  leaveHung(run, player);
  players.phase[player] = phase.rollingBack;
  players.rollbackAtMs[player] = nowMs;
  let atMs = nowMs + settings.restoreMs;
  for (let isAsked = false; !isAsked;) {
    const { latencyMs, jitterMs } = settings;
    tally.packetsSent += 2;
    isAsked = !happens(chance.messages, 1 - (1 - settings.lossRate) ** 2);
    const askedMs = isAsked ? 2 * (latencyMs - jitterMs) + exponential(chance.messages, 2 * jitterMs) : 0;
    if (!isAsked) tally.packetsLost += 1;
    tally.packetsTimed += isAsked ? 2 : 0;
    tally.packetsMs += askedMs;
    atMs += isAsked ? askedMs : settings.timeoutMs;
  }
  expectEvent(run, event.restored, player, atMs);
}

/** The player is back, and gets a notice. */
export function restore(run: Run, player: number): void {
  const { players, tally, nowMs } = run;
  tally.rolledBack += 1;
  tally.rollback.add(nowMs - (players.rollbackAtMs[player] ?? 0));
  const fate = fateOf(run, player);
  if (fate !== null) {
    fate.rolledBack += 1;
    fate.repair.add(nowMs - (players.detectedAtMs[player] ?? 0));
  }
  if (players.cause[player] === numberOf('mismatch')) tally.notifications.stateError += 1;
  else tally.notifications.rollback += 1;
  end(run, player);
}

/** No further event will come for this transfer. */
function hang(run: Run, player: number, cause: 'hung' | null): void {
  const { players } = run;
  if (cause !== null) setCause(run, player, numberOf(cause));
  players.phase[player] = phase.hung;
  players.expectedAtMs[player] = -1;
  run.hung += 1;
}

/** The source of the transfer has crashed: the transfer stays as it is until a roll-back. */
export function orphan(run: Run, player: number): void {
  leaveHung(run, player);
  setCause(run, player, down);
  run.players.phase[player] = phase.orphaned;
  run.players.expectedAtMs[player] = -1;
}

/** The target has crashed before its reply: the reply that was planned never comes. */
export function loseAnswer(run: Run, player: number): void {
  const deadlineMs = (run.players.sentAtMs[player] ?? 0) + run.settings.timeoutMs;
  awaitTimeout(run, player, down, deadlineMs);
}

/** A server noticed a failure. Only the first cause counts. */
function blame(run: Run, player: number, cause: number): void {
  const { players, nowMs } = run;
  setCause(run, player, cause);
  if ((players.detectedAtMs[player] ?? 0) >= 0) return;
  players.detectedAtMs[player] = nowMs;
  fateOf(run, player)?.detection.add(nowMs - (players.sentAtMs[player] ?? 0));
}

/** As `blame`, by name. */
export function blameFor(run: Run, player: number, cause: Cause): void {
  blame(run, player, numberOf(cause));
}

function setCause(run: Run, player: number, cause: number): void {
  const { players } = run;
  if (players.cause[player] !== 0) return;
  players.cause[player] = cause;
  const fate = fateOf(run, player);
  if (fate !== null) fate.transfers += 1;
}

function fateOf({ players, tally }: Run, player: number) {
  const cause = players.cause[player] ?? 0;
  const name = causes[cause - 1];
  return name === undefined ? null : tally.fates[name];
}

function leaveHung(run: Run, player: number): void {
  if (run.players.phase[player] === phase.hung) run.hung -= 1;
}

function end(run: Run, player: number): void {
  const { players, active, waiting, tally, nowMs } = run;
  tally.age.add(nowMs - (players.startedAtMs[player] ?? 0));
  const last = active.pop();
  if (last !== undefined && last !== player) {
    const place = players.place[player] ?? 0;
    active[place] = last;
    players.place[last] = place;
  }
  players.phase[player] = phase.none;
  run.open -= 1;
  if (waiting.players.length > waiting.admitted || run.saturatedSinceMs >= 0) schedule(run, event.drain, 0, nowMs);
}

/**
 * A player picks up an item of which its server has a replica. The replica is hidden at once, and the owner decides. If
 * the message is lost, the owner still has the item, and the replica stays hidden.
 */
function pickUp(run: Run, player: number): void {
  const { tally, settings, chance, policies, players, nowMs } = run;
  tally.pickUps += 1;
  const isLost = carry(run, players.source[player] ?? 0, players.target[player] ?? 0, nowMs) === null;
  if (isLost) tally.vanishedReplicas += 1;
  const isTwice = !isLost && uniform(chance.faults) < settings.duplicationRate;
  if (isTwice && policies.singleSource) tally.duplicatesRefused += 1;
  else if (isTwice) tally.itemsDuplicated += 1;
}
