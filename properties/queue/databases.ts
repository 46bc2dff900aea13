import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import type { ManualClock } from '../../src/real/clock.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import { queueSchemaOf as postgresSchemaOf } from '../../src/real/queue/postgres/schema.ts';
import { openPostgresQueueStore } from '../../src/real/queue/postgres/store.ts';
import type { RealQueue, QueueWorld } from '../../src/real/queue/queue.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import { queueSchemaOf as sqliteSchemaOf } from '../../src/real/queue/sqlite/schema.ts';
import { openSqliteQueueStore } from '../../src/real/queue/sqlite/store.ts';
import type { QueueStore, QueueSurroundings } from '../../src/real/queue/store.ts';

/** A database with the queue's tables, and a way to it that does not lead through the queue. */
export interface QueueDatabase {
  /** Statements without parameters. */
  exec(script: string): Promise<void>;
  rows(statement: string): Promise<Record<string, unknown>[]>;
  openStore(surroundings: QueueSurroundings): QueueStore | Promise<QueueStore>;
  startQueue(world: QueueWorld, clock?: ManualClock): Promise<RealQueue>;
  close(): Promise<void>;
}

/** Each kind of database on which the queue runs. */
export interface DatabaseKind {
  readonly name: 'sqlite' | 'postgres';
  /** A note apart, so that no other test is handed these tables when they have been tampered with. */
  open(policies: QueuePolicies, note?: string): Promise<QueueDatabase>;
}

export const databases: readonly DatabaseKind[] = [
  {
    name: 'sqlite',
    async open(policies, note = '') {
      const database = openInMemory(`${sqliteSchemaOf(policies)} -- ${note}`);
      const { database: sqlite, statement } = database.connect();
      const openStore = openSqliteQueueStore(database);
      return {
        exec: async (script) => sqlite.exec(script),
        rows: async (text) => statement(text).all(),
        openStore,
        startQueue: (world, clock) => startQueue(openStore, policies, world, clock),
        close: async () => database.close(),
      };
    },
  },
  {
    name: 'postgres',
    async open(policies, note = '') {
      const database = await openPostgres(`${postgresSchemaOf(policies)} -- ${note}`);
      const connection = await database.connect();
      const openStore = openPostgresQueueStore(database);
      return {
        exec: (script) => connection.script(script),
        rows: (text) => connection.all(text),
        openStore,
        startQueue: (world, clock) => startQueue(openStore, policies, world, clock),
        close: () => database.close(),
      };
    },
  },
];
