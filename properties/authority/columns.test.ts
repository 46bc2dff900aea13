import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuthorityCommand, AuthorityPolicies, Message } from '../../src/alphabets/authority.ts';
import type { AsyncLockstep } from '../../src/check/lockstep.ts';
import { startLockstep } from '../../src/check/lockstep.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import type { AuthorityScope } from '../../src/model/authority/state.ts';
import { startAuthority } from '../../src/real/authority/authority.ts';
import { schema } from '../../src/real/authority/sqlite/schema.ts';
import { openSqliteAuthorityStore } from '../../src/real/authority/sqlite/store.ts';
import type { SqliteConnection, Database } from '../../src/real/database/sqlite.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import { authority } from '../../src/subjects/authority/subject.ts';
import { authorityWorldOf } from '../../src/subjects/authority/systems.ts';
import type { Column } from '../subjects/sqlite-tables.ts';
import { alter, columnsOf } from '../subjects/sqlite-tables.ts';

/** Off is what would keep a damaged state, and one transfer too many, from getting into the store. */
const policies = policiesWithout(authority, ['checksum', 'admission']) as AuthorityPolicies;
const scope: AuthorityScope = {
  servers: 3,
  players: 3,
  items: 2,
  transfers: 2,
  writes: 1,
  messages: 4,
  repeats: 1,
  active: 3,
  throttledFrom: 1,
  faults: 1,
  members: 0,
};

const saved: Message = { type: 'save', player: 'p3', token: 1, version: 1, isDamaged: false };

/** Leads to where three transfers are active, two of them out of the bucket, one player is saved, and one item is taken. */
const commands: readonly AuthorityCommand[] = [
  { type: 'save', server: 's1', player: 'p3' },
  { type: 'deliver', message: saved },
  { type: 'request', server: 's1', player: 'p1', to: 's2' },
  { type: 'request', server: 's1', player: 'p2', to: 's3' },
  { type: 'pickUp', server: 's1', player: 'p3', item: 'i1' },
  { type: 'deliver', message: { type: 'pickUp', item: 'i1', player: 'p3', to: 's3' } },
  { type: 'tick', byMs: 10 },
  { type: 'request', server: 's1', player: 'p3', to: 's2' },
];

/** Changes no table: there is no such message any more. */
const innocuous: AuthorityCommand = { type: 'drop', message: saved };

/** Where the rows of each table are to be seen. */
const shownIn: Readonly<Record<string, string>> = {
  servers: 'servers',
  players: 'players',
  active_transfers: 'players',
  throttled_transfers: 'bucketFullAtMs',
  items: 'items',
  item_places: 'items',
};

let database: Database;
let connection: SqliteConnection;
let lockstep: AsyncLockstep<AuthorityCommand>;

beforeEach(async () => {
  database = openInMemory(schema);
  connection = database.connect();
  const system = await startAuthority(openSqliteAuthorityStore(database), policies, authorityWorldOf(scope));
  lockstep = await startLockstep(authority.model(policies, scope), system);
  for (const command of commands) await lockstep.perform(command);
  // A parent's key can be altered too when nobody looks after its children.
  connection.database.exec('PRAGMA foreign_keys = OFF');
});

afterEach(() => {
  connection.database.exec('PRAGMA foreign_keys = ON');
  database.close();
});

test('where nothing is altered, model and system agree', async () => {
  await expect(lockstep.perform(innocuous)).resolves.toBeUndefined();
});

test.each(allColumns())(
  'the lockstep reports a divergence when $column in a row of $table is altered',
  async ({ table, column }) => {
    alter(connection, { table, column });
    const violation = expect.objectContaining({ kind: 'divergence', name: `view.${shownIn[table]}` });
    await expect(lockstep.perform(innocuous)).rejects.toThrow(expect.objectContaining({ violation }));
  },
);

function allColumns(): Column[] {
  const empty = openInMemory(schema);
  const columns = columnsOf(empty.connect());
  empty.close();
  return columns;
}
