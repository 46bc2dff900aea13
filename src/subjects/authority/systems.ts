import type { AuthorityPolicies } from '../../alphabets/authority.ts';
import { itemNames, memberNames, playerNames, serverNames } from '../../model/authority/initial.ts';
import type { AuthorityScope } from '../../model/authority/state.ts';
import type { RealAuthority, AuthorityWorld } from '../../real/authority/authority.ts';
import { startAuthority } from '../../real/authority/authority.ts';
import { schema } from '../../real/authority/sqlite/schema.ts';
import { openSqliteAuthorityStore } from '../../real/authority/sqlite/store.ts';
import { openInMemory, openOnFile } from '../../real/database/sqlite.ts';
import type { AuthoritySubject } from './subject-type.ts';

/** The coordinator's store on etcd, which is no npm package. */
async function openOnEtcd(policies: AuthorityPolicies, scope: AuthorityScope): Promise<RealAuthority> {
  const { freshPrefix, sharedSession } = await import('../../real/authority/etcd/session.ts');
  const { openEtcdStore } = await import('../../real/authority/etcd/store.ts');
  const store = await openEtcdStore(await sharedSession(), freshPrefix());
  return startAuthority(store, policies, authorityWorldOf(scope));
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
  return startAuthority(
    openSqliteAuthorityStore(openInMemory(schema)),
    policies,
    authorityWorldOf(scope),
    undefined,
    overTcp(),
  );
}

/** Servers, players, items, members and limits of a scope. */
export function authorityWorldOf(scope: AuthorityScope): AuthorityWorld {
  const { active, throttledFrom, repeats: retries, messages } = scope;
  return {
    servers: serverNames(scope),
    players: playerNames(scope),
    items: itemNames(scope),
    members: memberNames(scope),
    limits: { active, throttledFrom, retries, messages },
  };
}

/** Authority on SQLite, its servers in this process. */
export const authoritySystems: AuthoritySubject['systems'] = [
  {
    name: 'sqlite',
    switchable: 'all',
    open: ({ policies, scope }) =>
      startAuthority(openSqliteAuthorityStore(openInMemory(schema)), policies, authorityWorldOf(scope)),
  },
  {
    name: 'sqlite-file',
    switchable: 'all',
    open: ({ policies, scope }) =>
      startAuthority(openSqliteAuthorityStore(openOnFile(schema)), policies, authorityWorldOf(scope)),
  },
];

/** Authority on etcd, which not every machine has, and on server processes, which start slowly. */
export const optionalAuthoritySystems: AuthoritySubject['systems'] = [
  {
    name: 'etcd',
    switchable: 'all',
    open: ({ policies, scope }) => openOnEtcd(policies, scope),
    assertReachable: assertEtcdAnswers,
  },
  { name: 'tcp', switchable: 'all', open: ({ policies, scope }) => openOverTcp(policies, scope) },
];
