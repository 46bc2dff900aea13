import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';

/** So many turns of the event loop without anything new: then an actor of this process waits for another one. */
const parkedTurns = 6;

/** How an actor has come to rest, or `restless` where it has not. `parked`: it waits for another one, as for a connection of a pool. */
export type Rest = 'arrived' | 'parked' | 'restless';

/**
 * Waits until an actor has come to rest. Of an actor in another process silence is all that can be seen: so long, in
 * milliseconds, is it waited for.
 */
export async function cameToRest({
  hasCome,
  isBusy,
  isWorking,
  activity,
  silenceMs,
  longestWorkMs,
  patienceMs,
}: {
  /** It has sent its next statement, or its call has settled. */
  hasCome(): boolean;
  isBusy(): boolean;
  /** Files or timers are under way in this process, and no byte. */
  isWorking(): boolean;
  /** A number that grows with all that happens. */
  activity(): number;
  /** 0 for an actor of this process. */
  silenceMs(): number;
  /** How long files and timers are waited for without a byte, in milliseconds. */
  longestWorkMs: number;
  /** How long the actor has in all, in milliseconds. */
  patienceMs: number;
}): Promise<Rest> {
  let before = -1;
  let stirredMs = performance.now();
  const limitMs = stirredMs + patienceMs;
  for (let calm = 0; performance.now() < limitMs;) {
    await turn();
    const isQuiet = activity() === before && !isBusy();
    const isStill = isQuiet && !isWorking();
    if (!isQuiet) stirredMs = performance.now();
    before = activity();
    calm = isStill ? calm + 1 : 0;
    if (hasCome() && calm >= 1) return 'arrived';
    const quietMs = performance.now() - stirredMs;
    if (isQuiet && !isStill) {
      if (quietMs >= longestWorkMs) return 'restless';
      await pause(1);
    }
    if (calm < parkedTurns) continue;
    if (quietMs >= silenceMs()) return 'parked';
    await pause(1);
  }
  return 'restless';
}
