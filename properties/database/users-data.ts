import type { PostgresConnection } from '../../src/real/database/postgres.ts';

/** The names of the tables of every system on Postgres. */
const names = 'jobs executions leases commits effects credits retries resources bookings'.split(' ');

/** Tables of a user with the names of our tables: in `public`, and in schemas that have the names of ours. */
export async function fillWithData(user: PostgresConnection): Promise<void> {
  for (const schema of ['public', 'faultbook_0123456789ab', 'faultbook_ba9876543210']) {
    await user.script(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    for (const name of names)
      await user.script(
        `CREATE TABLE ${schema}.${name} (id serial PRIMARY KEY, mine text); INSERT INTO ${schema}.${name} (mine) VALUES ('a'), ('b')`,
      );
  }
  await user.script(
    `COMMENT ON SCHEMA faultbook_ba9876543210 IS 'made by faultbook, which drops it: faultbook_0123456789ab'`,
  );
}

/** Every table in the schemas that a user made, with its rows, and the comments on the schemas. */
export async function everythingIn(user: PostgresConnection): Promise<unknown> {
  const tables = await user.all<{ name: string }>(
    `SELECT format('%I.%I', nspname, relname) AS name, pg_class.oid FROM pg_class
      JOIN pg_namespace ON relnamespace = pg_namespace.oid
    WHERE relkind IN ('r', 'S') AND relname IN (SELECT unnest(:names::text[]))
      AND obj_description(relnamespace, 'pg_namespace') IS DISTINCT FROM 'made by faultbook, which drops it: ' || nspname
    ORDER BY name`,
    { names: names.flatMap((name) => [name, `${name}_id_seq`]) },
  );
  const rows = [];
  for (const { name } of tables) rows.push(await user.unprepared(`SELECT * FROM ${name}`));
  const comments = await user.unprepared(
    `SELECT nspname, obj_description(oid, 'pg_namespace') AS comment FROM pg_namespace
    WHERE nspname IN ('public', 'faultbook_0123456789ab', 'faultbook_ba9876543210') ORDER BY nspname`,
  );
  return { tables, rows, comments };
}
