import type { Database } from '../../database/sqlite.ts';
import { surroundingsFor } from '../../failpoints.ts';
import type { BookingStore, BookingSurroundings } from '../ports.ts';
import { prepareCancel } from './cancel.ts';
import { prepareConfirm } from './confirm.ts';
import { prepareExpireHold } from './expire-hold.ts';
import { preparePersist } from './persist.ts';
import { prepareRead } from './read.ts';
import { prepareBookingView } from './view.ts';

/** Booking on an SQLite database that has the tables. */
export function openSqliteBookingStore(database: Database): (surroundings: BookingSurroundings) => BookingStore {
  return (surroundings) => {
    const sweeper = { ...surroundingsFor(surroundings, 'sweeper'), connection: database.connect() };
    const insertResource = sweeper.connection.statement(`
      INSERT INTO resources (id, capacity, free, version)
      VALUES (:name, :capacity, :capacity, 0)`);
    const readTables = prepareBookingView(sweeper.connection);
    return {
      async connect(client) {
        const connection = database.connect();
        const context = { ...surroundingsFor(surroundings, client), connection };
        return {
          read: prepareRead(context),
          persist: preparePersist(context),
          confirm: prepareConfirm(context),
          cancel: prepareCancel(context),
          close: async () => connection.close(),
        };
      },
      addResource: async (name, capacity) => void insertResource.run({ name, capacity }),
      expireHold: prepareExpireHold(sweeper),
      readTables: async () => readTables(),
      close: async () => database.close(),
    };
  };
}
