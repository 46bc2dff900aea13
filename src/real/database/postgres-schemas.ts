import { EnvironmentError } from '../../kernel/environment-error.ts';
import { ConnectionLost } from './connection-lost.ts';
import { environmentError } from './postgres-address.ts';
import type { Ownership } from './postgres-ownership.ts';
import { asEnvironment, becomeOwner } from './postgres-ownership.ts';
import type { Reset } from './postgres-reset.ts';
import { prepareReset } from './postgres-reset.ts';
import type { TakenRows } from './postgres-rows.ts';
import { takeRows } from './postgres-rows.ts';
import { postgresUrl } from './postgres-server.ts';
import type { PostgresConnection } from './postgres.ts';
import { connectPostgres } from './postgres.ts';

/** Tables in a schema of their own, and the connections to them. */
export interface PostgresDatabase {
  readonly schema: string;
  /** The statements that empty the tables, and set their counters back. */
  readonly reset: string;
  /**
   * The rows and counters as they are, between two transactions, which `openPostgres` can put into other tables of the same
   * definition. `null`: they cannot be put back exactly.
   */
  takeRows(): Promise<TakenRows | null>;
  /**
   * A connection for one client. When it is closed with no transaction open, the next client gets it, as from a
   * connection pooler: a new one costs more than ten commands. `address`: another way to the same server.
   */
  connect(address?: string): Promise<PostgresConnection>;
  /** Closes the connections, and keeps the tables for the next request for the same schema. */
  close(): Promise<void>;
}

/** A connection that is unused at the moment, and the address at which it was opened. */
interface IdleConnection {
  readonly connection: PostgresConnection;
  readonly address: string;
}

/** A schema of this process, with connections that are unused at the moment. */
interface Place {
  readonly ownership: Ownership;
  readonly schema: string;
  readonly definition: string;
  readonly reset: Reset;
  readonly idle: IdleConnection[];
}

/** How many places of an ownership are kept for the next, at most. */
const mostKept = 6;

const kept: Place[] = [];

/**
 * Tables as `definition` makes them, at this address: by default at `DATABASE_URL`, or on a server that ends with this process.
 * They are empty, or have these rows, taken from tables of the same definition. Throws `EnvironmentError`.
 */
export async function openPostgres(definition: string, url?: string, rows?: TakenRows): Promise<PostgresDatabase> {
  const ownership = await ownershipAt(url ?? (await postgresUrl()));
  const place = (await takeKept(ownership, definition, rows)) ?? (await create(ownership, definition, rows));
  const open = new Map<PostgresConnection, string>();

  async function hangUp(connection: PostgresConnection): Promise<void> {
    const address = open.get(connection);
    if (address === undefined || !open.delete(connection)) return;
    if (connection.isLost || connection.isInTransaction) return connection.close();
    connection.keepsAwake(false);
    place.idle.push({ connection, address });
  }

  return {
    schema: place.schema,
    reset: place.reset.toEmpty,
    takeRows: () => withIdle(place, (connection) => takeRows(connection, place.schema)),
    async connect(address = ownership.url) {
      const connection = takeIdle(place, address) ?? (await connectTo(ownership, place.schema, address));
      connection.keepsAwake(true);
      open.set(connection, address);
      return Object.create(connection, { close: { value: () => hangUp(connection) } }) as PostgresConnection;
    },
    async close() {
      for (const connection of open.keys()) await hangUp(connection);
      if (ownership.isLost) return closeAll(place.idle);
      kept.push(place);
      const [oldest, ...others] = kept.filter((one) => one.ownership === ownership);
      if (oldest === undefined || others.length < mostKept) return;
      kept.splice(kept.indexOf(oldest), 1);
      await drop(oldest);
    },
  };
}

/** The connection of this place to this address that was used last; the server may have ended others. */
function takeIdle(place: Pick<Place, 'idle'>, address: string): PostgresConnection | undefined {
  for (;;) {
    const at = place.idle.findLastIndex((one) => one.address === address);
    const [found] = at < 0 ? [] : place.idle.splice(at, 1);
    if (found === undefined || !found.connection.isLost) return found?.connection;
  }
}

/** Closes all unused connections to this address. */
export async function closeIdleAt(address: string): Promise<void> {
  for (const { idle } of kept) {
    const ended = idle.filter((one) => one.address === address);
    for (const one of ended) idle.splice(idle.indexOf(one), 1);
    await closeAll(ended);
  }
}

/** A place with the same tables, emptied, or with these rows. `null` where there is none whose server still answers. */
async function takeKept(ownership: Ownership, definition: string, rows?: TakenRows): Promise<Place | null> {
  const index = kept.findIndex((place) => place.ownership === ownership && place.definition === definition);
  const [place] = index === -1 ? [] : kept.splice(index, 1);
  if (place === undefined) return null;
  const reset = rows === undefined ? place.reset.toEmpty : place.reset.toRows(rows);
  const fresh = { ...place, idle: place.idle.filter(({ connection }) => !connection.isLost) };
  try {
    await withIdle(fresh, (connection) => asEnvironment(ownership.url, () => connection.script(reset)));
    return fresh;
  } catch (error) {
    if ((error as Error).cause instanceof ConnectionLost) return null;
    throw error;
  }
}

/** Does the work over an unused connection past any stage, which is unused again afterwards. Where that fails, it is closed. */
async function withIdle<Result>(
  place: Pick<Place, 'ownership' | 'schema' | 'idle'>,
  work: (connection: PostgresConnection) => Promise<Result>,
): Promise<Result> {
  const { ownership, schema, idle } = place;
  const connection = takeIdle(place, ownership.url) ?? (await connectTo(ownership, schema, ownership.url));
  connection.keepsAwake(true);
  try {
    const result = await work(connection);
    connection.keepsAwake(false);
    idle.push({ connection, address: ownership.url });
    return result;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function create(ownership: Ownership, definition: string, rows?: TakenRows): Promise<Place> {
  const schema = await ownership.create();
  const connection = await connectTo(ownership, schema, ownership.url);
  try {
    const reset = await asEnvironment(ownership.url, async () => {
      // In one go it is one transaction: no table can be made anywhere else.
      await connection.script(`SET LOCAL search_path TO ${schema}; ${definition}`);
      const prepared = await prepareReset(connection, schema);
      if (rows !== undefined) await connection.script(prepared.toRows(rows));
      return prepared;
    });
    connection.keepsAwake(false);
    return { ownership, schema, definition, reset, idle: [{ connection, address: ownership.url }] };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** What a role or a database may set otherwise for each session, and would make a system fail that is right. */
const settings = {
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  default_transaction_isolation: 'read committed',
};

/** A stage lets this statement pass, by its beginning. */
const enterSchema = `/* faultbook enters its schema */ SELECT
  pg_backend_pid() AS "processId",
  pg_try_advisory_lock_shared(hashtextextended(:schema, 0)) AS "isLocked",
  set_config('search_path', :schema, false),
  ${Object.entries(settings)
    .map(([name, value]) => `set_config('${name}', '${value}', false)`)
    .join(', ')}`;

/** A connection that works in a schema, and keeps others from dropping it. Throws `EnvironmentError`. */
async function connectTo({ assertHeld }: Ownership, schema: string, url: string): Promise<PostgresConnection> {
  assertHeld();
  const connection = await connectPostgres(url, { assertUsable: assertHeld }).catch((error: Error) => {
    // A refusal is no outcome of a command, as it is where a test brings it about.
    throw new EnvironmentError(error.message, { cause: error });
  });
  try {
    const entered = await asEnvironment(url, () =>
      connection.get<{ processId: number; isLocked: boolean }>(enterSchema, { schema }),
    );
    if (entered?.isLocked !== true) throw environmentError(url, `another run is dropping the schema ${schema}`);
    return Object.create(connection, { processId: { value: entered.processId } }) as PostgresConnection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function drop({ ownership, schema, idle }: Place): Promise<void> {
  await closeAll(idle);
  await ownership.drop(schema);
}

async function closeAll(idle: readonly IdleConnection[]): Promise<void> {
  for (const { connection } of idle) connection.keepsAwake(true);
  await Promise.all(idle.map(({ connection }) => connection.close()));
}

/** By address. */
const owners = new Map<string, Promise<Ownership>>();

let leavesAtExit = false;

/**
 * The ownership at this address. A lost ownership is thrown once at least; after that, this process begins again there, in
 * other schemas. Throws `EnvironmentError`.
 */
async function ownershipAt(url: string): Promise<Ownership> {
  const known = owners.get(url);
  if (known === undefined) return becomeOwnerAt(url, undefined);
  const ownership = await known;
  if (!ownership.isLost) return ownership;
  if (!ownership.isLossReported) ownership.assertHeld();
  // Another call may have begun again meanwhile.
  return owners.get(url) === known ? becomeOwnerAt(url, ownership) : ownershipAt(url);
}

function becomeOwnerAt(url: string, lost: Ownership | undefined): Promise<Ownership> {
  const next = letGo(lost).then(() => becomeOwner(url));
  if (!leavesAtExit) process.once('beforeExit', () => void leave());
  leavesAtExit = true;
  owners.set(url, next);
  next.catch(() => owners.delete(url));
  return next;
}

/** Hangs up for all that is kept and belongs to an ownership. */
async function letGo(ownership: Ownership | undefined): Promise<void> {
  const own = kept.filter((place) => place.ownership === ownership);
  for (const place of own) kept.splice(kept.indexOf(place), 1);
  await closeAll(own.flatMap(({ idle }) => idle));
}

/** Drops every schema of this process. */
async function leave(): Promise<void> {
  for (const becoming of owners.values()) {
    const ownership = await becoming.catch(() => undefined);
    await letGo(ownership);
    await ownership?.end();
  }
}
