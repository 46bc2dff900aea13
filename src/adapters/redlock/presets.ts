import type { LeaseLockTerms } from '../../alphabets/lease-lock.ts';
import type { RedlockMajor, RedlockSettings } from './module.ts';

/** A documented way to use redlock, and what it promises. */
export interface RedlockPreset {
  readonly major: RedlockMajor;
  readonly settings: RedlockSettings;
  readonly terms: Partial<LeaseLockTerms>;
  /** The pages that promise it. */
  readonly pages: readonly string[];
}

const pages = 'https://github.com/mike-marcacci/node-redlock';

/**
 * A client counts on its lock until a drift before Redis deletes the key: a hundredth of the duration, and 2 milliseconds.
 * After that an extension is refused, and before it no other client is given the lock. A release needs the random value that
 * was written at the grant. There are no fencing tokens.
 */
const terms: Partial<LeaseLockTerms> = {
  leaseMs: 30_000,
  slackMs: 302,
  hasTokens: false,
  releasedBy: 'holder',
  extendsLapsed: false,
};

export const redlockPresets: Readonly<Record<'redlock' | 'redlock-4', RedlockPreset>> = {
  redlock: { major: 5, settings: {}, terms, pages: [`${pages}#usage`] },
  'redlock-4': { major: 4, settings: {}, terms, pages: [`${pages}/tree/v4.2.0#usage-promise-style`] },
};
