import type { LeaseLockAnswer, LeaseLockCommand } from '../../alphabets/lease-lock.ts';
import { numberedNames } from '../../kernel/numbered-names.ts';
import type { Narration } from '../../kernel/subject.ts';
import type { Holder, KnownLock, LeaseLockScope, LeaseLockState } from '../../model/lease-lock/state.ts';

/** Describes a run of locks, by what is known of them. */
export const leaseLockNarration: Narration<LeaseLockState, LeaseLockCommand, LeaseLockAnswer, LeaseLockScope> = {
  lanes: ({ clients }) => [...numberedNames('c', clients), 'known'],
  laneOf: (command) => ('client' in command ? command.client : 'known'),
  format: (command) =>
    `${wordsFor(command)}${'fault' in command && command.fault !== undefined ? ' ✗ reply lost' : ''}`,
  answer(outcome) {
    if (outcome.type === 'granted') return outcome.token === null ? 'granted' : `granted (token ${outcome.token})`;
    return outcome.type === 'refused' ? 'refused' : '';
  },
  changes: (before, after) =>
    Object.entries(after.locks).flatMap(([name, lock]) => {
      const now = statusOf(lock);
      const earlier = before.locks[name];
      return earlier !== undefined && statusOf(earlier) === now ? [] : [`${name} ${now}`];
    }),
};

function wordsFor(command: LeaseLockCommand): string {
  switch (command.type) {
    case 'crash':
      return 'crash';
    case 'tick':
      return `+${command.ms / 1000} s`;
    default:
      return `${command.type} ${command.lock}`;
  }
}

function statusOf({ mayHold }: KnownLock): string {
  const words = (holder: Holder | null): string =>
    holder === null ? 'free' : `held by ${holder.client} until ${holder.overFromMs / 1000} s`;
  return mayHold.map(words).join(' or ');
}
