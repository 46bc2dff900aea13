import type { Invariant, StateInvariant } from '../../../kernel/invariant.ts';
import { hasSeen } from './resolve.ts';
import type { Resolution, SplitCommand, SplitOutcome, SplitState } from './state.ts';

type SplitInvariant = Invariant<SplitState, SplitCommand, SplitOutcome>;

/** Hold in every state and across every step of a split brain that is resolved. */
export const resolutionInvariants: readonly SplitInvariant[] = [
  {
    id: 'RES_1',
    says: 'Every acknowledged write is kept: in the result, or set aside.',
    holds: ({ acknowledged, result }) =>
      result === null ||
      Object.entries(acknowledged).every(([server, count]) =>
        [result, ...result.setAside].some(({ clock }) => (clock[server] ?? 0) >= count),
      ),
  },
  {
    id: 'RES_2',
    says: 'While a split brain is resolved, its player goes nowhere.',
    holdsAcross: (before, _command, outcome) => before.phase !== 'resolving' || outcome.type !== 'transferred',
  },
  {
    id: 'RES_3',
    says: 'A state that has seen all of the other is the result, regardless of the servers’ clocks.',
    holds: ({ servers, result }) => {
      if (result === null) return true;
      const copies = Object.values(servers).flatMap(({ collected }) => collected ?? []);
      const causal = copies.find(({ clock }) => copies.every((other) => hasSeen(clock, other.clock)));
      return causal === undefined || hasSeen(result.clock, causal.clock);
    },
  },
  {
    id: 'RES_4',
    says: 'Every item that the player has on a side which was not seen by the other is in the result.',
    holds: ({ servers, result }) =>
      result === null ||
      Object.values(servers)
        .flatMap(({ collected }) => collected ?? [])
        .filter(({ clock }) => !hasSeen(result.clock, clock) || hasSeen(clock, result.clock))
        .every(({ items }) => items.every((item) => result.items.includes(item))),
  },
  {
    id: 'RES_5',
    says: 'Every item that the player and another player both have is flagged.',
    holds: ({ givenAway, result }) => result === null || isFlagged(result, givenAway),
  },
];

/** Hold once recovery has no command left. */
export const settledResolutionInvariants: readonly StateInvariant<SplitState>[] = [
  {
    id: 'RES_6',
    says: 'A split brain that was noticed is resolved.',
    holds: ({ result }) => result !== null,
  },
];

function isFlagged({ items, flagged }: Resolution, givenAway: readonly string[]): boolean {
  return givenAway.every((item) => !items.includes(item) || flagged.includes(item));
}
