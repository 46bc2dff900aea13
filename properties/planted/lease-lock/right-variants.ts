import type { LeaseLockBug } from './bugs.ts';

/** A change of the locks in memory that leaves them right: a choice which the contract leaves to a library. */
export type RightLockVariant = Pick<LeaseLockBug, 'name' | 'terms' | 'patch'>;

const file = 'src/real/lease-lock/memory.ts';

function variant(name: string, replaces: string, by: string, terms: RightLockVariant['terms'] = {}): RightLockVariant {
  return { name, terms, patch: { file, replaces, by } };
}

/** Choices of a library that no promise rules out. */
export const rightLockVariants: readonly RightLockVariant[] = [
  variant(
    'a stale release is accepted, and changes nothing',
    'if (!mayRelease || !isHeld(lock)) return false;',
    'if (!mayRelease || !isHeld(lock)) return true;',
  ),
  variant(
    'a client is given a lock that it holds without its knowledge',
    'if (isHeld(lock)) return null;',
    'if (isHeld(lock) && lock.holder !== client) return null;',
  ),
  variant('the library does not name the holder', '[find(name).holder]', '[null]'),
  variant('tokens have gaps', 'terms.hasTokens ? lock.grant : null', 'terms.hasTokens ? 10 * lock.grant : null', {
    hasTokens: true,
  }),
  variant('a lease ends a little early', 'nowMs < untilMs;', 'nowMs < untilMs - 400;', { slackMs: 500 }),
  variant('a lease ends a little late', 'nowMs < untilMs;', 'nowMs < untilMs + 400;', { slackMs: 500 }),
  variant(
    'no lease that is over is extended, where it might be',
    '(!isHeld(lock) && !terms.extendsLapsed)',
    '!isHeld(lock)',
    { extendsLapsed: true },
  ),
  variant(
    'the holder alone releases, where any client might',
    "terms.releasedBy === 'anyone' || isLatest(lock, handle)",
    'isLatest(lock, handle)',
    { releasedBy: 'anyone' },
  ),
];
