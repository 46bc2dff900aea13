import type { LeaseLockSystemKind } from '../../adapters/lease-lock-system.ts';
import { leaseLockSystem } from '../../adapters/lease-lock-system.ts';
import type { LeaseLockAnswer, LeaseLockCommand, LeaseLockShown, LeaseLockTerms } from '../../alphabets/lease-lock.ts';
import { defineContractSubject } from '../../kernel/define-contract-subject.ts';
import type { Policies, Subject } from '../../kernel/subject.ts';
import { leaseLockContract } from '../../model/lease-lock/contract.ts';
import type { LeaseLockScope, LeaseLockState } from '../../model/lease-lock/state.ts';
import { openMemoryLocks } from '../../real/lease-lock/memory.ts';
import { etcd3Systems } from './etcd3.ts';
import { leaseLockGoals } from './goals.ts';
import { leaseLockNarration } from './narration.ts';
import { redlockSystems } from './redlock.ts';
import { usualLockTerms } from './terms.ts';

export type LeaseLockSubject = Subject<
  LeaseLockState,
  LeaseLockCommand,
  LeaseLockAnswer,
  LeaseLockState,
  Policies,
  LeaseLockScope,
  LeaseLockTerms
>;

/** The contract of a lock with leases, and these systems to check against it. */
export function leaseLockOn(systems: readonly LeaseLockSystemKind[]): LeaseLockSubject {
  return defineContractSubject<
    LeaseLockState,
    LeaseLockCommand,
    LeaseLockAnswer,
    LeaseLockShown,
    LeaseLockScope,
    LeaseLockTerms
  >({
    name: 'lease-lock',
    contract: (scope, terms) => leaseLockContract({ scope, terms }),
    terms: usualLockTerms,
    scopes: {
      small: { clients: 2, locks: 1, faults: 1 },
      medium: { clients: 3, locks: 2, faults: 2 },
    },
    stressScope: (actors) => ({ clients: actors, locks: 2, faults: 0 }),
    systems,
    generation: {
      weights: { acquire: 3, extend: 1.5, release: 2, tick: 2, crash: 0.5 },
      faultRate: 0.08,
    },
    coverageGoals: leaseLockGoals,
    narration: leaseLockNarration,
  });
}

/** The contract of a lock, on locks in memory, and on libraries where the project has them. */
export const leaseLock: LeaseLockSubject = {
  ...leaseLockOn([
    leaseLockSystem({ name: 'memory', concurrent: true, open: async (terms) => openMemoryLocks(terms) }),
  ]),
  optionalSystems: [...redlockSystems, ...etcd3Systems] as unknown as NonNullable<LeaseLockSubject['optionalSystems']>,
};
