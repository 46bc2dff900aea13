import type { LeaseLockTerms } from '../../../src/alphabets/lease-lock.ts';
import type { LibraryBug } from '../library-bug.ts';
import { bugsIn } from '../library-bug.ts';

export type LeaseLockBug = LibraryBug<LeaseLockTerms>;

const bug = bugsIn<LeaseLockTerms>('lease-lock', 'src/real/lease-lock/memory.ts');

/** Every planted bug of a lock with leases. */
export const leaseLockBugs: readonly LeaseLockBug[] = [
  bug('a lock is also given while a client holds it', 'missing condition', 'exclusive', [
    'if (isHeld(lock)) return null;',
    'if (isHeld(lock) && lock.holder === client) return null;',
  ]),
  bug('a stale release frees the lock of another client', 'missing condition', 'keepsOthers', [
    "const mayRelease = terms.releasedBy === 'anyone' || isLatest(lock, handle);",
    'const mayRelease = lock.grant >= handle.grant;',
  ]),
  bug('a lease is still live at the instant of its end', 'fencepost', 'shownFree', [
    'nowMs < untilMs;',
    'nowMs <= untilMs;',
  ]),
  bug('an extension is accepted, and extends nothing', 'early acknowledgement', 'shownHeld', [
    'lock.untilMs = nowMs + terms.leaseMs;\n      return true;',
    'return true;',
  ]),
  bug('a lease is extended from its end, not from now', 'wrong column', 'shownFree', [
    'lock.untilMs = nowMs + terms.leaseMs;\n      return true;',
    'lock.untilMs += terms.leaseMs;\n      return true;',
  ]),
  bug('a lease that is over is extended', 'missing condition', 'holderExtends', [
    '|| (!isHeld(lock) && !terms.extendsLapsed)',
    '',
  ]),
  bug(
    'an extension takes the lock from another client',
    'missing condition',
    'holderExtends',
    [
      'if (!isLatest(lock, handle) || (!isHeld(lock) && !terms.extendsLapsed)) return false;',
      'lock.holder = handle.client;',
    ],
    { extendsLapsed: true },
  ),
  bug('a release is accepted, and not written down', 'early acknowledgement', 'shownFree', [
    'lock.holder = null;\n      return true;',
    'return true;',
  ]),
  bug('a release is refused after an extension', 'forgotten reset', 'word', [
    'if (!mayRelease || !isHeld(lock)) return false;',
    'if (!mayRelease || !isHeld(lock) || lock.untilMs % terms.leaseMs !== 0) return false;',
  ]),
  bug('a lock that was released is given to its last holder alone', 'forgotten reset', 'given', [
    'if (isHeld(lock)) return null;',
    'if (isHeld(lock) || (nowMs < lock.untilMs && lock.grant > 1)) return null;',
  ]),
  bug(
    'the tokens start from the first one after a release',
    'forgotten reset',
    'tokens',
    ['lock.holder = null;\n      return true;', 'locks.delete(handle.lock);\n      return true;'],
    { hasTokens: true },
  ),
  bug('a release writes the lock to the wrong client', 'wrong column', 'shownHolder', [
    'if (isHeld(lock)) return null;',
    'if (isHeld(lock)) {\n        lock.holder = client;\n        return null;\n      }',
  ]),
  bug('a late release throws', 'missing condition', 'answers', [
    'if (!mayRelease || !isHeld(lock)) return false;',
    "if (!mayRelease) throw new Error('not the holder');\n      if (!isHeld(lock)) return false;",
  ]),
  bug('a lock whose holder crashed is never free', 'wrong default', 'unlocks', [
    'return holder !== null && nowMs < untilMs;',
    'return holder !== null;',
  ]),
  bug('a lock is shown with all the clients that asked for it', 'wrong column', 'shownOne', [
    '? [find(name).holder] : []',
    "? [find(name).holder, ...(find(name).grant > 1 ? ['c1'] : [])] : []",
  ]),
];
