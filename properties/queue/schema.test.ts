import type { SQLInputValue } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connection, Database } from '../../src/real/database/sqlite.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import { schemaOf } from '../../src/real/queue/schema.ts';

type Row = Readonly<Record<string, SQLInputValue>>;

interface Case {
  readonly table: string;
  /** What is wrong with the row; all else in it is as in `freeRows`. */
  readonly wrong: Row;
  /** How SQLite says so; for a foreign key, also which. */
  readonly refused: string;
}

/** What is there: two jobs with an attempt each, of which the first is leased and has committed. */
const world: readonly (readonly [table: string, row: Row])[] = [
  ['jobs', { position: 1, id: 'j1', status: 'running', attempts: 1, token: 1 }],
  ['jobs', { position: 2, id: 'j2', status: 'running', attempts: 1, token: 1 }],
  ['executions', { id: 1, job: 'j1', attempt: 1, worker: 'w1', is_duplicate: 0 }],
  ['executions', { id: 2, job: 'j2', attempt: 1, worker: 'w2', is_duplicate: 0 }],
  ['leases', { execution: 1, job: 'j1', token: 1, expires_at_ms: 30_000 }],
  ['commits', { sequence: 1, job: 'j1', execution: 1, attempt: 1 }],
  ['effects', { sequence: 1, job: 'j1', execution: 1 }],
];

/** For each table a row that may still come. */
const freeRows: Readonly<Record<string, Row>> = {
  jobs: { position: 3, id: 'j3', status: 'queued', attempts: 0, token: 0 },
  executions: { id: 3, job: 'j1', attempt: 2, worker: 'w2', is_duplicate: 1 },
  leases: { execution: 2, job: 'j2', token: 1, expires_at_ms: 30_000 },
  commits: { sequence: 2, job: 'j2', execution: 2, attempt: 1 },
  effects: { sequence: 2, job: 'j2', execution: 2 },
};

/** All that SQLite says of a reference to nothing: not which one it was. */
const anyReference = 'FOREIGN KEY constraint failed';

/** For each table the columns that must be there. The number that comes first is given where it is missing. */
const required = {
  jobs: ['id', 'status', 'attempts', 'token'],
  executions: ['job', 'attempt', 'worker', 'is_duplicate'],
  leases: ['job', 'token', 'expires_at_ms'],
  commits: ['job', 'execution', 'attempt'],
  effects: ['job', 'execution'],
};

const cases: readonly Case[] = [
  ...Object.entries(required).flatMap(([table, columns]) =>
    columns.map((column) => ({ table, wrong: { [column]: null }, refused: requirement(table, column) })),
  ),
  { table: 'jobs', wrong: { position: 1 }, refused: uniqueness('jobs', ['position']) },
  { table: 'jobs', wrong: { id: 'j1' }, refused: uniqueness('jobs', ['id']) },
  { table: 'executions', wrong: { id: 1 }, refused: uniqueness('executions', ['id']) },
  { table: 'executions', wrong: { attempt: 1 }, refused: uniqueness('executions', ['job', 'attempt']) },
  { table: 'leases', wrong: { execution: 1 }, refused: uniqueness('leases', ['execution']) },
  { table: 'leases', wrong: { job: 'j1' }, refused: uniqueness('leases', ['job', 'token']) },
  { table: 'commits', wrong: { sequence: 1 }, refused: uniqueness('commits', ['sequence']) },
  { table: 'commits', wrong: { job: 'j1' }, refused: uniqueness('commits', ['job']) },
  { table: 'effects', wrong: { sequence: 1 }, refused: uniqueness('effects', ['sequence']) },
  { table: 'executions', wrong: { job: 'j9' }, refused: reference('executions', 'job') },
  { table: 'leases', wrong: { execution: 9 }, refused: reference('leases', 'execution') },
  { table: 'leases', wrong: { job: 'j9' }, refused: reference('leases', 'job') },
  { table: 'commits', wrong: { job: 'j9' }, refused: reference('commits', 'job') },
  { table: 'commits', wrong: { execution: 9 }, refused: reference('commits', 'execution') },
  { table: 'effects', wrong: { job: 'j9' }, refused: reference('effects', 'job') },
  { table: 'effects', wrong: { execution: 9 }, refused: reference('effects', 'execution') },
  {
    table: 'jobs',
    wrong: { status: 'paused' },
    refused: condition("status IN ('queued', 'running', 'done', 'failed')"),
  },
  { table: 'jobs', wrong: { attempts: -1 }, refused: condition('attempts BETWEEN 0 AND 3') },
  { table: 'jobs', wrong: { attempts: 4 }, refused: condition('attempts BETWEEN 0 AND 3') },
  { table: 'executions', wrong: { is_duplicate: 2 }, refused: condition('is_duplicate IN (0, 1)') },
  // STRICT has no say in the first column: a row's number is a number in any table.
  ...Object.entries(freeRows).flatMap(([table, row]) =>
    Object.entries(row)
      .slice(1)
      .map(([column, right]) => mistyped(table, column, typeof right === 'number' ? 'INTEGER' : 'TEXT')),
  ),
];

function mistyped(table: string, column: string, type: string): Case {
  const wrong = { [column]: type === 'INTEGER' ? 'soon' : new Uint8Array(1) };
  return { table, wrong, refused: typing(table, column, type) };
}

function requirement(table: string, column: string): string {
  return `NOT NULL constraint failed: ${table}.${column}`;
}

function uniqueness(table: string, columns: readonly string[]): string {
  return `UNIQUE constraint failed: ${columns.map((column) => `${table}.${column}`).join(', ')}`;
}

function reference(table: string, column: string): string {
  return `${anyReference}: ${table}.${column}`;
}

function condition(text: string): string {
  return `CHECK constraint failed: ${text}`;
}

function typing(table: string, column: string, type: string): string {
  return `cannot store ${type === 'INTEGER' ? 'TEXT' : 'BLOB'} value in ${type} column ${table}.${column}`;
}

let database: Database;
let connection: Connection;

beforeEach(() => {
  database = openInMemory(schemaOf({ commitBoundary: true, fencing: true, reconcile: true, leaseExpiry: true }));
  connection = database.connect();
  for (const [table, row] of world) insert(table, row);
});

afterEach(() => database.close());

function insert(table: string, row: Row): void {
  const columns = Object.keys(row);
  const values = columns.map((column) => `:${column}`);
  connection.statement(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`).run({ ...row });
}

test.each(Object.entries(freeRows))('the database takes a right row of %s', (table, row) => {
  expect(() => insert(table, row)).not.toThrow();
});

test.each(cases)('the database refuses a row of $table with $wrong', ({ table, wrong, refused }) => {
  const message = refused.startsWith(anyReference) ? anyReference : refused;
  expect(() => insert(table, { ...freeRows[table], ...wrong })).toThrow(expect.objectContaining({ message }));
});

test('each constraint of the schema has a row that it refuses, and each refused row has a constraint', () => {
  expect(new Set(cases.map(({ refused }) => refused))).toEqual(new Set(tables().flatMap(constraintsOf)));
});

function tables(): string[] {
  return read("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => String(name));
}

/** All that the database itself says it holds a table to, in the words in which it would refuse. */
function constraintsOf(table: string): string[] {
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
      .filter(({ pk }) => strict?.['strict'] === 1 && pk === 0)
      .map(({ name, type }) => typing(table, String(name), String(type))),
  ];
}

function columnsOfIndex(index: string): string[] {
  return read(`SELECT name FROM pragma_index_info('${index}') ORDER BY seqno`).map(({ name }) => String(name));
}

/** What stands between the parentheses of each CHECK. One pair of parentheses inside them is as deep as they go. */
function conditionsIn(schema: string): string[] {
  return [...schema.matchAll(/\bCHECK \(((?:[^()]|\([^()]*\))*)\)/g)].map(([, text = '']) => text);
}

function read(text: string): ReturnType<ReturnType<Connection['statement']>['all']> {
  return connection.statement(text).all();
}
