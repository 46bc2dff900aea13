export interface Clock {
  /** Only goes forward, in milliseconds. */
  monotonicMs(): number;
  /** The time of day. */
  now(): Date;
}

/** The wall clock and the one that only goes forward part by more than this, in milliseconds: somebody has set it. */
const jumpMs = 60_000;

/** Tells, whenever it is asked, how far the wall clock was set since it was asked last, in milliseconds; 0 where nobody did. */
export function watchWallClock(clock: Clock): () => number {
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
