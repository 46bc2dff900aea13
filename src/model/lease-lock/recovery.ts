import type { LeaseLockCommand } from '../../alphabets/lease-lock.ts';
import type { RecoveryWay } from '../../kernel/contract.ts';
import { lockTicks } from './commands.ts';
import { leaseEndsOf, isSurelyFree } from './facts.ts';
import type { LeaseLockState, LeaseLockWorld } from './state.ts';

/** The ways in which the clients end their work. */
export function lockRecoveryWays(world: LeaseLockWorld): readonly RecoveryWay<LeaseLockState, LeaseLockCommand>[] {
  return [
    { name: 'clients release', next: (state) => release(state) ?? prove(world, state) },
    { name: 'clients crash first', next: (state) => crash(state) ?? release(state) ?? prove(world, state) },
  ];
}

function release({ hands }: LeaseLockState): LeaseLockCommand | null {
  for (const [client, hand] of Object.entries(hands))
    for (const lock of Object.keys(hand)) return { type: 'release', client, lock };
  return null;
}

/** Every client with a grant forgets it, once. */
function crash({ hands, crashed }: LeaseLockState): LeaseLockCommand | null {
  const found = Object.entries(hands).find(
    ([client, hand]) => Object.keys(hand).length > 0 && !crashed.includes(client),
  );
  return found === undefined ? null : { type: 'crash', client: found[0] };
}

/** The leases run out, and then each lock is given and released once more. */
function prove(world: LeaseLockWorld, state: LeaseLockState): LeaseLockCommand | null {
  const { terms } = world;
  const named = Object.entries(state.locks).filter(([, { isNamed }]) => isNamed);
  const held = named.some(([, lock]) => !isSurelyFree(state.nowMs, terms, lock));
  const [next] = leaseEndsOf(state, terms);
  if (held && next !== undefined) {
    const enabled = lockTicks(world, state).find((ms) => state.nowMs + ms >= next);
    return { type: 'tick', ms: enabled ?? next - state.nowMs };
  }
  const left = named.find(([, { probe }]) => probe !== 'done');
  const [client = 'c1'] = [...state.crashed, ...Object.keys(state.hands)];
  return left === undefined ? null : { type: 'acquire', client, lock: left[0] };
}
