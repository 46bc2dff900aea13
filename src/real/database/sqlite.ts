import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { EnvironmentError } from '../../kernel/environment-error.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** One SQL statement, prepared when it is first used. Parameters go by name; one that the text does not use is no error. */
export interface Statement {
  all(parameters?: Record<string, SQLInputValue>): Record<string, SQLOutputValue>[];
  /** Rows as lists of their columns; much quicker than records where many are read. */
  rows(): SQLOutputValue[][];
  get(parameters?: Record<string, SQLInputValue>): Record<string, SQLOutputValue> | undefined;
  /** How many rows it changed. */
  run(parameters?: Record<string, SQLInputValue>): number;
}

/** One connection. Throws `EnvironmentError` where the machine will not: a disk that is full, a file that may not be written. */
export interface SqliteConnection {
  readonly database: DatabaseSync;
  statement(text: string): Statement;
  /** Several statements without parameters, in one go. */
  script(text: string): void;
  /** All of it, or nothing: what throws is rolled back. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

/** Where connections come from. In memory there is one for all; on a file each is its own. */
export interface Database {
  connect(): SqliteConnection;
  close(): void;
}

/**
 * A database in memory, with one connection for all. On close it is emptied and kept, with its prepared statements, for the
 * next request for the same schema: a fresh database costs as much as a whole run. A statement that comes after the close, as
 * from a command that a check no longer waits for, throws: the database may be that of another run by then.
 */
export function openInMemory(schema: string): Database {
  const connection = idle.get(schema)?.pop() ?? createInMemory(schema);
  let isClosed = false;
  const lent = lend(connection, () => {
    if (isClosed) throw new Error('the database is closed');
  });
  return {
    connect: () => ({ ...lent, close: () => undefined }),
    close() {
      if (isClosed) return;
      isClosed = true;
      if (connection.database.isTransaction) connection.close();
      else keepIdle(schema, connection);
    },
  };
}

/** The connection for as long as this does not throw. */
function lend(connection: SqliteConnection, assertOpen: () => void): SqliteConnection {
  return {
    ...connection,
    statement: (text) => new LentStatement(connection.statement(text), assertOpen),
    script: (text) => (assertOpen(), connection.script(text)),
    transaction: (work) => (assertOpen(), connection.transaction(work)),
  };
}

/** A class, since every run of a check asks for all statements of its system. */
class LentStatement implements Statement {
  readonly #statement: Statement;
  readonly #assertOpen: () => void;

  constructor(statement: Statement, assertOpen: () => void) {
    this.#statement = statement;
    this.#assertOpen = assertOpen;
  }

  all(parameters?: Record<string, SQLInputValue>): Record<string, SQLOutputValue>[] {
    this.#assertOpen();
    return this.#statement.all(parameters);
  }

  rows(): SQLOutputValue[][] {
    this.#assertOpen();
    return this.#statement.rows();
  }

  get(parameters?: Record<string, SQLInputValue>): Record<string, SQLOutputValue> | undefined {
    this.#assertOpen();
    return this.#statement.get(parameters);
  }

  run(parameters?: Record<string, SQLInputValue>): number {
    this.#assertOpen();
    return this.#statement.run(parameters);
  }
}

const idle = new Map<string, SqliteConnection[]>();

function createInMemory(schema: string): SqliteConnection {
  const connection = connect(':memory:');
  connection.script(schema);
  return connection;
}

/** Children before parents, so that no reference dangles. */
function keepIdle(schema: string, connection: SqliteConnection): void {
  const tables = connection.statement("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid DESC").all();
  connection.transaction(() => {
    for (const { name } of tables) connection.statement(`DELETE FROM ${String(name)}`).run();
  });
  const kept = idle.get(schema);
  if (kept === undefined) idle.set(schema, [connection]);
  else kept.push(connection);
}

/** The folders of databases that are open. */
const temporary = new Set<string>();

/** Where the process exits while the database is open, as at a second Ctrl-C, its folder goes as well. */
function removeAtExit(folder: string): void {
  if (temporary.size === 0) process.on('exit', removeTemporary);
  temporary.add(folder);
}

function removeTemporary(): void {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
}

export interface FileDatabase extends Database {
  readonly path: string;
}

/** A database in write-ahead mode in a temporary folder of its own, which goes when the database is closed. Throws `EnvironmentError`. */
export function openOnFile(schema: string): FileDatabase {
  const folder = makeTemporaryFolder();
  removeAtExit(folder);
  const path = join(folder, 'data.db');
  const { connect: connectTo, close } = connectionsTo(path);
  const closeAll = (): void => {
    close();
    rmSync(folder, { recursive: true, force: true });
    temporary.delete(folder);
    if (temporary.size === 0) process.off('exit', removeTemporary);
  };
  try {
    const first = connectTo();
    first.script('PRAGMA journal_mode = WAL');
    first.script(schema);
    first.script(`PRAGMA user_version = ${versionOf(schema)}`);
  } catch (error) {
    closeAll();
    throw error;
  }
  return { path, connect: connectTo, close: closeAll };
}

/**
 * A database that another process has made on a file, by the same schema. Throws `EnvironmentError`, also where it was made by
 * another schema: an older version of these tables, or those of other policies.
 */
export function openExisting(path: string, schema: string): Database {
  if (!existsSync(path)) throw new EnvironmentError(`there is no database at ${path}`);
  const { connect: connectTo, close } = connectionsTo(path);
  return {
    connect() {
      const connection = connectTo();
      const found = Number(connection.statement('PRAGMA user_version').get()?.['user_version']);
      if (found === versionOf(schema)) return connection;
      close();
      throw new EnvironmentError(
        `the database at ${path} has tables of version ${found}, and these are of version ${versionOf(schema)}: it was made by another version, or for other policies; make it anew`,
      );
    },
    close,
  };
}

/**
 * How a database says by which schema its tables were made: in `user_version`, which SQLite keeps for that and does not
 * read. The number comes from the schema, so the two cannot differ by mistake. A database without such a mark has 0.
 */
function versionOf(schema: string): number {
  return (crc32(schema.replaceAll(/\s+/g, ' ').trim()) >>> 2) + 1;
}

/** Connections to a file, each its own. */
function connectionsTo(path: string): Database {
  const open = new Set<SqliteConnection>();
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

/** How long a statement waits for another process that has locked the file, in milliseconds. */
const lockMs = 10_000;

function connect(path: string): SqliteConnection {
  const guarded = <Result>(work: () => Result): Result => orUserError(path, work);
  const database = guarded(() => new DatabaseSync(path, { timeout: lockMs }));
  const lazily = (text: string): Statement => lazyStatement(database, text, guarded);
  const begin = lazily('BEGIN IMMEDIATE');
  const commit = lazily('COMMIT');
  const rollback = lazily('ROLLBACK');
  const statements = new Map<string, Statement>();
  return {
    database,
    statement(text) {
      const known = statements.get(text) ?? lazily(text);
      statements.set(text, known);
      return known;
    },
    script: (text) => guarded(() => database.exec(text)),
    transaction(work) {
      begin.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        // A disk that is full has ended it already.
        if (database.isTransaction) rollback.run();
        throw error;
      }
    },
    close: () => database.close(),
  };
}

/** SQLite's codes for what the machine will not do (https://www.sqlite.org/rescode.html). */
const machineCodes: ReadonlyMap<number, string> = new Map([
  [8, 'it may not be written'],
  [10, 'the disk failed, or will not take more'],
  [13, 'the disk is full'],
  [14, 'it cannot be opened'],
  [26, 'it is no database'],
]);

/** A disk that is full is no fault of the system that writes to it. */
function orUserError<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { errcode, message } = error as Error & { errcode?: number };
    // What comes above the lowest byte only says more of the same.
    const why = machineCodes.get((errcode ?? 0) & 0xff);
    if (why === undefined) throw error;
    throw new EnvironmentError(`SQLite at ${path}: ${why} (${message})`, { cause: error });
  }
}

type Guard = <Result>(work: () => Result) => Result;

function lazyStatement(database: DatabaseSync, text: string, guarded: Guard): Statement {
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
    all: (parameters = {}) => guarded(() => statement().all(parameters)),
    rows: () =>
      guarded(() => {
        if (byPosition === null) {
          byPosition = database.prepare(text);
          byPosition.setReturnArrays(true);
        }
        return byPosition.all() as unknown as SQLOutputValue[][];
      }),
    get: (parameters = {}) => guarded(() => statement().get(parameters)),
    run: (parameters = {}) => guarded(() => Number(statement().run(parameters).changes)),
  };
}
