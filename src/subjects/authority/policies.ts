import type { AuthoritySubject } from './subject-type.ts';

/** The policies of authority: what each does, and the invariants that it protects. */
export const authorityPolicies: AuthoritySubject['policies'] = {
  retryWithBackoff: {
    does: 'A transfer that was not confirmed in time is sent again, after 50 ms × 2ⁿ and at most a second, three times.',
    protects: ['INV_209'],
  },
  rollback: {
    does: 'A transfer that has no retries left, or arrived damaged, is taken back: the player stays with the source.',
    protects: ['INV_208'],
  },
  reassign: {
    does: 'A server without contact for 5 s gets no transfer, and its players and items go to a server that answers.',
    protects: ['INV_212'],
  },
  checksum: {
    does: 'A target verifies the state of a transfer, and refuses a state that differs from the state that was sent.',
    protects: ['INV_206'],
  },
  lease: {
    does: 'Authority ends by itself 30 s after the last renewal, and no other server is given the player before that.',
    protects: ['INV_203'],
  },
  fencing: {
    does: 'The store refuses every write under a token older than the player’s current token.',
    protects: ['INV_201', 'INV_211'],
  },
  quorum: {
    does: 'A token is granted only if a majority of the coordinator’s members records the grant.',
    protects: ['INV_202', 'INV_213'],
    scope: 'members',
  },
  singleSource: {
    does: 'Replicas are read-only: the pick-up of an item in another server’s region is decided by that server.',
    protects: ['INV_204'],
    scope: 'overlap',
  },
  refresh: {
    does: 'A replica that was hidden in advance is shown again within a second, if the item still lies in the world.',
    protects: ['INV_216'],
    scope: 'overlap',
  },
  watchdog: {
    does: 'The coordinator takes back a transfer that is still active after 10 s.',
    protects: ['INV_207', 'INV_212'],
  },
  admission: {
    does: 'A transfer above the limit is refused; transfers under way go on.',
    protects: ['INV_210'],
    scope: 'crowd',
  },
  throttle: {
    does: 'While many transfers are active, new transfers open at a limited rate; transfers under way go on.',
    protects: ['INV_215'],
    scope: 'rush',
  },
  reconcile: {
    does: 'A repeated request of a server gets the same response, and each heartbeat returns the server’s own players that the server does not have.',
    protects: ['INV_212', 'INV_214'],
  },
};
