import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SqliteConnection, Database } from '../../src/real/database/sqlite.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import type { RefusedRow, Row } from './sqlite-constraints.ts';
import { constraintsOf, insert, messageOf } from './sqlite-constraints.ts';

interface Tables {
  readonly schema: string;
  /** The rows that are there, by table, in an order in which they can come. */
  readonly world: readonly (readonly [string, Row])[];
  /** For each table a row that may come as well. */
  readonly freeRows: Readonly<Record<string, Row>>;
  /** Each a free row with something wrong in it. */
  readonly cases: readonly RefusedRow[];
}

/**
 * Tests that SQLite takes what is right and refuses each thing that is wrong, and that no constraint is without a row
 * that it refuses. The connection that the tests of the file at hand have, anew for each of them.
 */
export function testSchema({ schema, world, freeRows, cases }: Tables): () => SqliteConnection {
  let database: Database;
  let connection: SqliteConnection;

  beforeEach(() => {
    database = openInMemory(schema);
    connection = database.connect();
    for (const [table, row] of world) insert(connection, table, row);
  });

  afterEach(() => database.close());

  test.each(Object.entries(freeRows))('the database takes a right row of %s', (table, row) => {
    expect(() => insert(connection, table, row)).not.toThrow();
  });

  test.each(cases)('the database refuses a row of $table with $wrong', ({ table, wrong, refused }) => {
    const message = messageOf(refused);
    expect(() => insert(connection, table, { ...freeRows[table], ...wrong })).toThrow(
      expect.objectContaining({ message }),
    );
  });

  test('each constraint has a row that it refuses, and each refused row has a constraint', () => {
    expect(new Set(cases.map(({ refused }) => refused))).toEqual(new Set(constraintsOf(connection)));
  });

  return () => connection;
}
