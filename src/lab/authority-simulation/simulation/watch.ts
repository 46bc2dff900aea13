import { blameFor, rollBack } from './attempts.ts';
import type { Run } from './run.ts';
import { event, phase, schedule } from './run.ts';
import type { Forced } from './tally.ts';

/** The interval of the watchdog, in milliseconds. */
const everyMs = 100;

/** Rolls back transfers that are too old, and starts a server after too much load for too long. */
export function watch(run: Run): void {
  const { players, settings, policies, tally, active, nowMs } = run;
  schedule(run, event.watch, 0, nowMs + everyMs);
  if (policies.watchdog) {
    const isTooOld = (player: number): boolean => nowMs - (players.startedAtMs[player] ?? 0) >= settings.watchdogMs;
    for (const player of active.filter((one) => players.phase[one] !== phase.rollingBack && isTooOld(one))) {
      blameFor(run, player, 'hung');
      rollBack(run, player);
      tally.forcedBack += 1;
    }
  }
  const saturatedMs = run.saturatedSinceMs < 0 ? 0 : nowMs - Math.max(run.saturatedSinceMs, run.serverStartedAtMs);
  if (!policies.scaling || run.isServerStarting || saturatedMs < settings.scaleAfterMs) return;
  run.isServerStarting = true;
  schedule(run, event.serverReady, 0, nowMs + settings.startServerMs);
}

/** Carries out the operator's order at this place in the settings. */
export function force(run: Run, place: number): void {
  const order = run.settings.forced[place];
  if (order === undefined) return;
  run.tally.forced.push({ ...order, outcome: outcomeOf(run, order.player) });
}

function outcomeOf(run: Run, player: number): Forced['outcome'] {
  const at = run.players.phase[player];
  if (at === phase.rollingBack) return 'alreadyRollingBack';
  if (at !== phase.underWay && at !== phase.hung && at !== phase.orphaned) return 'noTransferUnderWay';
  blameFor(run, player, 'operator');
  rollBack(run, player);
  return 'rolledBack';
}
