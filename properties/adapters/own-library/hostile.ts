import { openMemoryLeaseQueue } from '../../../src/real/lease-queue/memory.ts';
import { leaseQueueOn, leaseQueueSystem } from '../../../src/subjects/lease-queue/index.ts';
import type { LeaseLibrary, LeaseQueueSubject, LeaseQueueTerms } from '../../../src/subjects/lease-queue/index.ts';

export type Misdeed = 'hangs' | 'throws' | 'exits' | 'loses' | 'crashes' | 'lingers';

/** What a library does wrong at its third fetch. */
const misdeeds: Readonly<Record<Misdeed, () => Promise<void>>> = {
  hangs: () => new Promise(() => undefined),
  throws: async () => Promise.reject(new Error('no connection')),
  exits: async () => process.exit(0),
  loses: async () => void Promise.reject(new Error('lost in the background')),
  lingers: async () => void setInterval(() => undefined, 1_000),
  // The call does not answer.
  crashes: () =>
    new Promise(() => {
      setTimeout(() => {
        throw new Error('in a timer');
      });
    }),
};

/** A lease library of a user, with a misdeed. */
function openHostile(terms: LeaseQueueTerms, misdeed: Misdeed, closes: LeaseLibrary['close']): LeaseLibrary {
  const library = openMemoryLeaseQueue(terms) as LeaseLibrary;
  let fetches = 0;
  return {
    ...library,
    async reset() {
      fetches = 0;
      await library.reset();
    },
    async fetch(worker, upTo) {
      fetches += 1;
      if (fetches === 3) await misdeeds[misdeed]();
      return library.fetch(worker, upTo);
    },
    close: closes,
  };
}

/** The contract of a lease queue on this library. */
export function hostileSubject(
  misdeed: Misdeed,
  closes: LeaseLibrary['close'] = async () => undefined,
): LeaseQueueSubject {
  return leaseQueueOn([
    leaseQueueSystem({ name: 'hostile', open: async (terms) => openHostile(terms, misdeed, closes) }),
  ]);
}

/** What `faultbook --subject` loads. */
export const jobs: LeaseQueueSubject = hostileSubject((process.env['MISDEED'] ?? 'hangs') as Misdeed);
