import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { dropSchema } from '../../src/real/database/postgres-schema.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';

test('several are opened at once: each connection locks its own, and one locks all', async () => {
  const opened = await Promise.all(
    Array.from({ length: 5 }, () => openPostgres('CREATE TABLE things (id INTEGER PRIMARY KEY)')),
  );
  expect(new Set(opened.map(({ schema }) => schema)).size).toBe(5);
  const connections = await Promise.all(opened.map(({ connect }) => connect()));
  await Promise.all(connections.map((one, id) => one.run('INSERT INTO things VALUES (:id)', { id })));
  for (const [id, one] of connections.entries()) expect(await one.all('SELECT id FROM things')).toEqual([{ id }]);
  const [first] = connections;
  // As Postgres shows a lock by a number of 64 bits: in two halves.
  const holders = await first?.all<{ pid: number; schemas: number }>(
    `SELECT pid, count(*) AS schemas FROM pg_locks, unnest(:schemas::TEXT[]) AS schema
    WHERE locktype = 'advisory' AND granted
      AND (classid::BIGINT << 32 | objid::BIGINT) = hashtextextended(schema, 0)
    GROUP BY pid`,
    { schemas: opened.map(({ schema }) => schema) },
  );
  expect(holders?.map(({ schemas }) => schemas).toSorted()).toEqual([1, 1, 1, 1, 1, 5]);
  const own = new Set(connections.map(({ processId }) => processId));
  expect(holders?.filter(({ pid }) => own.has(pid)).map(({ schemas }) => schemas)).toEqual([1, 1, 1, 1, 1]);
  for (const one of connections) await one.close();
  for (const { close } of opened) await close();
});

test('a schema is dropped with all that a definition may have made in it', async () => {
  const connection = await connectPostgres(await postgresUrl());
  onTestFinished(() => connection.close());
  const schema = `"Of ${randomUUID()}"`;
  await connection.script(`
    CREATE SCHEMA ${schema};
    SET search_path TO ${schema};
    CREATE TYPE state AS ENUM ('open', 'closed');
    CREATE TYPE pair AS (a int, b int);
    CREATE DOMAIN count AS int CHECK (VALUE >= 0);
    CREATE TYPE span AS RANGE (subtype = int);
    CREATE SEQUENCE numbers;
    CREATE FUNCTION next() RETURNS bigint LANGUAGE sql AS 'SELECT nextval(''numbers'')';
    CREATE TABLE "Things" (id bigserial PRIMARY KEY, number bigint DEFAULT next(), state state, pair pair, count count);
    CREATE TABLE parts (id int, thing bigint REFERENCES "Things", at span) PARTITION BY RANGE (id);
    CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
    CREATE FUNCTION things() RETURNS SETOF parts LANGUAGE sql AS 'SELECT * FROM parts';
    CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int);
    CREATE PROCEDURE nothing() LANGUAGE sql AS '';
    CREATE VIEW open_things AS SELECT * FROM "Things" WHERE state = 'open';
    CREATE VIEW first_things AS SELECT * FROM open_things LIMIT 3;
    CREATE MATERIALIZED VIEW counts AS SELECT count(*) FROM "Things"`);
  await dropSchema(connection, schema.slice(1, -1));
  expect(await connection.all('SELECT to_regnamespace(:schema) AS left', { schema })).toEqual([{ left: null }]);
});
