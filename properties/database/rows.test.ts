import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';

/** The rows of each statement, after work on fresh tables of this definition. */
async function afterPuttingBack(
  definition: string,
  work: (connection: PostgresConnection) => Promise<unknown>,
  queries: readonly string[],
): Promise<{ readonly before: unknown; readonly after: unknown }> {
  const look = async (connection: PostgresConnection): Promise<unknown[]> => {
    const found: unknown[] = [];
    for (const query of queries) found.push(await connection.all(query));
    return found;
  };
  const first = await openPostgres(definition);
  const connection = await first.connect();
  await work(connection);
  // A session that is unused now writes values otherwise: what is taken down does not depend on it.
  const odd = await first.connect();
  await odd.script(
    "SET datestyle = 'German'; SET extra_float_digits = -5; SET intervalstyle = sql_standard; SET bytea_output = escape",
  );
  await odd.close();
  const rows = await first.takeRows();
  const before = await look(connection);
  await connection.close();
  if (rows === null) throw new Error('the rows cannot be put back');
  // The first tables are in use meanwhile, so that these are others; and then the first ones, which have rows.
  const other = await openPostgres(definition, undefined, rows);
  await first.close();
  const same = await openPostgres(definition, undefined, rows);
  expect(same.schema).toBe(first.schema);
  expect(other.schema).not.toBe(first.schema);
  const found: unknown[] = [];
  for (const database of [other, same]) {
    const own = await database.connect();
    expect(await database.takeRows()).toEqual(rows);
    found.push(await look(own));
    await own.close();
    await database.close();
  }
  expect(found[0]).toEqual(found[1]);
  return { before, after: found[0] };
}

const everyType = `
  CREATE TYPE mood AS ENUM ('sad', 'it''s fine');
  CREATE TYPE pair AS (a INTEGER, b TEXT);
  CREATE DOMAIN short AS TEXT CHECK (length(VALUE) < 20);
  CREATE TABLE "Odd ""Names" (
    "the key" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    text TEXT, small SMALLINT, exact NUMERIC, near REAL, nearer DOUBLE PRECISION, yes BOOLEAN, bytes BYTEA,
    at TIMESTAMPTZ, local TIMESTAMP, day DATE, hour TIME, span INTERVAL, json JSON, binary_json JSONB, id UUID,
    list TEXT[], nested INTEGER[][], how mood, both_of pair, little short, code CHAR(5), bits BIT VARYING, net INET,
    range INT4RANGE, money MONEY,
    twice BIGINT GENERATED ALWAYS AS (small * 2) STORED
  )`;

const oneOfEach = `
  INSERT INTO "Odd ""Names" (text, small, exact, near, nearer, yes, bytes, at, local, day, hour, span, json, binary_json, id,
    list, nested, how, both_of, little, code, bits, net, range, money)
  VALUES ('it''s \\ "odd", (really)' || chr(10) || '€', -7, 0.10, 0.1::REAL, 1.0/3, TRUE, '\\x00ff', '2024-02-29 23:59:59.123456+05',
    'infinity', '0044-03-15 BC', '24:00', '-1 year 2 days -03:04', '{ "b": 1,  "a": 2 }', '{"b": [null, 1.50]}',
    'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', ARRAY['a,b', NULL, '', '"'], '{{1,2},{3,4}}', 'it''s fine', ROW(1, 'x"y'), 'small',
    'ab', B'10110', '10.1.2.3/24', '[1,5)', 12.34)`;

test('rows of every type are put back as they were', async () => {
  const { before, after } = await afterPuttingBack(
    everyType,
    async (connection) => {
      await connection.run(oneOfEach);
      await connection.run('INSERT INTO "Odd ""Names" DEFAULT VALUES');
      await connection.run('INSERT INTO "Odd ""Names" (nearer, near) VALUES (\'NaN\', \'-Infinity\'), (1e-300, 3e38)');
    },
    [`SELECT "Odd ""Names"::text AS row FROM "Odd ""Names" ORDER BY "the key"`, 'SELECT json::text FROM "Odd ""Names"'],
  );
  expect(after).toEqual(before);
  expect((after as unknown[][])[0]).toHaveLength(4);
});

test('rows keep their order where earlier rows have left room in several pages', async () => {
  // Four rows fill a page.
  const definition = 'CREATE TABLE wide (id INTEGER, pad TEXT); ALTER TABLE wide ALTER pad SET STORAGE PLAIN';
  const insert = (from: number, to: number): string =>
    `INSERT INTO wide SELECT id, repeat('x', 1900) FROM generate_series(${from}, ${to}) AS id`;
  const first = await openPostgres(definition);
  const [one, another] = [await first.connect(), await first.connect()];
  await one.run(insert(1, 3));
  const rows = await first.takeRows();
  // The server looks for room from the page after the last one that it found: the second, with room for a row.
  for (const statement of ['DELETE FROM wide', 'VACUUM wide', insert(11, 17)]) await one.unprepared(statement);
  for (const statement of ['DELETE FROM wide WHERE id < 14', 'VACUUM wide', insert(18, 18)])
    await one.unprepared(statement);
  await one.close();
  await another.close();
  await first.close();
  if (rows === null) throw new Error('the rows cannot be put back');
  const same = await openPostgres(definition, undefined, rows);
  expect(same.schema).toBe(first.schema);
  expect(await same.takeRows()).toEqual(rows);
  await same.close();
});

test('counters go on where they were, and so do unused ones', async () => {
  const { before, after } = await afterPuttingBack(
    `CREATE TABLE a (id BIGINT GENERATED ALWAYS AS IDENTITY, x INTEGER);
    CREATE TABLE b (id BIGSERIAL, x INTEGER);
    CREATE SEQUENCE own START 5 INCREMENT -3 MINVALUE -100 MAXVALUE 5;
    CREATE SEQUENCE unasked START 9007199254740993`,
    async (connection) => {
      await connection.run('INSERT INTO a (x) VALUES (1), (2)');
      await connection.run('DELETE FROM a');
      await connection.run("SELECT nextval('own'), nextval('own')");
    },
    [
      'INSERT INTO a (x) VALUES (3) RETURNING id',
      'INSERT INTO b (x) VALUES (3) RETURNING id',
      "SELECT nextval('own') AS own, nextval('unasked')::text AS unasked",
    ],
  );
  expect(after).toEqual([[{ id: 3 }], [{ id: 1 }], [{ own: -1, unasked: '9007199254740993' }]]);
  expect(before).toEqual(after);
});

test('the counters of emptied tables begin where their definition says', async () => {
  const definition = 'CREATE SEQUENCE down START 5 INCREMENT -3 MINVALUE -100 MAXVALUE 5';
  for (let time = 0; time < 2; time += 1) {
    const database = await openPostgres(definition);
    const connection = await database.connect();
    expect(await connection.get("SELECT nextval('down') AS next")).toEqual({ next: 5 });
    await connection.close();
    await database.close();
  }
});

test('rows that refer to one another are put back, and no trigger runs', async () => {
  const definition = `
    CREATE TABLE log (line TEXT);
    CREATE TABLE a (id INTEGER PRIMARY KEY, other INTEGER);
    CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES a (id), next INTEGER REFERENCES b (id));
    ALTER TABLE a ADD FOREIGN KEY (other) REFERENCES b (id);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (TG_OP); RETURN NEW; END $$;
    CREATE TRIGGER notes BEFORE INSERT ON b FOR EACH ROW EXECUTE FUNCTION note()`;
  const { before, after } = await afterPuttingBack(
    definition,
    async (connection) => {
      await connection.run('INSERT INTO a VALUES (1, NULL)');
      await connection.run('INSERT INTO b VALUES (1, 1, 2), (2, 1, 1)');
      await connection.run('UPDATE a SET other = 2');
    },
    ['SELECT * FROM a', 'SELECT * FROM b', 'SELECT * FROM log'],
  );
  expect(after).toEqual(before);
  expect(after).toEqual([
    [{ id: 1, other: 2 }],
    [
      { id: 1, a: 1, next: 2 },
      { id: 2, a: 1, next: 1 },
    ],
    [{ line: 'INSERT' }, { line: 'INSERT' }],
  ]);
});

test('rows come in the order in which a scan found them', async () => {
  const { before, after } = await afterPuttingBack(
    'CREATE TABLE a (id INTEGER)',
    async (connection) => {
      await connection.run('INSERT INTO a VALUES (1), (2), (3)');
      await connection.run('UPDATE a SET id = 1 WHERE id = 1');
    },
    ['SELECT id FROM a'],
  );
  expect(after).toEqual(before);
  expect(after).toEqual([[{ id: 2 }, { id: 3 }, { id: 1 }]]);
});

/** Tables whose rows cannot be put back exactly. */
const refused = {
  'a partitioned table': 'CREATE TABLE t (id INTEGER) PARTITION BY LIST (id)',
  'an unlogged table': 'CREATE UNLOGGED TABLE t (id INTEGER)',
  'a materialised view': 'CREATE TABLE t (id INTEGER); CREATE MATERIALIZED VIEW m AS SELECT * FROM t',
  'an inheritance': 'CREATE TABLE t (id INTEGER); CREATE TABLE u () INHERITS (t)',
  'a rule': 'CREATE TABLE t (id INTEGER); CREATE RULE r AS ON UPDATE TO t DO INSTEAD NOTHING',
  'a trigger that is always on': `CREATE TABLE t (id INTEGER);
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
    CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
    ALTER TABLE t ENABLE ALWAYS TRIGGER g`,
  'a counter with a cache': 'CREATE TABLE t (id INTEGER); CREATE SEQUENCE s CACHE 10',
  'the number of an object of the server': 'CREATE TABLE t (picture OID)',
  'a list of numbers of transactions': 'CREATE TABLE t (seen XID8[])',
  'a name of an object of the server': 'CREATE DOMAIN d AS REGCLASS; CREATE TABLE t (of_table d)',
  'a table without a column': 'CREATE TABLE t ()',
};

test.each(Object.entries(refused))('rows are not taken down beside %s', async (_name, definition) => {
  const database = await openPostgres(definition);
  expect(await database.takeRows()).toBeNull();
  const connection = await database.connect();
  await connection.script('DROP MATERIALIZED VIEW IF EXISTS m CASCADE');
  await connection.close();
  await database.close();
});

test('rows are not taken down where there are large objects, nor many of them', async () => {
  const database = await openPostgres('CREATE TABLE t (line TEXT)');
  const connection = await database.connect();
  await connection.run('SELECT lo_create(4711)');
  try {
    expect(await database.takeRows()).toBeNull();
  } finally {
    await connection.run('SELECT lo_unlink(4711)');
  }
  expect(await database.takeRows()).not.toBeNull();
  await connection.run("INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 300)");
  expect(await database.takeRows()).toBeNull();
  await connection.close();
  await database.close();
});

test('rows are not taken down by a role that may not switch triggers off', async () => {
  const url = await postgresUrl();
  const admin = await connectPostgres(url);
  const role = `modest_${randomUUID().replaceAll('-', '')}`;
  await admin.script(`CREATE ROLE ${role} LOGIN; GRANT CREATE ON DATABASE ${await databaseOf(admin)} TO ${role}`);
  const database = await openPostgres('CREATE TABLE t (id INTEGER)', url.replace('//postgres@', `//${role}@`));
  expect(await database.takeRows()).toBeNull();
  await database.close();
  await admin.close();
});

async function databaseOf(connection: PostgresConnection): Promise<string> {
  const found = await connection.get<{ name: string }>('SELECT quote_ident(current_database()) AS name');
  return found?.name ?? '';
}
