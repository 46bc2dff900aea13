import type { LeaseLockTerms } from '../../alphabets/lease-lock.ts';

/** A documented way to use etcd3, and what it promises. */
export interface Etcd3Preset {
  readonly uses: 'lock' | 'election';
  /** The time to live of a lease is `leaseMs`, in whole seconds. */
  readonly terms: Partial<LeaseLockTerms>;
  /** The pages that promise it. */
  readonly pages: readonly string[];
}

const pages = 'https://microsoft.github.io/etcd3/classes';

/**
 * A lease is granted for a time to live, and its end removes the key of the lock or campaign. A fencing token is the revision of
 * etcd in which the key was created. A lock is released, and a campaign is resigned, by the lease of the grant.
 */
const common: Partial<LeaseLockTerms> = { slackMs: 0, hasTokens: true, releasedBy: 'holder', extendsLapsed: false };

const fencing = 'https://etcd.io/docs/v3.5/learning/why/#notes-on-the-usage-of-lock-and-lease';

export const etcd3Presets: Readonly<Record<'etcd3-lock' | 'etcd3-election', Etcd3Preset>> = {
  'etcd3-lock': { uses: 'lock', terms: { ...common, leaseMs: 30_000 }, pages: [`${pages}/lock.html`, fencing] },
  'etcd3-election': {
    uses: 'election',
    terms: { ...common, leaseMs: 60_000 },
    pages: [`${pages}/election.html`, `${pages}/campaign.html`, fencing],
  },
};
