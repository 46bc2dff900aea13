import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../src/real/database/postgres-schemas.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';

const definition = `
  CREATE TABLE parents (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE children (parent BIGINT NOT NULL REFERENCES parents (id))`;

let database: PostgresDatabase;
let connection: PostgresConnection;

beforeEach(async () => {
  database = await openPostgres(definition);
  connection = await database.connect();
});

afterEach(() => database.close());

function add(name: string): Promise<number> {
  return connection.run('INSERT INTO parents (name) VALUES (:name)', { name });
}

function names(): Promise<unknown[]> {
  return connection.all('SELECT id, name FROM parents ORDER BY id');
}

test('a transaction is not committed after a failed statement that its work ignores', async () => {
  const work = async (): Promise<string> => {
    await add('a');
    await add('a').catch(() => undefined);
    return 'done';
  };
  await expect(connection.transaction(work)).rejects.toThrow('a statement of the transaction failed');
  expect(await names()).toEqual([]);
});

test('an error in a transaction takes all of it back and leaves the connection usable', async () => {
  const work = async (): Promise<never> => {
    await add('a');
    throw new RangeError('no more');
  };
  await expect(connection.transaction(work)).rejects.toThrow(RangeError);
  expect(connection.isInTransaction).toBe(false);
  expect(await connection.transaction(() => add('b'))).toBe(1);
  expect(await names()).toMatchObject([{ name: 'b' }]);
});

test('a value goes to each place of its name; casts and unused names are left out', async () => {
  const row = await connection.get('SELECT :a::int + :b + :a AS sum', { b: 2, a: 20, c: 'unused' });
  expect(row).toEqual({ sum: 42 });
});

test('a number that no longer fits is an error, not another number', async () => {
  expect(await connection.get('SELECT 9007199254740991::bigint AS n')).toEqual({ n: Number.MAX_SAFE_INTEGER });
  await expect(connection.get('SELECT 9007199254740993::bigint AS n')).rejects.toThrow('too large');
});

test('the next session finds empty tables that count from 1, after any transaction', async () => {
  await connection.script("BEGIN; INSERT INTO parents (name) VALUES ('left open')");
  const other = await database.connect();
  await other.script("INSERT INTO parents (name) VALUES ('a'), ('b'); INSERT INTO children VALUES (2)");
  await database.close();
  const next = await openPostgres(definition);
  const nextConnection = await next.connect();
  expect(await nextConnection.all('SELECT name FROM parents')).toEqual([]);
  await nextConnection.run("INSERT INTO parents (name) VALUES ('c')");
  expect(await nextConnection.all('SELECT id FROM parents')).toEqual([{ id: 1 }]);
  await next.close();
  database = await openPostgres(definition);
});

test('emptying the tables skips the check of references, and later statements have it', async () => {
  await connection.script("INSERT INTO parents (name) VALUES ('a'); INSERT INTO children VALUES (1)");
  const orphan = `${database.reset}; INSERT INTO children VALUES (1)`;
  await expect(connection.script(orphan)).rejects.toThrow('violates foreign key constraint');
  await connection.script(database.reset);
  expect(await names()).toEqual([]);
  await expect(connection.script('INSERT INTO children VALUES (1)')).rejects.toThrow('violates foreign key constraint');
});

test('two who ask for the same tables at the same time have each their own', async () => {
  const other = await openPostgres(definition);
  const otherConnection = await other.connect();
  await add('a');
  expect(await otherConnection.all('SELECT name FROM parents')).toEqual([]);
  expect(other.schema).not.toBe(database.schema);
  await other.close();
});

test('a connection that the server ended is replaced, and the tables are still there', async () => {
  const other = await database.connect();
  await other.all('SELECT pg_terminate_backend(:id, 10000)', { id: connection.processId });
  await expect(add('a')).rejects.toThrow(expect.objectContaining({ name: 'ConnectionLost' }));
  expect(connection.isLost).toBe(true);
  connection = await database.connect();
  expect(await add('b')).toBe(1);
});
