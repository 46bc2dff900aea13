import { DatabaseError } from 'pg';
import type { PostgresConnection } from './postgres.ts';

/** The sign by which a schema is known as one that may be dropped: a comment on it, and nothing else. */
function signOf(schema: string): string {
  return `made by faultbook, which drops it: ${schema}`;
}

/** The statements that make a schema with the sign. Sent in one go they are one transaction: no schema is without it. */
export function markSchema(schema: string): string {
  return `CREATE SCHEMA ${schema}; COMMENT ON SCHEMA ${schema} IS '${signOf(schema)}'`;
}

/** The schemas of this user that have the sign. */
export async function markedSchemas(connection: PostgresConnection): Promise<string[]> {
  const found = await connection.all<{ schema: string }>(
    `SELECT nspname AS schema FROM pg_namespace
    WHERE obj_description(oid, 'pg_namespace') = :sign || nspname
      AND nspowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)`,
    { sign: signOf('') },
  );
  return found.map(({ schema }) => schema);
}

/** How long a drop waits for others who are in the schema, in milliseconds. */
const lockTimeoutMs = 2_000;

/** `dependent_objects_still_exist`, and `lock_not_available`: another session uses the schema. */
const reasonsToStay: ReadonlySet<string> = new Set(['2BP01', '55P03']);

/**
 * The statements that drop what a schema has, those first that need others. What belongs to another part goes with that part: the
 * sequence of a column, the type of a table, the functions of a range.
 */
const dropsOfContents = `
  WITH own AS (SELECT to_regnamespace(quote_ident(:schema))::oid AS schema),
  dependent AS (
    SELECT classid, objid, bool_or(deptype IN ('a', 'i') AND refclassid <> 'pg_namespace'::regclass) AS is_part,
      bool_or(refclassid = 'pg_type'::regclass AND typrelid <> 0) AS needs_table
    FROM pg_depend LEFT JOIN pg_type ON pg_type.oid = refobjid GROUP BY classid, objid
  ),
  contents AS (
    SELECT place, kind, oid::regclass::text AS name, 'pg_class'::regclass AS classid, oid AS objid
    FROM own, pg_class JOIN (VALUES
      ('m', 1, 'MATERIALIZED VIEW'), ('v', 2, 'VIEW'), ('r', 4, 'TABLE'), ('p', 4, 'TABLE'), ('S', 6, 'SEQUENCE')
    ) AS kinds (letter, place, kind) ON letter = relkind::text
    WHERE relnamespace = schema
    UNION ALL
    SELECT 5, 'ROUTINE', oid::regprocedure::text, 'pg_proc'::regclass, oid FROM own, pg_proc WHERE pronamespace = schema
    UNION ALL
    SELECT 7, 'TYPE', pg_type.oid::regtype::text, 'pg_type'::regclass, pg_type.oid
    FROM own, pg_type LEFT JOIN pg_class ON pg_class.oid = typrelid
    WHERE typnamespace = schema AND (typtype IN ('e', 'd', 'r') OR relkind = 'c')
  ),
  ordered AS (
    SELECT name, kind, CASE WHEN kind = 'ROUTINE' AND needs_table THEN 3 ELSE place END AS place
    FROM contents LEFT JOIN dependent USING (classid, objid)
    WHERE kind = 'TABLE' OR kind = 'TYPE' OR is_part IS NOT TRUE
  )
  SELECT format('DROP %s %s', kind, string_agg(name, ', ')) AS statement
  FROM ordered GROUP BY place, kind ORDER BY place`;

/**
 * Drops a schema with all that it has, in one go or not at all. Where another schema needs a part of it, as a view does that reads
 * from one of its tables, it stays whole, and a line on standard error says so.
 */
export async function dropSchema(connection: PostgresConnection, schema: string): Promise<void> {
  const drops = await connection.all<{ statement: string }>(dropsOfContents, { schema });
  const statements = [
    `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
    ...drops.map(({ statement }) => `${statement} RESTRICT`),
    `DROP SCHEMA IF EXISTS "${schema.replaceAll('"', '""')}" RESTRICT`,
  ];
  try {
    await connection.script(statements.join('; '));
  } catch (error) {
    if (!(error instanceof DatabaseError) || !reasonsToStay.has(error.code ?? '')) throw error;
    const why = [error.message, error.detail].filter((text) => text !== undefined).join(': ');
    console.error(`faultbook: the schema ${schema} is left on the server: ${why.replaceAll('\n', '; ')}`);
  }
}
