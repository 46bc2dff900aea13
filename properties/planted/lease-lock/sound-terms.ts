import type { LeaseLockTerms } from '../../../src/alphabets/lease-lock.ts';

/** Terms under which the locks without a bug are checked: each value of each term, and what works together. */
export const soundLockTerms: Readonly<Record<string, Partial<LeaseLockTerms>>> = {
  usual: {},
  'fencing tokens': { hasTokens: true },
  'releases by any client': { releasedBy: 'anyone' },
  'extensions of leases that are over': { extendsLapsed: true, hasTokens: true },
  'ends of leases within bounds': { slackMs: 500 },
  'ends of leases within bounds, extensions after them': { slackMs: 500, extendsLapsed: true, releasedBy: 'anyone' },
};
