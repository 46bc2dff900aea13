import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { SqliteConnection } from '../../src/real/database/sqlite.ts';

export type Row = Readonly<Record<string, SQLInputValue>>;

/** A row that the database does not take. */
export interface RefusedRow {
  readonly table: string;
  /** What is wrong with it; all else in it is right. */
  readonly wrong: Row;
  /** How SQLite says so; for a foreign key, also which. */
  readonly refused: string;
}

export function insert({ statement }: SqliteConnection, table: string, row: Row): void {
  const columns = Object.keys(row);
  const values = columns.map((column) => `:${column}`);
  statement(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`).run({ ...row });
}

/** All that SQLite says of a reference to nothing: not which one it was. */
const anyReference = 'FOREIGN KEY constraint failed';

/** What SQLite says where it refuses. */
export function messageOf(refused: string): string {
  return refused.startsWith(anyReference) ? anyReference : refused;
}

/** A row with something of another type than that of what is right there. */
export function mistyped(table: string, column: string, right: SQLInputValue | undefined): RefusedRow {
  const type = typeof right === 'number' ? 'INTEGER' : 'TEXT';
  const wrong = { [column]: type === 'INTEGER' ? 'soon' : new Uint8Array(1) };
  return { table, wrong, refused: typing(table, column, type) };
}

export function requirement(table: string, column: string): string {
  return `NOT NULL constraint failed: ${table}.${column}`;
}

export function uniqueness(table: string, columns: readonly string[]): string {
  return `UNIQUE constraint failed: ${columns.map((column) => `${table}.${column}`).join(', ')}`;
}

export function reference(table: string, column: string): string {
  return `${anyReference}: ${table}.${column}`;
}

export function condition(text: string): string {
  return `CHECK constraint failed: ${text}`;
}

function typing(table: string, column: string, type: string): string {
  return `cannot store ${type === 'INTEGER' ? 'TEXT' : 'BLOB'} value in ${type} column ${table}.${column}`;
}

/** All that the database says it holds its tables to, in the words in which it would refuse. */
export function constraintsOf({ statement }: SqliteConnection): string[] {
  const read = (text: string): Record<string, SQLOutputValue>[] => statement(text).all();

  function ofTable(table: string): string[] {
    const columns = read(`SELECT name, type, "notnull", pk FROM pragma_table_info('${table}')`);
    const uniques = read(`SELECT name FROM pragma_index_list('${table}') WHERE "unique" = 1`);
    const references = read(`SELECT "from" FROM pragma_foreign_key_list('${table}')`);
    const [strict] = read(`SELECT strict FROM pragma_table_list WHERE name = '${table}'`);
    const [schema] = read(`SELECT sql FROM sqlite_schema WHERE name = '${table}'`);
    return [
      ...columns.filter(({ notnull }) => notnull === 1).map(({ name }) => requirement(table, String(name))),
      ...columns.filter(({ pk }) => pk !== 0).map(({ name }) => uniqueness(table, [String(name)])),
      ...uniques.map(({ name }) => uniqueness(table, columnsOfIndex(String(name)))),
      ...references.map(({ from }) => reference(table, String(from))),
      ...conditionsIn(String(schema?.['sql'])).map(condition),
      ...columns
        .filter(({ pk, type }) => strict?.['strict'] === 1 && !(pk !== 0 && type === 'INTEGER'))
        .map(({ name, type }) => typing(table, String(name), String(type))),
    ];
  }

  function columnsOfIndex(index: string): string[] {
    return read(`SELECT name FROM pragma_index_info('${index}') ORDER BY seqno`).map(({ name }) => String(name));
  }

  return read("SELECT name FROM sqlite_schema WHERE type = 'table'").flatMap(({ name }) => ofTable(String(name)));
}

/** What stands between the parentheses of each CHECK. One pair of parentheses inside them is as deep as they go. */
function conditionsIn(schema: string): string[] {
  return [...schema.matchAll(/\bCHECK \(((?:[^()]|\([^()]*\))*)\)/g)].map(([, text = '']) => text);
}
