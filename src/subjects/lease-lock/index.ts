export { leaseLockSystem } from '../../adapters/lease-lock-system.ts';
export type { LeaseLockSystemKind, LockLibraryKind } from '../../adapters/lease-lock-system.ts';
export type {
  GrantedLock,
  LeaseLockAnswer,
  LeaseLockCommand,
  LeaseLockFault,
  LeaseLockShown,
  LeaseLockTerms,
  LockLibrary,
  LockShown,
} from '../../alphabets/lease-lock.ts';
export type { LeaseLockScope, LeaseLockState } from '../../model/lease-lock/state.ts';
export { leaseLock, leaseLockOn } from './subject.ts';
export type { LeaseLockSubject } from './subject.ts';
