import { randomBytes } from 'node:crypto';
import { BadEnvironment } from '../../kernel/bad-environment.ts';
import { ConnectionLost } from './connection-lost.ts';
import type { Connection } from './postgres.ts';
import { connectPostgres, unreachable } from './postgres.ts';
import { postgresUrl } from './postgres-server.ts';

/** Some tables in a schema of their own, and whoever connects to them. */
export interface PostgresDatabase {
  readonly schema: string;
  /** The statements that empty the tables, and set their counters back. */
  readonly reset: string;
  /**
   * A connection for one client. When it is closed with no transaction open, the next client gets it, as from a
   * connection pooler: a new one costs more than ten commands.
   */
  connect(): Promise<Connection>;
  /** Hangs up for everybody, and keeps the tables for whoever next asks for the same. */
  close(): Promise<void>;
}

/** A schema of this process, with connections that nobody uses at the moment. */
interface Place {
  readonly schema: string;
  readonly definition: string;
  /** Empties the tables. */
  readonly reset: string;
  readonly idle: Connection[];
}

/** How many places are kept for the next, at most. */
const mostKept = 6;

const kept: Place[] = [];

/** Empty tables as `definition` makes them, at `DATABASE_URL` or on a server that ends with this process. Throws `BadEnvironment`. */
export async function openPostgres(definition: string): Promise<PostgresDatabase> {
  const place = (await takeKept(definition)) ?? (await create(definition));
  const open = new Set<Connection>();

  async function hangUp(connection: Connection): Promise<void> {
    if (!open.delete(connection)) return;
    if (connection.isLost || connection.isInTransaction) return connection.close();
    connection.keepsAwake(false);
    place.idle.push(connection);
  }

  return {
    schema: place.schema,
    reset: place.reset,
    async connect() {
      const connection = place.idle.pop() ?? (await connectTo(place.schema));
      connection.keepsAwake(true);
      open.add(connection);
      return Object.create(connection, { close: { value: () => hangUp(connection) } }) as Connection;
    },
    async close() {
      for (const connection of open) await hangUp(connection);
      kept.push(place);
      if (kept.length > mostKept) await drop(kept.shift() as Place);
    },
  };
}

/** A place with the same tables, emptied. `null` where there is none whose server still answers. */
async function takeKept(definition: string): Promise<Place | null> {
  const index = kept.findIndex((place) => place.definition === definition);
  const [place] = index === -1 ? [] : kept.splice(index, 1);
  if (place === undefined) return null;
  const idle = place.idle.filter(({ isLost }) => !isLost);
  try {
    const connection = idle.pop() ?? (await connectTo(place.schema));
    connection.keepsAwake(true);
    await connection.script(place.reset);
    connection.keepsAwake(false);
    return { ...place, idle: [...idle, connection] };
  } catch (error) {
    if (error instanceof ConnectionLost) return null;
    throw error;
  }
}

/**
 * A schema is of the process that holds the lock of its name. What a process left behind that was killed, nobody holds:
 * it goes before the first new one is made.
 */
async function create(definition: string): Promise<Place> {
  const schema = `faultbook_${randomBytes(6).toString('hex')}`;
  await asOwner(async (owner) => {
    await owner.all(tryLock, { schema });
    await owner.script(`CREATE SCHEMA ${schema}`);
  });
  const connection = await connectTo(schema);
  const reset = await orUnreachable(async () => {
    await connection.script(definition);
    return resetOf(connection);
  });
  connection.keepsAwake(false);
  return { schema, definition, reset, idle: [connection] };
}

/**
 * Takes the rows away, children before parents, and sets the counters back. `TRUNCATE … RESTART IDENTITY` does the same
 * by making new files, and whoever is connected has to plan every statement anew. To ask of each row whether another
 * refers to it takes most of the time, and all of them go: whoever may does without.
 */
async function resetOf(connection: Connection): Promise<string> {
  const tables = await connection.all<{ name: string }>(`
    SELECT relname AS name FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace
      AND relkind = 'r'
    ORDER BY oid DESC`);
  const counters = await connection.all<{ name: string }>(`
    SELECT relname AS name FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace
      AND relkind = 'S'`);
  const role = await connection.get<{ mayDoWithout: boolean }>(
    `SELECT current_setting('is_superuser') = 'on' AS "mayDoWithout"`,
  );
  const deletes = tables.map(({ name }) => `DELETE FROM ${name}`);
  return [
    ...(role?.mayDoWithout === true ? withoutTriggers(deletes) : deletes),
    ...counters.map(({ name }) => `SELECT setval('${name}', 1, false)`),
  ].join('; ');
}

function withoutTriggers(statements: readonly string[]): string[] {
  return ['SET LOCAL session_replication_role = replica', ...statements, 'SET LOCAL session_replication_role = origin'];
}

const tryLock = 'SELECT pg_try_advisory_lock(hashtextextended(:schema, 0)) AS "isMine"';

async function drop({ schema, idle }: Place): Promise<void> {
  for (const connection of idle) {
    connection.keepsAwake(true);
    await connection.close();
  }
  await asOwner(async (owner) => {
    await owner.script(`DROP SCHEMA ${schema} CASCADE`);
    await owner.all('SELECT pg_advisory_unlock(hashtextextended(:schema, 0))', { schema });
  });
}

async function connectTo(schema: string): Promise<Connection> {
  const connection = await connectPostgres(await postgresUrl());
  await orUnreachable(() => connection.script(`SET search_path TO ${schema}`));
  return connection;
}

/** A server that is gone before there is a place on it is one that cannot be reached: nothing was under way there. */
async function orUnreachable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConnectionLost) throw unreachable(await postgresUrl(), error);
    throw error;
  }
}

let ownersConnection: Connection | null = null;
let before: Promise<void> = Promise.resolve();

/** On the connection that holds the locks of this process's schemas, one after the other. */
function asOwner(work: (owner: Connection) => Promise<void>): Promise<void> {
  const after = before.then(() => workAsOwner(work));
  before = after.catch(() => undefined);
  return after;
}

async function workAsOwner(work: (owner: Connection) => Promise<void>): Promise<void> {
  if (ownersConnection === null || ownersConnection.isLost) ownersConnection = await orUnreachable(becomeOwner);
  const owner = ownersConnection;
  owner.keepsAwake(true);
  try {
    await orUnreachable(() => work(owner));
  } catch (error) {
    if (error instanceof BadEnvironment) throw error;
    throw new BadEnvironment(`Postgres: ${(error as Error).message}`, { cause: error });
  } finally {
    owner.keepsAwake(false);
  }
}

async function becomeOwner(): Promise<Connection> {
  const owner = await connectPostgres(await postgresUrl());
  const found = await owner.all<{ schema: string }>(
    `SELECT nspname AS schema FROM pg_namespace
    WHERE nspname ~ '^faultbook_[0-9a-f]{12}$'
      AND nspowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)`,
  );
  for (const { schema } of found) {
    const [lock] = await owner.all<{ isMine: boolean }>(tryLock, { schema });
    if (lock?.isMine === true) await owner.script(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  }
  await owner.script('SELECT pg_advisory_unlock_all()');
  process.once('beforeExit', () => void leave(owner));
  return owner;
}

async function leave(owner: Connection): Promise<void> {
  // Whoever is gone already has left nothing, or leaves it to the next.
  for (const place of kept.splice(0)) await drop(place).catch(() => undefined);
  owner.keepsAwake(true);
  await owner.close();
}
