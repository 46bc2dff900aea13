import type { LeaseLockCommand } from '../../alphabets/lease-lock.ts';
import { leaseEndsOf } from './facts.ts';
import type { LeaseLockState, LeaseLockWorld } from './state.ts';

/** Every command that a client could try, by what it knows. */
export function enabledLockCommands(world: LeaseLockWorld, state: LeaseLockState): LeaseLockCommand[] {
  const plain = Object.keys(state.hands).flatMap((client) =>
    Object.keys(state.locks).flatMap((lock) => commandsOn(state, client, lock)),
  );
  const lost = plain.map((command) => ({ ...command, fault: 'replyLost' }) as const);
  return [
    ...plain,
    ...(state.lostReplies < world.scope.faults ? lost : []),
    ...Object.entries(state.hands).flatMap(([client, hand]): LeaseLockCommand[] =>
      Object.keys(hand).length > 0 ? [{ type: 'crash', client }] : [],
    ),
    ...lockTicks(world, state).map((ms): LeaseLockCommand => ({ type: 'tick', ms })),
  ];
}

/** A command that gets a reply, which can be lost. */
type Asked = Extract<LeaseLockCommand, { readonly lock: string }>;

/** A client asks for a lock that it does not hold, as far as it knows. */
function commandsOn({ nowMs, hands }: LeaseLockState, client: string, lock: string): Asked[] {
  const held = hands[client]?.[lock];
  const types =
    held === undefined
      ? (['acquire'] as const)
      : nowMs >= held.untilMs
        ? (['acquire', 'extend', 'release'] as const)
        : (['extend', 'release'] as const);
  return types.map((type) => ({ type, client, lock }));
}

/** To the next end of a lease, to just before it, to where the lease may be over or not, and past the last one. */
export function lockTicks({ terms }: Pick<LeaseLockWorld, 'terms'>, state: LeaseLockState): number[] {
  const deadlines = leaseEndsOf(state, terms);
  const [next, last] = [deadlines[0], deadlines.at(-1)];
  if (next === undefined || last === undefined) return [terms.leaseMs];
  const instants = [next - 1 - 2 * terms.slackMs, next - 1 - terms.slackMs, next, last];
  return [...new Set(instants)].filter((ms) => ms > state.nowMs).map((ms) => ms - state.nowMs);
}
