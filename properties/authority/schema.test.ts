import { schema } from '../../src/real/authority/sqlite/schema.ts';
import type { RefusedRow, Row } from '../subjects/sqlite-constraints.ts';
import { condition, mistyped, reference, requirement, uniqueness } from '../subjects/sqlite-constraints.ts';
import { testSchema } from '../subjects/sqlite-schema-tests.ts';

/** What is there: two servers, two players of whom one is on its way, an item in the world and one that is nowhere yet. */
const world: readonly (readonly [table: string, row: Row])[] = [
  ['servers', { id: 's1', lease_until_ms: 30_000 }],
  ['servers', { id: 's2', lease_until_ms: 30_000 }],
  ['players', { id: 'p1', server: 's1', token: 1, version: 0, is_damaged: 0, transfers: 1 }],
  ['players', { id: 'p2', server: 's1', token: 1, version: 0, is_damaged: 0, transfers: 0 }],
  ['active_transfers', { player: 'p1', target: 's2', ends_at_ms: 10_000 }],
  ['throttled_transfers', { full_at_ms: 10 }],
  ['items', { id: 'i1', owner: 's2' }],
  ['item_places', { item: 'i1', place: 'world' }],
];

/** For each table a row that may still come. */
const freeRows: Readonly<Record<string, Row>> = {
  servers: { id: 's3', lease_until_ms: 0 },
  players: { id: 'p3', server: 's2', token: 1, version: 0, is_damaged: 1, transfers: 0 },
  active_transfers: { player: 'p2', target: 's2', ends_at_ms: 10_000 },
  throttled_transfers: { full_at_ms: 20 },
  items: { id: 'i2', owner: 's1' },
  item_places: { item: 'i1', place: 'p1' },
};

const cases: readonly RefusedRow[] = [
  // Nothing may be missing anywhere.
  ...Object.entries(freeRows).flatMap(([table, row]) =>
    Object.keys(row).map((column) => ({ table, wrong: { [column]: null }, refused: requirement(table, column) })),
  ),
  { table: 'servers', wrong: { id: 's1' }, refused: uniqueness('servers', ['id']) },
  { table: 'players', wrong: { id: 'p1' }, refused: uniqueness('players', ['id']) },
  { table: 'active_transfers', wrong: { player: 'p1' }, refused: uniqueness('active_transfers', ['player']) },
  { table: 'items', wrong: { id: 'i1' }, refused: uniqueness('items', ['id']) },
  { table: 'item_places', wrong: { place: 'world' }, refused: uniqueness('item_places', ['item', 'place']) },
  { table: 'players', wrong: { server: 's9' }, refused: reference('players', 'server') },
  { table: 'active_transfers', wrong: { player: 'p9' }, refused: reference('active_transfers', 'player') },
  { table: 'active_transfers', wrong: { target: 's9' }, refused: reference('active_transfers', 'target') },
  { table: 'items', wrong: { owner: 's9' }, refused: reference('items', 'owner') },
  { table: 'item_places', wrong: { item: 'i9' }, refused: reference('item_places', 'item') },
  { table: 'players', wrong: { token: 0 }, refused: condition('token > 0') },
  { table: 'players', wrong: { version: -1 }, refused: condition('version >= 0') },
  { table: 'players', wrong: { is_damaged: 2 }, refused: condition('is_damaged IN (0, 1)') },
  { table: 'players', wrong: { transfers: -1 }, refused: condition('transfers >= 0') },
  ...Object.entries(freeRows).flatMap(([table, row]) =>
    Object.entries(row).map(([column, right]) => mistyped(table, column, right)),
  ),
];

testSchema({ schema, world, freeRows, cases });
