import type { LeaseLockSystemKind } from '../../src/adapters/lease-lock-system.ts';
import { leaseLockSystem } from '../../src/adapters/lease-lock-system.ts';
import type { LeaseLockTerms, LockLibrary } from '../../src/alphabets/lease-lock.ts';
import { openMemoryLocks } from '../../src/real/lease-lock/memory.ts';
import type { LeaseLockSubject } from '../../src/subjects/lease-lock/subject.ts';
import { leaseLockOn } from '../../src/subjects/lease-lock/subject.ts';
import type { LockFault } from './lock-faults.ts';
import { lockFaults } from './lock-faults.ts';
import { loadPatched } from './planted-source.ts';

type Open = (terms: LeaseLockTerms) => LockLibrary;

/** The locks in memory with a fault, and, as a system of its own, the locks without it. */
function systemsWith({ name, mended, changes }: LockFault): LeaseLockSystemKind[] {
  let loaded: Promise<unknown> | undefined;
  const open = async (all: LeaseLockTerms): Promise<LockLibrary> => {
    loaded ??= loadPatched('src/real/lease-lock/memory.ts', changes);
    const module = (await loaded) as { readonly openMemoryLocks: Open };
    return module.openMemoryLocks(all);
  };
  return [
    leaseLockSystem({ name, open }),
    leaseLockSystem({ name: mended, open: async (all) => openMemoryLocks(all) }),
  ];
}

/** The contract of a lock, on locks with the faults of libraries, and on locks without them. */
export const faultyLocks: LeaseLockSubject = leaseLockOn(lockFaults.flatMap(systemsWith));
