import type { SQLInputValue } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Lockstep } from '../../src/check/lockstep.ts';
import { startLockstep } from '../../src/check/lockstep.ts';
import type { QueueCommand } from '../../src/model/queue/commands.ts';
import { queueModel } from '../../src/model/queue/model.ts';
import { workerNames } from '../../src/model/queue/state.ts';
import type { Connection, Database } from '../../src/real/database/sqlite.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import { schemaOf } from '../../src/real/queue/schema.ts';

/** Off is whatever keeps a job from being committed twice, or leased again once it is committed. */
const policies = { commitBoundary: false, fencing: false, reconcile: false, leaseExpiry: true };
const scope = { workers: 2, jobs: 3, faults: 0 };

/** Leads to where every table has rows of two jobs, and the jobs differ in status. */
const commands: readonly QueueCommand[] = [
  { type: 'submit', job: 'j1' },
  { type: 'submit', job: 'j2' },
  { type: 'submit', job: 'j3' },
  { type: 'lease', worker: 'w1' },
  { type: 'lease', worker: 'w2' },
  { type: 'applyEffect', worker: 'w1' },
  { type: 'applyEffect', worker: 'w2' },
  { type: 'commit', worker: 'w1' },
  { type: 'commit', worker: 'w2' },
  { type: 'crash', worker: 'w1' },
  { type: 'restart', worker: 'w1' },
  { type: 'tick', byMs: 30_000 },
  { type: 'lease', worker: 'w1' },
];

/** Changes no table. */
const innocuous: QueueCommand = { type: 'tick', byMs: 1 };

let database: Database;
let connection: Connection;
let lockstep: Lockstep<QueueCommand>;

beforeEach(async () => {
  database = openInMemory(schemaOf(policies));
  connection = database.connect();
  lockstep = await startLockstep(queueModel(policies, scope), startQueue(database, policies, workerNames(scope)));
  for (const command of commands) await lockstep.perform(command);
  // A parent's key can be altered too when nobody looks after its children.
  connection.database.exec('PRAGMA foreign_keys = OFF');
});

afterEach(() => {
  connection.database.exec('PRAGMA foreign_keys = ON');
  database.close();
});

test('where nothing is altered, model and system agree', async () => {
  await expect(lockstep.perform(innocuous)).resolves.toBeUndefined();
});

test.each(allColumns())(
  'altering $column in a row of $table behind the system’s back turns the lockstep red',
  async ({ table, column }) => {
    alter(table, column);
    const violation = expect.objectContaining({ kind: 'disagreement', name: `view.${table}` });
    await expect(lockstep.perform(innocuous)).rejects.toThrow(expect.objectContaining({ violation }));
  },
);

/** Every column of every table, as the database itself lists them: a new one is among them. */
function allColumns(): { table: string; column: string }[] {
  const empty = openInMemory(schemaOf(policies));
  const columns = empty.connect().statement(`
    SELECT tables.name AS "table", columns.name AS "column"
    FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
    WHERE tables.type = 'table'`);
  const rows = columns.all() as { table: string; column: string }[];
  empty.close();
  return rows;
}

/** Gives one row another value, one that the database takes: the first row the last place, or else what another row has. */
function alter(table: string, column: string): void {
  const rows = connection.statement(`SELECT rowid AS place, ${column} AS value FROM ${table} ORDER BY rowid`).all();
  expect(rows.length).toBeGreaterThanOrEqual(2);
  const values = rows.map(({ value }) => value as number | string);
  const numbers = values.filter((value) => typeof value === 'number');
  const others = numbers.length > 0 ? [Math.max(...numbers) + 1, ...values] : [...values, 'another'];
  for (const other of others) {
    for (const { place, value } of rows) {
      if (other !== value && isTaken(table, column, Number(place), other)) return;
    }
  }
  throw new Error(`the database takes no other value for ${table}.${column}: ${others.join(', ')}`);
}

function isTaken(table: string, column: string, place: number, value: SQLInputValue): boolean {
  const update = connection.statement(`UPDATE OR IGNORE ${table} SET ${column} = :value WHERE rowid = :place`);
  return update.run({ place, value }) === 1;
}
