import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import type { ManualClock } from '../../src/real/clock.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import { schemaOf as postgresSchemaOf } from '../../src/real/queue/postgres/schema.ts';
import { openPostgresStore } from '../../src/real/queue/postgres/store.ts';
import type { RealQueue, World } from '../../src/real/queue/queue.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import { schemaOf as sqliteSchemaOf } from '../../src/real/queue/sqlite/schema.ts';
import { openSqliteStore } from '../../src/real/queue/sqlite/store.ts';
import type { QueueStore, Surroundings } from '../../src/real/queue/store.ts';

/** A database with the queue's tables, and a way to it that does not lead through the queue. */
export interface QueueDatabase {
  /** Statements without parameters. */
  exec(script: string): Promise<void>;
  rows(statement: string): Promise<Record<string, unknown>[]>;
  openStore(surroundings: Surroundings): QueueStore | Promise<QueueStore>;
  startQueue(world: World, clock?: ManualClock): Promise<RealQueue>;
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
      const openStore = openSqliteStore(database);
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
      const openStore = openPostgresStore(database);
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
