import type { Isolation, PostgresSession } from '../../../real/database/postgres.ts';

/** A way to book the last unit: the statements within a transaction. `full`: the client saw that no unit is left. */
export interface Pattern {
  readonly name: string;
  readonly says: string;
  book(session: PostgresSession, client: string): Promise<'booked' | 'full'>;
}

/** Another transaction has changed the row in between: the transaction rolls back. */
export class Outdated extends Error {
  override name = 'Outdated';
}

/** The patterns as people write them: the count is a statement, and the insert is the next. */
export const patterns: readonly Pattern[] = [
  {
    name: 'check then insert',
    says: 'count the bookings; insert if there is room',
    book: async (session, client) => ((await counted(session)) < capacity ? insert(session, client) : 'full'),
  },
  {
    name: 'insert … select',
    says: 'insert where the count of bookings, within the same statement, leaves room',
    async book(session, client) {
      const inserted = await session.run(
        `
        INSERT INTO bookings (resource, client)
        SELECT id, :client FROM resources
        WHERE (SELECT count(*) FROM bookings WHERE resource = 'r1') < capacity`,
        { client },
      );
      return inserted === 1 ? 'booked' : 'full';
    },
  },
  {
    name: 'lock the bookings',
    says: 'SELECT the bookings FOR UPDATE and count what comes; insert if there is room',
    async book(session, client) {
      const locked = await session.all("SELECT id FROM bookings WHERE resource = 'r1' FOR UPDATE");
      return locked.length < capacity ? insert(session, client) : 'full';
    },
  },
  {
    name: 'lock the parent',
    says: 'SELECT the resource FOR UPDATE; then count the bookings; insert if there is room',
    async book(session, client) {
      await session.all("SELECT capacity FROM resources WHERE id = 'r1' FOR UPDATE");
      return (await counted(session)) < capacity ? insert(session, client) : 'full';
    },
  },
  {
    name: 'advisory lock',
    says: 'take an advisory lock; then count the bookings; insert if there is room',
    async book(session, client) {
      await session.all('SELECT pg_advisory_xact_lock(1)');
      return (await counted(session)) < capacity ? insert(session, client) : 'full';
    },
  },
  {
    name: 'version column',
    says: 'read version and count; update the version if it is still that one; insert',
    async book(session, client) {
      const read = await session.get<{ version: number; booked: number }>(`
        SELECT version, (SELECT count(*) FROM bookings WHERE resource = 'r1') AS booked
        FROM resources
        WHERE id = 'r1'`);
      const { version, booked } = read ?? { version: -1, booked: capacity };
      if (booked >= capacity) return 'full';
      const updated = await session.run(
        "UPDATE resources SET version = version + 1 WHERE id = 'r1' AND version = :version",
        { version },
      );
      if (updated === 0) throw new Outdated();
      return insert(session, client);
    },
  },
  {
    name: 'conditional counter',
    says: 'raise the count of what is booked where it is below the capacity; insert',
    async book(session, client) {
      const raised = await session.run(
        "UPDATE resources SET booked = booked + 1 WHERE id = 'r1' AND booked < capacity",
      );
      return raised === 1 ? insert(session, client) : 'full';
    },
  },
  {
    name: 'exclusion constraint',
    says: 'find a free place; insert a booking of it, where an exclusion constraint lets no place be booked twice',
    async book(session, client) {
      const free = await session.get<{ place: number }>(`
        SELECT place FROM generate_series(1, 2) AS place
        WHERE place NOT IN (SELECT place FROM bookings WHERE resource = 'r1')
        LIMIT 1`);
      if (free === undefined) return 'full';
      await session.run("INSERT INTO bookings (resource, client, place) VALUES ('r1', :client, :place)", {
        client,
        place: free.place,
      });
      return 'booked';
    },
  },
];

export const isolations: readonly Isolation[] = ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'];

/** The number of units. A unit is booked before the two clients start. */
export const capacity = 2;

/** A booking without a place excludes no other booking. */
export const tables: string = `
  CREATE TABLE resources (
    id TEXT PRIMARY KEY,
    capacity INTEGER NOT NULL,
    booked INTEGER NOT NULL,
    version INTEGER NOT NULL
  );

  CREATE TABLE bookings (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resource TEXT NOT NULL REFERENCES resources (id),
    client TEXT NOT NULL,
    place INTEGER,
    CONSTRAINT one_booking_a_place EXCLUDE USING btree (resource WITH =, place WITH =)
  );
`;

/** Books the first unit, so that a single unit is left. */
export const lastUnit: string = `
  INSERT INTO resources VALUES ('r1', ${capacity}, 1, 0);
  INSERT INTO bookings (resource, client, place) VALUES ('r1', 'c0', 1)`;

async function counted(session: PostgresSession): Promise<number> {
  const found = await session.get<{ booked: number }>("SELECT count(*) AS booked FROM bookings WHERE resource = 'r1'");
  return found?.booked ?? capacity;
}

async function insert(session: PostgresSession, client: string): Promise<'booked'> {
  await session.run("INSERT INTO bookings (resource, client) VALUES ('r1', :client)", { client });
  return 'booked';
}
