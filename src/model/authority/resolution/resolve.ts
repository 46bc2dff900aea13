import type { Clock, Copy, Resolution, ResolutionPolicies } from './state.ts';

/** Whether what has this clock has seen all that the other has. */
export function hasSeen(clock: Clock, other: Clock): boolean {
  return Object.entries(other).every(([server, count]) => (clock[server] ?? 0) >= count);
}

/** One state of a player out of those that servers have: by what had seen what, else by time; and the items of all. */
export function resolve(
  policies: ResolutionPolicies,
  copies: readonly Copy[],
  givenAway: readonly string[],
): Resolution {
  const newestFirst = copies.toSorted((a, b) => b.writtenAtMs - a.writtenAtMs);
  const causal = newestFirst.find(({ clock }) => copies.every((other) => hasSeen(clock, other.clock)));
  const winner = (policies.causality ? causal : undefined) ?? newestFirst[0];
  if (winner === undefined) throw new Error('there is nothing to resolve');
  const unseen = copies.filter(({ clock }) => !hasSeen(winner.clock, clock));
  const kept = policies.merge ? [winner, ...unseen] : [winner];
  const items = [...new Set(kept.flatMap((copy) => copy.items))].toSorted();
  return {
    clock: winner.clock,
    items,
    flagged: policies.flag ? items.filter((item) => givenAway.includes(item)) : [],
    setAside: policies.setAside ? unseen : [],
  };
}
