export interface CampaignClock {
  /** Milliseconds on a clock that never goes back. */
  monotonicMs(): number;
  /** The time of day. */
  now(): Date;
}

/** Where the wall clock and the monotonic clock differ by more than this, in milliseconds, the wall clock was set. */
const jumpMs = 60_000;

/** The function returns how far the wall clock was set since its last call, in milliseconds; 0 where it was not set. */
export function watchWallClock(clock: CampaignClock): () => number {
  const startedMs = clock.monotonicMs();
  const startedAt = clock.now().getTime();
  let skewMs = 0;
  return () => {
    const driftMs = clock.now().getTime() - startedAt - (clock.monotonicMs() - startedMs) - skewMs;
    if (Math.abs(driftMs) <= jumpMs) return 0;
    skewMs += driftMs;
    return driftMs;
  };
}
