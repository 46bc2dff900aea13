/**
 * Ticks to the last instant at which a deadline has surely not passed, and to the deadline, which is `byMs` away; with
 * `nearTicks` also to so many milliseconds after it. No tick goes back, or nowhere.
 */
export function ticksAround(byMs: number, toleranceMs: number, nearTicks: number): number[] {
  const ticks = [byMs - Math.max(1, toleranceMs), byMs];
  if (nearTicks > 0) ticks.push(byMs + nearTicks);
  return ticks.filter((tick) => tick > 0);
}
