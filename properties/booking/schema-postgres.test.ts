import { afterAll, beforeAll, expect, test } from 'vitest';
import { neverAboveCapacity, bookingSchemaOf } from '../../src/real/booking/postgres/schema.ts';
import type { PostgresDatabase } from '../../src/real/database/postgres-schemas.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import type { RefusedRow, Row } from '../subjects/postgres-constraints.ts';
import { constraintsOf, insert, refusalOf } from '../subjects/postgres-constraints.ts';
import { without } from './worlds.ts';

/** What is there: a resource of two units, of which one is booked and others have been; and one of which all is. */
const world: readonly (readonly [table: string, row: Row])[] = [
  ['resources', { id: 'r1', capacity: 2, free: 1, version: 1 }],
  ['resources', { id: 'r2', capacity: 5, free: 0, version: 1 }],
  ['bookings', booked({ id: 1, resource: 'r1', request: 1, units: 2, status: 'cancelled' })],
  ['bookings', booked({ id: 2, resource: 'r1', request: 2, units: 2, status: 'expired' })],
  ['bookings', booked({ id: 3, resource: 'r1', request: 3 })],
  ['bookings', booked({ id: 4, resource: 'r2', request: 4, units: 5 })],
];

function booked(row: Row): Row {
  return { client: 'c1', units: 1, status: 'confirmed', expires_at_ms: null, ...row };
}

/** For each table a row that may still come. */
const freeRows: Readonly<Record<string, Row>> = {
  resources: { id: 'r3', capacity: 0, free: 0, version: 0 },
  bookings: { id: 5, resource: 'r1', client: 'c2', request: 1, units: 1, status: 'held', expires_at_ms: 600_000 },
};

/** A booking for good has no end: all else has to be there. */
const required = Object.entries(freeRows).map(
  ([table, row]) => [table, Object.keys(row).filter((column) => column !== 'expires_at_ms')] as const,
);

const aboveCapacity = `bookings: TRIGGER ${neverAboveCapacity}`;

const cases: readonly RefusedRow[] = [
  ...required.flatMap(([table, columns]) =>
    columns.map((column): RefusedRow => {
      // The trigger, which comes first, adds nothing to units that are not there, and finds no resource that is none.
      return { table, wrong: { [column]: null }, refused: `${table}: NOT NULL ${column}` };
    }),
  ),
  { table: 'resources', wrong: { id: 'r1' }, refused: 'resources: UNIQUE (id)' },
  { table: 'bookings', wrong: { id: 1 }, refused: 'bookings: UNIQUE (id)' },
  { table: 'bookings', wrong: { client: 'c1' }, refused: 'bookings: UNIQUE (client, request)' },
  {
    table: 'bookings',
    wrong: { resource: 'r9' },
    refused: 'bookings: FOREIGN KEY (resource) REFERENCES resources(id)',
  },
  { table: 'resources', wrong: { capacity: -1 }, refused: 'resources: CHECK resources_capacity_check' },
  { table: 'resources', wrong: { free: -1 }, refused: 'resources: CHECK resources_free_check' },
  { table: 'bookings', wrong: { units: 0 }, refused: 'bookings: CHECK bookings_units_check' },
  { table: 'bookings', wrong: { status: 'paid' }, refused: 'bookings: CHECK bookings_status_check' },
  { table: 'bookings', wrong: { units: 2 }, refused: aboveCapacity },
  { table: 'bookings', wrong: { resource: 'r2' }, refused: aboveCapacity },
];

let database: PostgresDatabase;
let connection: PostgresConnection;

beforeAll(async () => {
  database = await openPostgres(`${bookingSchemaOf(without())} -- constraints`);
  connection = await database.connect();
  for (const [table, row] of world) await insert(connection, table, row);
});

afterAll(() => database.close());

test.each(Object.entries(freeRows))('the database takes a right row of %s', async (table, row) => {
  expect(await refusalOf(connection, table, row)).toBe('taken');
});

test.each(cases)('the database refuses a row of $table with $wrong', async ({ table, wrong, refused }) => {
  expect(await refusalOf(connection, table, { ...freeRows[table], ...wrong })).toBe(refused);
});

test('each constraint has a row that it refuses, and each refused row has a constraint', async () => {
  const written = new Set<string>();
  for (const table of Object.keys(freeRows))
    for (const { text } of await constraintsOf(connection, table)) written.add(text);
  expect(new Set(cases.map(({ refused }) => refused))).toEqual(written);
});

test('the database counts neither what has ended nor what is of another resource', async () => {
  expect(await refusalOf(connection, 'bookings', { ...freeRows['bookings'], status: 'confirmed' })).toBe('taken');
  await connection.run("UPDATE bookings SET status = 'cancelled' WHERE resource = 'r2'");
  expect(await refusalOf(connection, 'bookings', { ...freeRows['bookings'], resource: 'r2', units: 5 })).toBe('taken');
});
