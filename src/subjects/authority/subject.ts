import { assertFits } from '../../kernel/configuration.ts';
import { itemNames, memberNames, playerNames, serverNames } from '../../model/authority/initial.ts';
import { authorityModel } from '../../model/authority/model.ts';
import type { AuthorityPolicies } from '../../model/authority/policies.ts';
import type { AuthorityScope } from '../../model/authority/state.ts';
import type { RealAuthority, World } from '../../real/authority/authority.ts';
import { startAuthority } from '../../real/authority/authority.ts';
import { schema } from '../../real/authority/sqlite/schema.ts';
import { openSqliteStore } from '../../real/authority/sqlite/store.ts';
import { openInMemory, openOnFile } from '../../real/database/sqlite.ts';
import { authorityGoals } from './goals.ts';
import { authorityNarration } from './narration.ts';
import { authorityByHand, authorityOutcomes } from './outcomes.ts';
import type { AuthoritySubject } from './subject-type.ts';

export type { AuthorityCommand, AuthorityOutcome } from '../../model/authority/commands.ts';
export type { AuthorityPolicies } from '../../model/authority/policies.ts';
export type { AuthorityScope, AuthorityView } from '../../model/authority/state.ts';

export type { AuthoritySubject } from './subject-type.ts';

/** Opens each system of authority. */
const openAuthority: Readonly<
  Record<string, (policies: AuthorityPolicies, scope: AuthorityScope) => Promise<RealAuthority>>
> = {
  sqlite: (policies, scope) => startAuthority(openSqliteStore(openInMemory(schema)), policies, worldOf(scope)),
  'sqlite-file': (policies, scope) => startAuthority(openSqliteStore(openOnFile(schema)), policies, worldOf(scope)),
};

/** The coordinator's store on etcd, which is no npm package. */
async function openOnEtcd(policies: AuthorityPolicies, scope: AuthorityScope): Promise<RealAuthority> {
  const { freshPrefix, sharedSession } = await import('../../real/authority/etcd/session.ts');
  const { openEtcdStore } = await import('../../real/authority/etcd/store.ts');
  const store = await openEtcdStore(await sharedSession(), freshPrefix());
  return startAuthority(store, policies, worldOf(scope));
}

async function assertEtcdAnswers(): Promise<void> {
  const { connectEtcd } = await import('../../real/database/etcd.ts');
  const { etcdEndpoints } = await import('../../real/database/etcd-server.ts');
  const etcd = connectEtcd(await etcdEndpoints());
  try {
    await etcd.read('faultbook/');
  } finally {
    etcd.close();
  }
}

/** Runs each server as a process, reached over TCP. The start of the processes takes longer than most runs. */
async function openOverTcp(policies: AuthorityPolicies, scope: AuthorityScope): Promise<RealAuthority> {
  const { overTcp } = await import('../../real/authority/process/over-tcp.ts');
  return startAuthority(openSqliteStore(openInMemory(schema)), policies, worldOf(scope), undefined, overTcp());
}

/** Servers, players, items, members and limits of a scope. */
export function worldOf(scope: AuthorityScope): World {
  const { active, throttledFrom, repeats: retries, messages } = scope;
  return {
    servers: serverNames(scope),
    players: playerNames(scope),
    items: itemNames(scope),
    members: memberNames(scope),
    limits: { active, throttledFrom, retries, messages },
  };
}

/** Servers hand players over: each player is under the authority of a single server; no state is lost or doubled. */
export const authority: AuthoritySubject = {
  name: 'authority',
  policies: {
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
  },
  scopes: {
    small: {
      servers: 2,
      players: 1,
      items: 0,
      transfers: 1,
      writes: 1,
      messages: 2,
      repeats: 1,
      active: 1,
      throttledFrom: 0,
      faults: 1,
      members: 0,
    },
    overlap: {
      servers: 2,
      players: 1,
      items: 1,
      transfers: 1,
      writes: 1,
      messages: 2,
      repeats: 1,
      active: 1,
      throttledFrom: 0,
      faults: 0,
      members: 0,
    },
    crowd: {
      servers: 2,
      players: 2,
      items: 0,
      transfers: 1,
      writes: 0,
      messages: 1,
      repeats: 0,
      active: 1,
      throttledFrom: 0,
      faults: 0,
      members: 0,
    },
    rush: {
      servers: 2,
      players: 3,
      items: 0,
      transfers: 1,
      writes: 0,
      messages: 1,
      repeats: 0,
      active: 3,
      throttledFrom: 1,
      faults: 0,
      members: 0,
    },
    members: {
      servers: 2,
      players: 1,
      items: 0,
      transfers: 2,
      writes: 0,
      messages: 1,
      repeats: 0,
      active: 1,
      throttledFrom: 0,
      faults: 0,
      members: 3,
    },
    medium: {
      servers: 2,
      players: 2,
      items: 1,
      transfers: 3,
      writes: 3,
      messages: 3,
      repeats: 3,
      active: 1,
      throttledFrom: 0,
      faults: 2,
      members: 0,
    },
    large: {
      servers: 3,
      players: 3,
      items: 2,
      transfers: 4,
      writes: 4,
      messages: 6,
      repeats: 3,
      active: 2,
      throttledFrom: 1,
      faults: 4,
      members: 0,
    },
  },
  defaultScope: 'medium',
  model: (policies, scope) => {
    assertFits(authority, { policies, scope });
    return authorityModel(policies, scope);
  },
  systems: Object.entries(openAuthority).map(([name, open]) => ({ name, open })),
  optionalSystems: [
    { name: 'etcd', open: openOnEtcd, assertReachable: assertEtcdAnswers },
    { name: 'tcp', open: openOverTcp },
  ],
  outcomes: authorityOutcomes,
  byHand: authorityByHand,
  generation: {
    weights: {
      request: 8,
      deliver: 10,
      drop: 2,
      save: 4,
      pickUp: 2,
      crash: 1,
      restart: 3,
      cut: 1,
      heal: 3,
      tick: 4,
      part: 1,
      join: 3,
    },
    faultRate: 0.15,
  },
  coverageGoals: authorityGoals,
  narration: authorityNarration,
};
