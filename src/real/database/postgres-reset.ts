import type { TakenRows } from './postgres-rows.ts';
import { counterSettings, insertsOf } from './postgres-rows.ts';
import type { PostgresConnection } from './postgres.ts';

/** The scripts that bring the tables of a schema back to where they were. */
export interface Reset {
  /** Empties the tables, and sets their counters back. */
  readonly toEmpty: string;
  /** Puts these rows in the place of those that there are, and sets the counters. For a role that may switch triggers off. */
  toRows(rows: TakenRows): string;
}

/**
 * Takes the rows away, children before parents, and sets the counters back. `TRUNCATE … RESTART IDENTITY` does the same
 * by making new files, and every connection then has to plan every statement again. A check of each row for references
 * takes most of the time, and all rows go, so the check is left out where the role may do that. Every name has its schema.
 */
export async function prepareReset(connection: PostgresConnection, schema: string): Promise<Reset> {
  const tables = await connection.all<{ name: string }>(
    `SELECT format('%I.%I', :schema::text, relname) AS name FROM pg_class
    WHERE relnamespace = to_regnamespace(:schema)
      AND relkind = 'r'
    ORDER BY oid DESC`,
    { schema },
  );
  const counters = await connection.all<{ setting: string }>(
    `SELECT format('SELECT setval(%L, %s, false)::text', format('%I.%I', :schema::text, relname), seqstart) AS setting
    FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid
    WHERE relnamespace = to_regnamespace(:schema)`,
    { schema },
  );
  const role = await connection.get<{ mayDoWithout: boolean }>(
    `SELECT current_setting('is_superuser') = 'on' AS "mayDoWithout"`,
  );
  const names = tables.map(({ name }) => name);
  const deletes = names.map((name) => `DELETE FROM ${name}`);
  const isWithoutTriggers = role?.mayDoWithout === true;
  return {
    toEmpty: [
      ...(isWithoutTriggers ? withoutTriggers(deletes) : deletes),
      ...counters.map(({ setting }) => setting),
    ].join('; '),
    toRows: (rows) =>
      [
        ...withoutTriggers([...deletes, insertInOrder(names, insertsOf(schema, rows))]),
        ...counterSettings(schema, rows),
      ].join('; '),
  };
}

/**
 * Inserts rows so that they keep their order on the disk. Earlier rows of a table leave room in places before and after the last
 * new row, and the server may use either; where it has, the rows go into new files.
 */
function insertInOrder(tables: readonly string[], inserts: readonly string[]): string {
  const steps = inserts.map(
    (insert) => `
      WITH placed AS (${insert} RETURNING ctid)
      SELECT is_in_order AND coalesce(bool_and(ctid > ctid_before), TRUE) INTO is_in_order
      FROM (SELECT ctid, lag(ctid) OVER () AS ctid_before FROM placed) AS places;`,
  );
  return inDollars(`
    DECLARE is_in_order BOOLEAN;
    BEGIN
      FOR time IN 1..2 LOOP
        is_in_order := TRUE;${steps.join('')}
        EXIT WHEN is_in_order;
        TRUNCATE ${tables.join(', ')};
      END LOOP;
    END`);
}

/** A block of statements, between quotes that do not occur in it. */
function inDollars(block: string): string {
  let tag = '$block$';
  for (let other = 2; block.includes(tag); other += 1) tag = `$block${other}$`;
  return `DO ${tag}${block} ${tag}`;
}

function withoutTriggers(statements: readonly string[]): string[] {
  return ['SET LOCAL session_replication_role = replica', ...statements, 'SET LOCAL session_replication_role = origin'];
}
