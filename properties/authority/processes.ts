import { existsSync, readFileSync } from 'node:fs';
import type { AuthorityPolicies } from '../../src/alphabets/authority.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';
import type { AuthorityScope } from '../../src/model/authority/state.ts';
import type { RealAuthority } from '../../src/real/authority/authority.ts';
import { startAuthority } from '../../src/real/authority/authority.ts';
import type { NodeProcess } from '../../src/real/authority/process/node-process.ts';
import type { Door } from '../../src/real/authority/process/over-tcp.ts';
import { overTcp } from '../../src/real/authority/process/over-tcp.ts';
import { schema } from '../../src/real/authority/sqlite/schema.ts';
import { openSqliteAuthorityStore } from '../../src/real/authority/sqlite/store.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import { authority } from '../../src/subjects/authority/subject.ts';
import { authorityWorldOf } from '../../src/subjects/authority/systems.ts';

export interface Started {
  readonly system: RealAuthority;
  readonly door: Door;
  /** Every process that there was. */
  readonly processes: readonly NodeProcess[];
  /** The latest of each server. */
  readonly current: ReadonlyMap<string, NodeProcess>;
}

/** Authority whose servers are processes. Its view throws where one that is up has no process any more, or one that is down has. */
export async function startOverTcp(
  scope: AuthorityScope,
  without: readonly string[] = [],
  onStart: (server: NodeProcess) => void = () => undefined,
): Promise<Started> {
  const policies = (
    without.length === 0 ? allPolicies(authority) : policiesWithout(authority, without)
  ) as AuthorityPolicies;
  const processes: NodeProcess[] = [];
  const current = new Map<string, NodeProcess>();
  let door: Door = { world: '', port: 0 };
  const hosting = overTcp({
    onOpen: (opened) => (door = opened),
    onStart(name, server) {
      processes.push(server);
      current.set(name, server);
      onStart(server);
    },
  });
  const store = openSqliteAuthorityStore(openInMemory(schema));
  const system = await startAuthority(store, policies, authorityWorldOf(scope), undefined, hosting);
  const view = async (): ReturnType<RealAuthority['view']> => {
    const seen = await system.view();
    const strange = Object.entries(seen.servers).filter(([name, { isUp }]) => isUp !== isAlive(current.get(name)?.pid));
    if (strange.length > 0) throw new Error(`not what its process is: ${JSON.stringify(strange)}`);
    return seen;
  };
  return { system: { ...system, view }, door, processes, current };
}

/** Whoever has ended and has not been fetched by its parent is dead, too; Linux says who that is. */
export function isAlive(pid = 0): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'));
}
