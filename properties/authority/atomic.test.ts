import { expect, test } from 'vitest';
import type { System } from '../../src/kernel/model.ts';
import type { CoordinatorStore } from '../../src/real/authority/ports.ts';
import { schema } from '../../src/real/authority/sqlite/schema.ts';
import { openSqliteAuthorityStore } from '../../src/real/authority/sqlite/store.ts';
import type { AuthorityTables } from '../../src/real/authority/tables.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import type { Verb } from '../subjects/all-or-nothing.ts';
import { expectAllOrNothing } from '../subjects/all-or-nothing.ts';

/** A verb of the store, by name. */
interface Order {
  readonly type: 'addServer' | 'addPlayer' | 'addItem' | 'openTransfer' | 'confirmTransfer' | 'grant';
}

const admission = { mostActive: null, throttledFrom: 0, isThrottled: true };
const transfer = { player: 'p1', to: 's2', transfer: 1 };

function carryOut(store: CoordinatorStore, { type }: Order): Promise<unknown> {
  switch (type) {
    case 'addServer':
      return Promise.all(['s1', 's2'].map((server) => store.addServer(server, 30_000)));
    case 'addPlayer':
      return store.addPlayer('p1', 's1');
    case 'addItem':
      return store.addItem('i1', 's2');
    case 'openTransfer':
      return store.openTransfer({ ...transfer, nowMs: 0, endsAtMs: 10_000, admission });
    case 'confirmTransfer':
      return store.confirmTransfer(transfer);
    case 'grant':
      return store.grant('p1', 's2');
  }
}

const begun: readonly Order[] = [{ type: 'addServer' }, { type: 'addPlayer' }];
const opened: readonly Order[] = [...begun, { type: 'openTransfer' }];

const verbs: Verb<Order>[] = [
  { verb: { type: 'addItem' }, after: begun, lastWrite: 'INSERT ON item_places' },
  { verb: { type: 'openTransfer' }, after: begun, lastWrite: 'UPDATE ON players' },
  { verb: { type: 'confirmTransfer' }, after: opened, lastWrite: 'DELETE ON active_transfers' },
  { verb: { type: 'grant' }, after: opened, lastWrite: 'UPDATE ON players' },
];

test.each(verbs)(
  '$verb.type is atomic: it leaves nothing when its $lastWrite fails',
  async ({ verb, after, lastWrite }) => {
    // A schema of its own, so that no other test is handed this database.
    const database = openInMemory(`${schema} -- ${verb.type}`);
    const store = openSqliteAuthorityStore(database);
    const system: System<Order, { type: string }, AuthorityTables> = {
      perform: (order) => carryOut(store, order).then(() => ({ type: 'done' })),
      view: () => store.read(),
      close: () => store.close(),
    };
    try {
      await expectAllOrNothing(system, database.connect(), { verb, after, lastWrite });
    } finally {
      await system.close();
    }
  },
);

test('a save under an older token, and one that is no newer, write nothing', async () => {
  const store = openSqliteAuthorityStore(openInMemory(schema));
  for (const order of begun) await carryOut(store, order);
  await store.save({ player: 'p1', token: 1, version: 2, isDamaged: false }, { isOn: true });
  await store.grant('p1', 's2');
  const before = await store.read();
  const late = { player: 'p1', token: 1, version: 3, isDamaged: false };
  expect(await store.save(late, { isOn: true })).toEqual({ type: 'stale', token: 2 });
  expect(await store.save({ ...late, token: 2, version: 2 }, { isOn: true })).toEqual({ type: 'outOfDate' });
  expect(await store.read()).toEqual(before);
  await store.close();
});

test('what a database does that it should not is no outcome: it is thrown', async () => {
  const database = openInMemory(`${schema} -- broken`);
  const store = openSqliteAuthorityStore(database);
  for (const order of begun) await carryOut(store, order);
  await expect(store.grant('p9', 's2')).rejects.toThrow('unknown player p9');
  database.connect().database.exec('ALTER TABLE active_transfers RENAME TO lost');
  await expect(carryOut(store, { type: 'openTransfer' })).rejects.toThrow('no such table: active_transfers');
  await store.close();
});
