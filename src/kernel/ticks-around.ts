/**
 * Ticks to the last instant at which a deadline has surely not passed, and to the deadline, which is `byMs` away; with
 * `boundaries` also to so many milliseconds after it. No tick goes back, or nowhere.
 */
export function ticksAround(byMs: number, toleranceMs: number, boundaries: number): number[] {
  const ticks = [byMs - Math.max(1, toleranceMs), byMs];
  if (boundaries > 0) ticks.push(byMs + boundaries);
  return ticks.filter((tick) => tick > 0);
}
