import type { LeaseLockTerms } from '../../alphabets/lease-lock.ts';

/** The terms of a lock that says nothing else. */
export const usualLockTerms: LeaseLockTerms = {
  leaseMs: 30_000,
  slackMs: 0,
  hasTokens: false,
  releasedBy: 'holder',
  extendsLapsed: false,
};
