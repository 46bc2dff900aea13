import type { LeaseQueueCommand } from '../../alphabets/lease-queue.ts';
import type { RecoveryWay } from '../../kernel/contract.ts';
import { ticks } from './commands.ts';
import { deadlinesOf, isLiveHolder, mayBe } from './facts.ts';
import type { LeaseQueueState, LeaseQueueWorld } from './state.ts';

/** The ways in which workers heal a lease queue. */
export function recoveryWays(world: LeaseQueueWorld): readonly RecoveryWay<LeaseQueueState, LeaseQueueCommand>[] {
  return [
    { name: 'workers finish', next: (state) => finish(world, state) },
    { name: 'workers crash first', next: (state) => crash(state) ?? finish(world, state) },
  ];
}

/** Every worker with jobs in its hand forgets them, once. */
function crash({ hands, crashed }: LeaseQueueState): LeaseQueueCommand | null {
  const found = Object.entries(hands).find(([worker, hand]) => hand.length > 0 && !crashed.includes(worker));
  return found === undefined ? null : { type: 'crash', worker: found[0] };
}

/**
 * Workers complete what they hold, ask for more, and let maintenance and time do the rest; until no job is left, or until
 * nothing more can come of waiting.
 */
function finish(world: LeaseQueueWorld, state: LeaseQueueState): LeaseQueueCommand | null {
  const { terms, scope } = world;
  const [first = 'w1'] = Object.keys(state.hands);
  for (const [worker, hand] of Object.entries(state.hands)) {
    const place = hand.findIndex((handle) => isLiveHolder(state, terms, worker, handle));
    if (place >= 0) return { type: 'complete', worker, place };
  }
  if (!Object.values(state.jobs).some((job) => mayBe(job, 'waiting', 'held'))) return null;
  const { passes, askedAt } = state.lull;
  const ask = { type: 'fetch', worker: first, upTo: Math.min(terms.batch, scope.jobs) } as const;
  if (askedAt === null) return ask;
  if (passes < Math.max(1, terms.passes)) return { type: 'maintain' };
  if (askedAt < passes) return ask;
  const [next] = deadlinesOf(state, terms);
  if (next === undefined) return null;
  const enabled = ticks(world, state).find((ms) => state.nowMs + ms >= next);
  return { type: 'tick', ms: enabled ?? next - state.nowMs };
}
