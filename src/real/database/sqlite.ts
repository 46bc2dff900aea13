import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

/** One SQL statement, prepared when it is first used. Parameters go by name; one that the text does not use is no error. */
export interface Statement {
  all(parameters?: Record<string, SQLInputValue>): Record<string, SQLOutputValue>[];
  /** Rows as lists of their columns; much quicker than records where many are read. */
  rows(): SQLOutputValue[][];
  get(parameters?: Record<string, SQLInputValue>): Record<string, SQLOutputValue> | undefined;
  /** How many rows it changed. */
  run(parameters?: Record<string, SQLInputValue>): number;
}

/** One connection. */
export interface Connection {
  readonly database: DatabaseSync;
  statement(text: string): Statement;
  /** All of it, or nothing: what throws is rolled back. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

/** Where connections come from. In memory there is one for all; on a file each is its own. */
export interface Database {
  connect(): Connection;
  close(): void;
}

/**
 * A database in memory, with one connection for all. When it is closed it is emptied and kept, with its prepared
 * statements, for whoever next asks for the same schema: a fresh one costs as much as a whole run.
 */
export function openInMemory(schema: string): Database {
  const connection = idle.get(schema)?.pop() ?? createInMemory(schema);
  return {
    connect: () => ({ ...connection, close: () => undefined }),
    close() {
      if (connection.database.isTransaction) connection.close();
      else keepIdle(schema, connection);
    },
  };
}

const idle = new Map<string, Connection[]>();

function createInMemory(schema: string): Connection {
  const connection = connect(':memory:');
  connection.database.exec(schema);
  return connection;
}

/** Children before parents, so that no reference dangles. */
function keepIdle(schema: string, connection: Connection): void {
  const tables = connection.statement("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid DESC").all();
  connection.transaction(() => {
    for (const { name } of tables) connection.statement(`DELETE FROM ${String(name)}`).run();
  });
  const kept = idle.get(schema);
  if (kept === undefined) idle.set(schema, [connection]);
  else kept.push(connection);
}

export interface FileDatabase extends Database {
  readonly path: string;
}

/** A database in write-ahead mode in a temporary folder of its own, which goes when the database is closed. */
export function openOnFile(schema: string): FileDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-'));
  const path = join(folder, 'data.db');
  const { connect: connectTo, close } = openExisting(path);
  const first = connectTo();
  first.database.exec('PRAGMA journal_mode = WAL');
  first.database.exec(schema);
  return {
    path,
    connect: connectTo,
    close() {
      close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A database that is on a file already. */
export function openExisting(path: string): Database {
  const open = new Set<Connection>();
  return {
    connect() {
      const connection = connect(path);
      open.add(connection);
      return {
        ...connection,
        close() {
          if (open.delete(connection)) connection.close();
        },
      };
    },
    close() {
      for (const connection of open) connection.close();
      open.clear();
    },
  };
}

function connect(path: string): Connection {
  const database = new DatabaseSync(path);
  const begin = lazily(database, 'BEGIN IMMEDIATE');
  const commit = lazily(database, 'COMMIT');
  const rollback = lazily(database, 'ROLLBACK');
  const statements = new Map<string, Statement>();
  return {
    database,
    statement(text) {
      const known = statements.get(text) ?? lazily(database, text);
      statements.set(text, known);
      return known;
    },
    transaction(work) {
      begin.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        rollback.run();
        throw error;
      }
    },
    close: () => database.close(),
  };
}

function lazily(database: DatabaseSync, text: string): Statement {
  let prepared: ReturnType<DatabaseSync['prepare']> | null = null;
  let byPosition: ReturnType<DatabaseSync['prepare']> | null = null;
  function statement(): ReturnType<DatabaseSync['prepare']> {
    if (prepared === null) {
      prepared = database.prepare(text);
      prepared.setAllowUnknownNamedParameters(true);
    }
    return prepared;
  }
  return {
    all: (parameters = {}) => statement().all(parameters),
    rows: () => {
      if (byPosition === null) {
        byPosition = database.prepare(text);
        byPosition.setReturnArrays(true);
      }
      return byPosition.all() as unknown as SQLOutputValue[][];
    },
    get: (parameters = {}) => statement().get(parameters),
    run: (parameters = {}) => Number(statement().run(parameters).changes),
  };
}
