import { DatabaseError } from 'pg';
import type { PostgresConnection, Value } from '../../src/real/database/postgres.ts';

export type Row = Readonly<Record<string, Value>>;

/** A row that the database does not take. */
export interface RefusedRow {
  readonly table: string;
  /** What is wrong with it; all else in it is right. */
  readonly wrong: Row;
  /** The constraint that refuses it, as the database itself writes it down. */
  readonly refused: string;
}

export async function insert(connection: PostgresConnection, table: string, row: Row): Promise<void> {
  const columns = Object.keys(row);
  const values = columns.map((column) => `:${column}`);
  await connection.run(
    `INSERT INTO ${table} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE VALUES (${values.join(', ')})`,
    row,
  );
}

/** `taken`, or the constraint that refuses the row. Takes back whatever it does. */
export async function refusalOf(connection: PostgresConnection, table: string, row: Row): Promise<string> {
  const takenBack = new Error('taken back');
  try {
    await connection.transaction(async () => {
      await insert(connection, table, row);
      // Rows that refer to others are looked at when the statement ends.
      throw takenBack;
    });
  } catch (error) {
    if (error === takenBack) return 'taken';
    if (error instanceof DatabaseError) return described(connection, error);
    throw error;
  }
  return 'kept';
}

async function described(
  connection: PostgresConnection,
  { table = '', column, constraint = '', code }: DatabaseError,
): Promise<string> {
  if (code === '23502') return `${table}: NOT NULL ${column}`;
  return (
    (await constraintsOf(connection, table)).find(({ name }) => name === constraint)?.text ?? `${code} ${constraint}`
  );
}

/** All that the database itself says it holds a table to, besides the types of its columns. */
export async function constraintsOf(
  connection: PostgresConnection,
  table: string,
): Promise<{ name: string; text: string }[]> {
  return connection.all(
    `
    SELECT conname AS name, relname || ': ' || CASE contype
      WHEN 'c' THEN 'CHECK ' || conname
      ELSE replace(regexp_replace(pg_get_constraintdef(pg_constraint.oid), '^PRIMARY KEY', 'UNIQUE'), '"', '') END AS text
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE conrelid = :table::regclass
      AND contype IN ('c', 'f', 'p', 'u', 'x')
    UNION ALL
    SELECT attname, :table || ': NOT NULL ' || attname FROM pg_attribute
    WHERE attrelid = :table::regclass
      AND attnum > 0
      AND attnotnull
    UNION ALL
    SELECT index.relname, tables.relname || ': UNIQUE (' || string_agg(attname, ', ' ORDER BY attnum) || ')'
    FROM pg_index
      JOIN pg_class AS index ON index.oid = indexrelid
      JOIN pg_class AS tables ON tables.oid = indrelid
      JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
    WHERE indrelid = :table::regclass
      AND indisunique
      AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
    GROUP BY index.relname, tables.relname
    UNION ALL
    SELECT tgname, :table || ': TRIGGER ' || tgname FROM pg_trigger
    WHERE tgrelid = :table::regclass
      AND NOT tgisinternal`,
    { table },
  );
}
