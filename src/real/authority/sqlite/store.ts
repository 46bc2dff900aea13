import type { Database } from '../../database/sqlite.ts';
import type { CoordinatorStore } from '../ports.ts';
import { prepareItems } from './items.ts';
import { prepareSave } from './save.ts';
import { prepareTransfers } from './transfers.ts';
import { prepareAuthorityView } from './view.ts';

/** The coordinator's store on an SQLite database that has its tables. */
export function openSqliteAuthorityStore(database: Database): CoordinatorStore {
  const connection = database.connect();
  const { statement, transaction } = connection;
  const insertServer = statement('INSERT INTO servers (id, lease_until_ms) VALUES (:server, :leaseUntilMs)');
  const insertPlayer = statement(`
    INSERT INTO players (id, server, token, version, is_damaged, transfers)
    VALUES (:player, :server, 1, 0, 0, 0)`);
  const insertItem = statement('INSERT INTO items (id, owner) VALUES (:item, :owner)');
  const insertPlace = statement("INSERT INTO item_places (item, place) VALUES (:item, 'world')");
  const renew = statement('UPDATE servers SET lease_until_ms = :untilMs WHERE id = :server');
  const read = prepareAuthorityView(connection);
  return {
    addServer: async (server, leaseUntilMs) => void insertServer.run({ server, leaseUntilMs }),
    addPlayer: async (player, server) => void insertPlayer.run({ player, server }),
    addItem: async (item, owner) =>
      transaction(() => {
        insertItem.run({ item, owner });
        insertPlace.run({ item });
      }),
    renewLease: async (server, untilMs) => void renew.run({ server, untilMs }),
    ...prepareTransfers(connection),
    ...prepareItems(connection),
    save: prepareSave(connection),
    read: async () => read(),
    close: async () => database.close(),
  };
}
