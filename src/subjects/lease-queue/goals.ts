import type { LeaseQueueAnswer, LeaseQueueCommand } from '../../alphabets/lease-queue.ts';
import type { CoverageGoal } from '../../kernel/coverage-goal.ts';
import type { LeaseQueueState } from '../../model/lease-queue/state.ts';

type Goal = CoverageGoal<LeaseQueueState, LeaseQueueCommand, LeaseQueueAnswer>;

/** What enough runs have to show, whatever the terms are. */
export const leaseQueueGoals: readonly Goal[] = [
  {
    name: 'a worker completes a job',
    share: 0.2,
    isReachedBy: ({ command, outcome }) => command.type === 'complete' && outcome.type === 'accepted',
  },
  {
    name: 'a lease runs out',
    share: 0.2,
    isReachedBy: ({ before, command, after }) =>
      command.type === 'tick' &&
      Object.values(before.jobs).some(
        ({ lease }) => lease !== null && before.nowMs < lease.overByMs && after.nowMs >= lease.overByMs,
      ),
  },
  {
    name: 'a worker reports after its lease ran out',
    share: 0.02,
    isReachedBy({ before, command }) {
      if (!('place' in command)) return false;
      const handle = before.hands[command.worker]?.[command.place];
      if (handle === undefined) return false;
      const lease = before.jobs[handle.job]?.lease ?? null;
      return lease === null || lease.number !== handle.number || before.nowMs >= lease.overByMs;
    },
  },
];
