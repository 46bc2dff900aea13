import type { LeaseLockAnswer, LeaseLockCommand } from '../../alphabets/lease-lock.ts';
import { grantIn, holdersAt } from './facts.ts';
import type { LeaseLockState, LeaseLockWorld } from './state.ts';

/** What a lock answers that is given wherever it may be free, and that believes its holder alone. */
export function guessLockAnswer(
  { terms }: LeaseLockWorld,
  state: LeaseLockState,
  command: LeaseLockCommand,
): LeaseLockAnswer {
  if ('fault' in command) return { type: 'unacknowledged' };
  if (command.type === 'crash' || command.type === 'tick') return { type: 'done' };
  const lock = state.locks[command.lock];
  if (lock === undefined) return { type: 'refused' };
  const holders = holdersAt(state.nowMs, terms, lock);
  if (command.type === 'acquire') {
    if (!holders.includes(null)) return { type: 'refused' };
    return { type: 'granted', token: terms.hasTokens ? (lock.token ?? 0) + 1 : null };
  }
  const held = grantIn(state, command.client, command.lock);
  const isHolder = held !== undefined && holders.some((holder) => holder?.grant === held.grant);
  return { type: isHolder ? 'done' : 'refused' };
}
