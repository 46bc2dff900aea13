import type { SqliteConnection, Database } from '../../src/real/database/sqlite.ts';
import type { Failpoints } from '../../src/real/failpoints.ts';

/** The same database without transactions: each statement is committed by itself. */
export function torn(database: Database): Database {
  return altered(database, (connection) => ({ ...connection, transaction: (work) => work() }));
}

/** The same database with a failpoint after each statement that writes. */
export function withFailpointsInside(database: Database, failpoints: Failpoints): Database {
  return altered(database, (connection) => ({
    ...connection,
    statement(text) {
      const statement = connection.statement(text);
      const isWrite = /^\s*(INSERT|UPDATE|DELETE)/.test(text);
      function inside<Result>(result: Result): Result {
        if (isWrite) failpoints.reach('inside');
        return result;
      }
      return {
        all: (parameters) => statement.all(parameters),
        rows: () => statement.rows(),
        run: (parameters) => inside(statement.run(parameters)),
        get: (parameters) => inside(statement.get(parameters)),
      };
    },
  }));
}

/** The same database with other connections to it. */
export function altered(database: Database, alter: (connection: SqliteConnection) => SqliteConnection): Database {
  return { ...database, connect: () => alter(database.connect()) };
}
