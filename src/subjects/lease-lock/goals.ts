import type { LeaseLockAnswer, LeaseLockCommand } from '../../alphabets/lease-lock.ts';
import type { CoverageGoal } from '../../kernel/coverage-goal.ts';
import type { LeaseLockState } from '../../model/lease-lock/state.ts';

type Goal = CoverageGoal<LeaseLockState, LeaseLockCommand, LeaseLockAnswer>;

/** What enough runs have to show, whatever the terms are. */
export const leaseLockGoals: readonly Goal[] = [
  {
    name: 'a client asks for a lock that another client holds',
    share: 0.2,
    isReachedBy: ({ command, outcome }) => command.type === 'acquire' && outcome.type === 'refused',
  },
  {
    name: 'a lease runs out',
    share: 0.2,
    isReachedBy: ({ before, command, after }) =>
      command.type === 'tick' &&
      Object.values(before.locks).some(({ mayHold }) =>
        mayHold.some((holder) => holder !== null && before.nowMs < holder.overByMs && after.nowMs >= holder.overByMs),
      ),
  },
  {
    name: 'a client releases after its lease ran out',
    share: 0.02,
    isReachedBy({ before, command }) {
      if (command.type !== 'release') return false;
      const held = before.hands[command.client]?.[command.lock];
      return held !== undefined && before.nowMs >= held.untilMs;
    },
  },
];
