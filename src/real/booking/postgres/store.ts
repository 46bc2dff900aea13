import type { Overlap } from '../../../kernel/subject.ts';
import type { PostgresDatabase } from '../../database/postgres-schemas.ts';
import { createSessionEnds } from '../../database/postgres-session-end.ts';
import type { PostgresConnection } from '../../database/postgres.ts';
import { Crash, surroundingsFor } from '../../failpoints.ts';
import type { BookingStore, BookingSurroundings } from '../ports.ts';
import { prepareCancel } from './cancel.ts';
import { prepareConfirm } from './confirm.ts';
import { prepareExpireHold } from './expire-hold.ts';
import { preparePersist } from './persist.ts';
import { prepareRead } from './read.ts';
import { prepareBookingView } from './view.ts';

/** Booking on a Postgres database that has the tables. */
export function openPostgresBookingStore(
  database: Pick<PostgresDatabase, 'connect' | 'takeRows' | 'close'>,
  { address }: Overlap = {},
): (surroundings: BookingSurroundings) => BookingStore {
  return (surroundings) => {
    const { take } = connectionOf(database);
    const ends = createSessionEnds(take);
    const ofClients = new Map<string, OwnConnection>();
    const sweeper = {
      ...surroundingsFor(surroundings, 'sweeper'),
      take: connectionOf(database, address?.('sweeper')).take,
    };
    const insertResource = `
      INSERT INTO resources (id, capacity, free, version)
      VALUES (:name, :capacity, :capacity, 0)`;
    async function kill(client: string): Promise<void> {
      const own = ofClients.get(client);
      const connection = own?.present() ?? null;
      own?.end();
      if (connection !== null) await ends.kill(connection);
    }
    return {
      async connect(client) {
        const own = connectionOf(database, address?.(client));
        ofClients.set(client, own);
        const context = { ...surroundingsFor(surroundings, client), take: own.take };
        return {
          read: prepareRead(context),
          persist: preparePersist(context),
          confirm: prepareConfirm(context),
          cancel: prepareCancel(context),
          async close() {
            const connection = own.present();
            if (connection !== null) await ends.close(connection);
            await own.close();
          },
        };
      },
      addResource: async (name, capacity) => void (await (await take()).run(insertResource, { name, capacity })),
      expireHold: prepareExpireHold(sweeper),
      async cut(client) {
        const connection = ofClients.get(client)?.present() ?? null;
        return connection !== null && ends.end(connection);
      },
      ...(address !== undefined && { kill }),
      readTables: prepareBookingView(take),
      takeRows: database.takeRows,
      close: () => database.close(),
    };
  };
}

interface OwnConnection {
  take(): Promise<PostgresConnection>;
  /** The connection as it is; `null` where there is none, or where it is lost. */
  present(): PostgresConnection | null;
  /** From now on there is none. */
  end(): void;
  close(): Promise<void>;
}

/** Holds a single connection, and replaces a lost connection. */
function connectionOf(database: Pick<PostgresDatabase, 'connect'>, address?: string): OwnConnection {
  let connection: PostgresConnection | null = null;
  let isEnded = false;
  return {
    end: () => void (isEnded = true),
    present: () => (connection?.isLost === false ? connection : null),
    async take() {
      if (isEnded) throw new Crash('killed');
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
