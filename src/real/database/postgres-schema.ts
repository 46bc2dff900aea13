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
 * Drops a schema with its tables, functions and enumerations, all of it or nothing. Where another schema needs any of that, as a view
 * does that reads from it, all of it stays, and one line on standard error says so.
 */
export async function dropSchema(connection: PostgresConnection, schema: string): Promise<void> {
  const drops = await connection.all<{ statement: string }>(
    `SELECT 'DROP TABLE ' || string_agg(format('%I.%I', :schema::text, relname), ', ') AS statement FROM pg_class
      WHERE relnamespace = to_regnamespace(quote_ident(:schema)) AND relkind IN ('r', 'p')
      HAVING count(*) > 0
    UNION ALL
    SELECT 'DROP ROUTINE ' || oid::regprocedure FROM pg_proc
      WHERE pronamespace = to_regnamespace(quote_ident(:schema))
    UNION ALL
    SELECT 'DROP TYPE ' || oid::regtype FROM pg_type
      WHERE typnamespace = to_regnamespace(quote_ident(:schema)) AND typtype = 'e'`,
    { schema },
  );
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
