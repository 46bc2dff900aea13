import { randomBytes } from 'node:crypto';
import { DatabaseError } from 'pg';
import { EnvironmentError } from '../../kernel/environment-error.ts';
import { ConnectionLost } from './connection-lost.ts';
import { environmentError, messageOf, unreachable } from './postgres-address.ts';
import { dropSchema, markSchema, markedSchemas } from './postgres-schema.ts';
import { assertOwnSession } from './postgres-session.ts';
import type { PostgresConnection } from './postgres.ts';
import { connectPostgres } from './postgres.ts';

/**
 * The schemas of this process on one server. Each connection that works in a schema holds a lock of its name, and so does
 * one connection for all of them, from before a schema is there until it is gone. What a process left behind that was
 * killed, no connection locks: it goes before the first new one is made.
 */
export interface Ownership {
  readonly url: string;
  /** Throws `EnvironmentError` where the connection that holds the locks is lost: another process may drop the schemas. */
  assertHeld(): void;
  readonly isLost: boolean;
  /** Whether its loss was thrown at anybody. */
  readonly isLossReported: boolean;
  /** Makes a schema: its name. Throws `EnvironmentError`. */
  create(): Promise<string>;
  /** Prints one line where the schema has to stay, as another schema needs something in it. Throws `EnvironmentError`. */
  drop(schema: string): Promise<void>;
  /** Drops all remaining schemas and hangs up, also where the server refuses. */
  end(): Promise<void>;
}

/** How long a server may take to answer when this process has nothing to do but to leave it, in milliseconds. */
const leaveMs = 2_000;

function drawName(): string {
  return `faultbook_${randomBytes(6).toString('hex')}`;
}

/**
 * Connects to a server to work there. Throws `EnvironmentError`, and leaves nothing then. `nextName`: the name of the next
 * schema.
 */
export async function becomeOwner(url: string, nextName: () => string = drawName): Promise<Ownership> {
  let loss: EnvironmentError | null = null;
  let isLossReported = false;
  const schemas = new Set<string>();
  const onLost = (why: string): void => {
    loss ??= environmentError(
      url,
      `has ended the connection by which this run owns its schemas (${why}): run it again`,
    );
  };
  const owner = await connectPostgres(url, { onLost });
  try {
    await asEnvironment(url, async () => {
      await assertOwnSession(url, owner);
      await dropLeftovers(owner);
    });
  } catch (error) {
    await owner.close();
    // The loss of the connection says more than the statement that failed of it.
    assertHeld();
    throw error;
  }
  owner.keepsAwake(false);

  function assertHeld(): void {
    if (loss === null) return;
    isLossReported = true;
    throw loss;
  }

  let before: Promise<unknown> = Promise.resolve();

  /** One after the other. */
  function asOwner(work: () => Promise<void>): Promise<void> {
    const after = before.then(async () => {
      assertHeld();
      owner.keepsAwake(true);
      try {
        await asEnvironment(url, work);
      } finally {
        owner.keepsAwake(false);
      }
    });
    before = after.catch(() => undefined);
    return after;
  }

  const drop = (schema: string): Promise<void> =>
    asOwner(async () => {
      await dropSchema(owner, schema);
      schemas.delete(schema);
      await owner.all('SELECT pg_advisory_unlock_shared(hashtextextended(:schema, 0))', { schema });
    });

  return {
    url,
    assertHeld,
    get isLost() {
      return loss !== null;
    },
    get isLossReported() {
      return isLossReported;
    },
    async create() {
      const schema = nextName();
      await asOwner(async () => {
        await owner.all('SELECT pg_advisory_lock_shared(hashtextextended(:schema, 0))', { schema });
        // Where the answer does not come, the schema may be there.
        schemas.add(schema);
        try {
          await owner.script(markSchema(schema));
        } catch (error) {
          // A schema of this name is not ours.
          if (error instanceof DatabaseError) schemas.delete(schema);
          throw error;
        }
      });
      return schema;
    },
    drop,
    async end() {
      owner.giveUpAfter(leaveMs);
      // What cannot be dropped now is left to the next process.
      for (const schema of schemas) await drop(schema).catch(() => undefined);
      if (schemas.size > 0) await dropUnlocked(url).catch(() => undefined);
      owner.keepsAwake(true);
      await owner.close();
    },
  };
}

/** Drops, over a new connection, what is marked and locked by no connection. */
async function dropUnlocked(url: string): Promise<void> {
  const connection = await connectPostgres(url);
  connection.giveUpAfter(leaveMs);
  try {
    await dropLeftovers(connection);
  } finally {
    await connection.close();
  }
}

/** What other processes of this user left behind when they were killed. */
async function dropLeftovers(owner: PostgresConnection): Promise<void> {
  for (const schema of await markedSchemas(owner)) {
    const lock = await owner.get<{ isMine: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended(:schema, 0)) AS "isMine"',
      { schema },
    );
    if (lock?.isMine !== true) continue;
    await dropSchema(owner, schema);
    await owner.all('SELECT pg_advisory_unlock(hashtextextended(:schema, 0))', { schema });
  }
}

/** Work before any run, in which no error is one of the system that is checked. Throws `EnvironmentError`. */
export async function asEnvironment<Result>(url: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EnvironmentError) throw error;
    if (error instanceof ConnectionLost) throw unreachable(url, error);
    if (!(error instanceof DatabaseError)) throw error;
    throw environmentError(url, `refuses: ${messageOf(error)}`, error);
  }
}
