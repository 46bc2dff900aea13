import { expect, test } from 'vitest';
import { aboveCapacity, bookingSchemaOf } from '../../src/real/booking/sqlite/schema.ts';
import type { RefusedRow, Row } from '../subjects/sqlite-constraints.ts';
import { condition, insert, mistyped, reference, requirement, uniqueness } from '../subjects/sqlite-constraints.ts';
import { testSchema } from '../subjects/sqlite-schema-tests.ts';
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
  bookings: {
    id: 5,
    resource: 'r1',
    client: 'c2',
    request: 1,
    units: 1,
    status: 'held',
    expires_at_ms: 600_000,
  },
};

/** For each table the columns that must be there. A booking for good has no end. */
const required = {
  resources: ['id', 'capacity', 'free', 'version'],
  bookings: ['resource', 'client', 'request', 'units', 'status'],
};

const cases: readonly RefusedRow[] = [
  ...Object.entries(required).flatMap(([table, columns]) =>
    columns.map((column) => ({ table, wrong: { [column]: null }, refused: requirement(table, column) })),
  ),
  { table: 'resources', wrong: { id: 'r1' }, refused: uniqueness('resources', ['id']) },
  { table: 'bookings', wrong: { id: 1 }, refused: uniqueness('bookings', ['id']) },
  { table: 'bookings', wrong: { client: 'c1' }, refused: uniqueness('bookings', ['client', 'request']) },
  { table: 'bookings', wrong: { resource: 'r9' }, refused: reference('bookings', 'resource') },
  { table: 'resources', wrong: { capacity: -1 }, refused: condition('capacity >= 0') },
  { table: 'resources', wrong: { free: -1 }, refused: condition('free >= 0') },
  { table: 'bookings', wrong: { units: 0 }, refused: condition('units > 0') },
  {
    table: 'bookings',
    wrong: { status: 'paid' },
    refused: condition("status IN ('held', 'confirmed', 'cancelled', 'expired')"),
  },
  // STRICT has no say in the number of a row: it is a number in any table.
  ...Object.entries(freeRows).flatMap(([table, row]) =>
    Object.entries(row)
      .slice(table === 'bookings' ? 1 : 0)
      .map(([column, right]) => mistyped(table, column, right)),
  ),
];

const connection = testSchema({ schema: bookingSchemaOf(without()), world, freeRows, cases });

test('the database refuses to overbook, and counts only live bookings of the resource', () => {
  expect(() => insert(connection(), 'bookings', { ...freeRows['bookings'], units: 2 })).toThrow(aboveCapacity);
  insert(connection(), 'bookings', freeRows['bookings'] ?? {});
  expect(() => insert(connection(), 'bookings', booked({ id: 6, resource: 'r1', request: 6 }))).toThrow(aboveCapacity);
});
