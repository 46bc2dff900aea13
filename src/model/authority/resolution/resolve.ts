import type { VectorClock, Copy, Resolution, ResolutionPolicies } from './state.ts';

/** Whether the first clock includes all writes of the other. */
export function hasSeen(clock: VectorClock, other: VectorClock): boolean {
  return Object.entries(other).every(([server, count]) => (clock[server] ?? 0) >= count);
}

/** Chooses a player's state among the servers' copies: by causality, else by time; with the items of all copies. */
export function resolve(
  policies: ResolutionPolicies,
  copies: readonly Copy[],
  givenAway: readonly string[],
): Resolution {
  const newestFirst = copies.toSorted((a, b) => b.writtenAtMs - a.writtenAtMs);
  const causal = newestFirst.find(({ clock }) => copies.every((other) => hasSeen(clock, other.clock)));
  const winner = (policies.causality ? causal : undefined) ?? newestFirst[0];
  if (winner === undefined) throw new Error('resolve needs at least one state');
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
