import { begin } from './attempts.ts';
import type { Run } from './run.ts';
import { event, phase, schedule } from './run.ts';

/** A player wants to cross into this region: the transfer begins, or waits for admission. */
export function request(run: Run, player: number, region: number): void {
  const { players, tally, nowMs } = run;
  run.requested += 1;
  run.open += 1;
  players.targetRegion[player] = region;
  if ((players.pausedUntilMs[player] ?? 0) <= nowMs) return admit(run, player);
  tally.paused += 1;
  players.phase[player] = phase.paused;
  schedule(run, event.resume, player, players.pausedUntilMs[player] ?? 0);
}

/** A player whose split brain is resolved goes on, unless there is a new split brain. */
export function resume(run: Run, player: number): void {
  const { players, nowMs } = run;
  if (players.phase[player] !== phase.paused) return;
  if ((players.pausedUntilMs[player] ?? 0) <= nowMs) admit(run, player);
  else schedule(run, event.resume, player, players.pausedUntilMs[player] ?? 0);
}

function admit(run: Run, player: number): void {
  const { players, tally, waiting, nowMs } = run;
  if (waiting.players.length === waiting.admitted && takesPlace(run)) begin(run, player);
  else {
    players.phase[player] = phase.waiting;
    waiting.players.push(player);
    waiting.sinceMs.push(nowMs);
    tally.waited += 1;
    tally.notifications.slowdown += 1;
    planDrain(run);
  }
  watchLoad(run);
}

/** Admits waiting players, in order, as long as there is room. */
export function drain(run: Run): void {
  const { waiting, tally, nowMs } = run;
  if (run.drainAtMs === nowMs) run.drainAtMs = -1;
  while (waiting.players.length > waiting.admitted && takesPlace(run)) {
    const [player, sinceMs] = [waiting.players[waiting.admitted] ?? 0, waiting.sinceMs[waiting.admitted] ?? 0];
    waiting.admitted += 1;
    tally.wait.add(nowMs - sinceMs);
    begin(run, player);
  }
  if (waiting.players.length === waiting.admitted) Object.assign(waiting, { players: [], sinceMs: [], admitted: 0 });
  else planDrain(run);
  watchLoad(run);
}

/** Whether another transfer may be active. Under the throttle, this uses up a turn. */
function takesPlace(run: Run): boolean {
  const { settings, policies, active, nowMs } = run;
  if (!policies.admission) return true;
  if (active.length >= settings.mostActive) return false;
  if (active.length < settings.alertActive) return true;
  if (nowMs < run.nextTokenMs) return false;
  run.nextTokenMs = nowMs + 1000 / settings.throttlePerSecond;
  return true;
}

/**
 * Plans the next drain at the throttle's next turn. If all places are taken, the next end of a transfer drains instead.
 */
function planDrain(run: Run): void {
  if (run.active.length >= run.settings.mostActive || run.drainAtMs >= 0) return;
  run.drainAtMs = Math.max(run.nextTokenMs, run.nowMs);
  schedule(run, event.drain, 0, run.drainAtMs);
}

/** Measures the periods of too much load: more active transfers than the alert allows, or a player who waits. */
function watchLoad(run: Run): void {
  const { settings, tally, active, waiting, nowMs } = run;
  const isSaturated = active.length > settings.alertActive || waiting.players.length > waiting.admitted;
  if (isSaturated && run.saturatedSinceMs < 0) run.saturatedSinceMs = nowMs;
  if (isSaturated || run.saturatedSinceMs < 0) return;
  tally.saturation.add(nowMs - run.saturatedSinceMs);
  run.saturatedSinceMs = -1;
}
