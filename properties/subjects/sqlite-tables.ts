import type { SQLInputValue } from 'node:sqlite';
import type { SqliteConnection } from '../../src/real/database/sqlite.ts';

export interface Column {
  readonly table: string;
  readonly column: string;
}

/** Every column of every table, as the database itself lists them: a new one is among them. */
export function columnsOf({ statement }: SqliteConnection): Column[] {
  const columns = statement(`
    SELECT tables.name AS "table", columns.name AS "column"
    FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
    WHERE tables.type = 'table'`);
  return columns.all() as unknown as Column[];
}

/** Gives one row another value, one that the database takes: the first row the last place, or else what another row has. */
export function alter(connection: SqliteConnection, { table, column }: Column): void {
  const rows = connection.statement(`SELECT rowid AS place, ${column} AS value FROM ${table} ORDER BY rowid`).all();
  if (rows.length < 2) throw new Error(`it takes two rows of ${table} for one to have what the other has`);
  const values = rows.map(({ value }) => value as number | string | null);
  const numbers = values.filter((value) => typeof value === 'number');
  const others = numbers.length > 0 ? [Math.max(...numbers) + 1, ...values] : [...values, 'another'];
  for (const other of others) {
    for (const { place, value } of rows) {
      if (other !== value && isTaken(connection, { table, column }, Number(place), other)) return;
    }
  }
  throw new Error(`the database takes no other value for ${table}.${column}: ${others.join(', ')}`);
}

function isTaken(
  { statement }: SqliteConnection,
  { table, column }: Column,
  place: number,
  value: SQLInputValue,
): boolean {
  const update = statement(`UPDATE OR IGNORE ${table} SET ${column} = :value WHERE rowid = :place`);
  return update.run({ place, value }) === 1;
}
