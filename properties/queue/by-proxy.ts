import type { QueueOutcome, QueuePolicies, QueueView, QueueView as RealView } from '../../src/alphabets/queue.ts';
import type { System } from '../../src/kernel/model.ts';
import type { OpenQueueCommand } from '../../src/model/queue/cut.ts';
import type { QueueScope } from '../../src/model/queue/state.ts';
import type { CuttingProxy, CutWhen } from '../../src/real/database/cutting-proxy.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import { connectPostgres } from '../../src/real/database/postgres.ts';
import { queueSchemaOf } from '../../src/real/queue/postgres/schema.ts';
import { openPostgresQueueStore } from '../../src/real/queue/postgres/store.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import type { QueueStore, QueueSurroundings } from '../../src/real/queue/store.ts';
import { queueWorldOf } from '../../src/subjects/queue/systems.ts';

/** Where a command under `cut` is cut: how many of its statements come by before, and on which side of the next. */
export interface Cut {
  readonly after: number;
  readonly when: CutWhen;
}

/** What is planted in a connection: a driver that does otherwise than it should. */
export type Plant = (
  connection: PostgresConnection,
  reconnect: () => Promise<PostgresConnection>,
) => PostgresConnection;

export interface ByProxy {
  readonly policies: QueuePolicies;
  readonly scope: QueueScope;
  readonly proxy: CuttingProxy;
  /** Where the next command under `cut` is cut: the model is not told. */
  readonly nextCut: () => Cut;
  /** Told of each cut that struck: the command, and the statement. */
  readonly onCut?: (command: OpenQueueCommand['type'], statement: string, cut: Cut) => void;
  readonly plant?: Plant;
}

type CutQueue = System<OpenQueueCommand, QueueOutcome, QueueView>;

/** Connections by the proxy that nobody uses at the moment, by their schema: most runs lose only one of theirs. */
const idle = new Map<string, PostgresConnection[]>();

export async function closeIdle(): Promise<void> {
  for (const connection of [...idle.values()].flat()) await connection.close();
  idle.clear();
}

/** The queue on a real Postgres. Everybody who asks goes by the proxy; whoever looks does not. */
export async function openByProxy({ policies, scope, proxy, nextCut, onCut, plant }: ByProxy): Promise<CutQueue> {
  const database = await openPostgres(`${queueSchemaOf(policies)} -- by proxy`);
  const kept = idle.get(database.schema) ?? [];
  idle.set(database.schema, kept);
  const open: PostgresConnection[] = [];

  async function connectByProxy(): Promise<PostgresConnection> {
    const connection = kept.pop() ?? (await connectPostgres(proxy.url));
    await connection.script(`SET search_path TO ${database.schema}`);
    open.push(connection);
    return Object.create(connection, { close: { value: async () => undefined } }) as PostgresConnection;
  }

  async function connect(): Promise<PostgresConnection> {
    const connection = await connectByProxy();
    return plant?.(connection, connectByProxy) ?? connection;
  }

  const openStore = (surroundings: QueueSurroundings): QueueStore => {
    const { readTables } = openPostgresQueueStore(database)(surroundings);
    return { ...openPostgresQueueStore({ ...database, connect })(surroundings), readTables };
  };
  const real = await startQueue(openStore, policies, queueWorldOf(scope));
  return {
    async perform(command) {
      if (!('fault' in command) || command.fault !== 'cut') {
        const answer = await real.perform(command);
        return withoutGaps(await real.view(), answer);
      }
      const { fault: _fault, ...uncut } = command;
      const cut = nextCut();
      proxy.cutAt(cut, cut.when);
      const outcome = await real.perform(uncut);
      const statement = proxy.disarm();
      if (statement !== null) onCut?.(command.type, statement, cut);
      return withoutGaps(await real.view(), outcome);
    },
    async view() {
      const view = await real.view();
      return withoutGaps(view, view);
    },
    async close() {
      await real.close();
      for (const connection of open) if (!connection.isLost && !connection.isInTransaction) kept.push(connection);
    },
  };
}

/** Under these names the number of an execution goes. */
const executionKeys: ReadonlySet<string> = new Set(['execution', 'by']);

/**
 * A lease that is rolled back has used up a number of an execution all the same: no sequence of Postgres takes a number
 * back. Which numbers are left out says nothing, so executions are numbered as they came. One that no row has keeps a
 * number that no model gives.
 */
function withoutGaps<Value>({ executions }: Pick<RealView, 'executions'>, value: Value): Value {
  const ids = executions.map(({ id }) => id);
  const numberOf = (id: unknown): number => (ids.includes(Number(id)) ? ids.indexOf(Number(id)) + 1 : -Number(id));
  return JSON.parse(
    JSON.stringify(value, function rename(this: object, key, item: unknown) {
      return executionKeys.has(key) || (key === 'id' && 'worker' in this) ? numberOf(item) : item;
    }),
  ) as Value;
}
