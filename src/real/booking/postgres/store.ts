import type { Overlap } from '../../../kernel/subject.ts';
import type { PostgresDatabase } from '../../database/postgres-schemas.ts';
import type { PostgresConnection } from '../../database/postgres.ts';
import { surroundingsFor } from '../../failpoints.ts';
import type { BookingStore, BookingSurroundings } from '../ports.ts';
import { prepareCancel } from './cancel.ts';
import { prepareConfirm } from './confirm.ts';
import { prepareExpireHold } from './expire-hold.ts';
import { preparePersist } from './persist.ts';
import { prepareRead } from './read.ts';
import { prepareBookingView } from './view.ts';

/** Booking on a Postgres database that has the tables. */
export function openPostgresBookingStore(
  database: Pick<PostgresDatabase, 'connect' | 'close'>,
  { address }: Overlap = {},
): (surroundings: BookingSurroundings) => BookingStore {
  return (surroundings) => {
    const { take } = connectionOf(database);
    const sweeper = {
      ...surroundingsFor(surroundings, 'sweeper'),
      take: connectionOf(database, address?.('sweeper')).take,
    };
    const insertResource = `
      INSERT INTO resources (id, capacity, free, version)
      VALUES (:name, :capacity, :capacity, 0)`;
    return {
      async connect(client) {
        const own = connectionOf(database, address?.(client));
        const context = { ...surroundingsFor(surroundings, client), take: own.take };
        return {
          read: prepareRead(context),
          persist: preparePersist(context),
          confirm: prepareConfirm(context),
          cancel: prepareCancel(context),
          close: own.close,
        };
      },
      addResource: async (name, capacity) => void (await (await take()).run(insertResource, { name, capacity })),
      expireHold: prepareExpireHold(sweeper),
      readTables: prepareBookingView(take),
      close: () => database.close(),
    };
  };
}

/** Holds a single connection, and replaces a lost connection. */
function connectionOf(
  database: Pick<PostgresDatabase, 'connect'>,
  address?: string,
): {
  take(): Promise<PostgresConnection>;
  close(): Promise<void>;
} {
  let connection: PostgresConnection | null = null;
  return {
    async take() {
      if (connection?.isLost === true) {
        await connection.close();
        connection = null;
      }
      connection ??= await database.connect(address);
      return connection;
    },
    async close() {
      await connection?.close();
      connection = null;
    },
  };
}
