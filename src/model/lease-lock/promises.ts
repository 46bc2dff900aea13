import type { LeaseLockAnswer, LeaseLockCommand } from '../../alphabets/lease-lock.ts';
import type { AnswerPromise } from '../../kernel/contract.ts';
import { callsAnswer } from '../../kernel/contract.ts';
import { grantIn, holdersAt, isLiveLockHolder, isSurelyFree, liveHolders } from './facts.ts';
import type { LeaseLockState, LeaseLockWorld } from './state.ts';

export type LeaseLockAnswerPromise = AnswerPromise<LeaseLockState, LeaseLockCommand, LeaseLockAnswer>;

/** What a lock promises about its answers. */
export function lockAnswerPromises({ terms }: LeaseLockWorld): readonly LeaseLockAnswerPromise[] {
  return [
    callsAnswer,
    {
      id: 'exclusive',
      says: 'A lock is given to no client while another client holds it under a live lease.',
      broken({ before, command, answer }) {
        const lock = command.type === 'acquire' ? before.locks[command.lock] : undefined;
        if (command.type !== 'acquire' || answer.type !== 'granted' || lock === undefined) return null;
        const [holder, ...others] = liveHolders(before.nowMs, terms, lock);
        if (holder === undefined || [holder, ...others].some(({ client }) => client === command.client)) return null;
        return `${command.lock} was given to ${command.client}; ${holder.client} holds it until ${inSeconds(holder.overFromMs)}.`;
      },
    },
    {
      id: 'given',
      says: 'A free lock is given to a client that asks for it.',
      broken({ before, command, answer }) {
        const lock = command.type === 'acquire' ? before.locks[command.lock] : undefined;
        if (command.type !== 'acquire' || answer.type !== 'refused' || lock === undefined) return null;
        if (!isSurelyFree(before.nowMs, terms, lock)) return null;
        return `${command.lock} was refused to ${command.client}, and no client holds it.`;
      },
    },
    {
      id: 'word',
      says: 'An extension or a release by the holder of a live lease succeeds.',
      broken({ before, command, answer }) {
        if (command.type !== 'extend' && command.type !== 'release') return null;
        if (answer.type !== 'refused' || !isLiveLockHolder(before, terms, command.client, command.lock)) return null;
        const untilMs = grantIn(before, command.client, command.lock)?.untilMs ?? 0;
        return `The ${wordFor(command.type)} of ${command.lock} was refused; ${command.client} holds it until ${inSeconds(untilMs)}.`;
      },
    },
    {
      id: 'holderExtends',
      says: terms.extendsLapsed
        ? 'An extension succeeds only while no other client holds the lock.'
        : 'An extension succeeds only for the holder of a lease that is not over.',
      broken({ before, command, answer }) {
        const lock = command.type === 'extend' ? before.locks[command.lock] : undefined;
        if (command.type !== 'extend' || answer.type !== 'done' || lock === undefined) return null;
        const held = grantIn(before, command.client, command.lock);
        const holders = holdersAt(before.nowMs, terms, lock);
        const mayExtend = holders.some((holder) =>
          holder === null ? terms.extendsLapsed : holder.grant === held?.grant,
        );
        if (mayExtend) return null;
        const [holder] = liveHolders(before.nowMs, terms, lock);
        return `${command.client} extended its lease of ${command.lock}; ${holder === undefined ? 'that lease is over' : `${holder.client} holds the lock`}.`;
      },
    },
    {
      id: 'tokens',
      says: 'The token of each grant is larger than those of all earlier grants of the lock.',
      broken({ before, command, answer }) {
        if (!terms.hasTokens || command.type !== 'acquire' || answer.type !== 'granted') return null;
        const earlier = before.locks[command.lock]?.token ?? null;
        if (answer.token === null) return `${command.lock} was given to ${command.client} without a token.`;
        if (earlier === null || answer.token > earlier) return null;
        return `${command.client} was given ${command.lock} with the token ${answer.token}, after the token ${earlier}.`;
      },
    },
  ];
}

function wordFor(type: 'extend' | 'release'): string {
  return type === 'extend' ? 'extension' : 'release';
}

function inSeconds(ms: number): string {
  return `${ms / 1000} s`;
}
