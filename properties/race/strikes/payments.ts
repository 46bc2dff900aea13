import { Pool } from 'pg';
import { defineModel } from '../../../src/kernel/define-model.ts';
import { defineSubject } from '../../../src/kernel/define-subject.ts';
import type { AnySubject, SystemSetup } from '../../../src/kernel/subject.ts';
import { openPostgres } from '../../../src/real/database/postgres-schemas.ts';
import { postgresUrl } from '../../../src/real/database/postgres-server.ts';
import { openPostgresStage } from '../../../src/real/wire/postgres/stage.ts';

type Pay = { readonly type: 'pay'; readonly client: string };
type Paid = { readonly type: 'paid' | 'noAnswer' };

/** Two clients pay one unit each into an account. */
const model = defineModel({
  initial: { balance: 0, paid: [] as string[] },
  commands: ({ paid }): Pay[] =>
    ['ann', 'bob'].filter((client) => !paid.includes(client)).map((client) => ({ type: 'pay', client })),
  step(draft, { client }): Paid {
    draft.balance += 1;
    draft.paid = [...draft.paid, client].toSorted();
    return { type: 'paid' };
  },
  view: ({ balance }) => ({ balance, begun: 0 }),
  actor: ({ client }) => client,
});

/**
 * What a client does whose connection is lost: it pays again, pays again under the same key, in one transaction or in two, gives
 * up, or does not listen to its connection.
 */
type Way = 'again' | 'keyed' | 'in two' | 'gives up' | 'careless';

const ignore = (): void => undefined;

async function pay(pool: Pool, client: string, way: Way): Promise<void> {
  if (way === 'in two') {
    await pool.query(insertKey, [client, false]);
    await pool.query(payOnce, [client]);
    return;
  }
  const [isKeyed, isCareless] = [way === 'keyed', way === 'careless'];
  const connection = await pool.connect();
  let lost: Error | undefined;
  // Without a listener an error of a connection ends the process.
  if (!isCareless) connection.on('error', ignore);
  try {
    await connection.query('BEGIN');
    const isNew = !isKeyed || (await connection.query(insertKey, [client, true])).rowCount === 1;
    if (isNew) await connection.query('UPDATE account SET balance = balance + 1');
    await connection.query('COMMIT');
  } catch (error) {
    lost = error as Error;
    throw error;
  } finally {
    connection.off('error', ignore);
    connection.release(lost);
  }
}

const insertKey = 'INSERT INTO payments VALUES ($1, $2) ON CONFLICT DO NOTHING';
const payOnce = `
  WITH paid AS (UPDATE payments SET is_paid = true WHERE client = $1 AND NOT is_paid RETURNING 1)
  UPDATE account SET balance = balance + (SELECT count(*) FROM paid)`;
const tables = `
  CREATE TABLE account (balance int NOT NULL);
  CREATE TABLE payments (client text PRIMARY KEY, is_paid boolean NOT NULL)`;
const look = 'SELECT balance, (SELECT count(*)::int FROM payments WHERE NOT is_paid) AS begun FROM account';

/** A connection of its own for each client, which is opened again where it is lost. */
async function openPayments({ overlap }: SystemSetup, way: Way) {
  const { schema, connect, close } = await openPostgres(tables);
  const control = await connect();
  await control.script('INSERT INTO account VALUES (0)');
  const pools = new Map<string, Pool>();
  for (const client of ['ann', 'bob']) {
    const connectionString = overlap?.address?.(client) ?? (await postgresUrl());
    const pool = new Pool({ connectionString, options: `-c search_path=${schema}`, max: 1 });
    pool.on('error', () => undefined);
    await pool.query('SELECT 1');
    pools.set(client, pool);
  }
  /** What the client has called goes on as it may, and no other connection is opened. */
  async function kill(client: string): Promise<boolean> {
    pools.get(client)?.end().catch(ignore);
    return pools.delete(client);
  }

  return {
    async perform({ client }: Pay): Promise<Paid> {
      const pool = pools.get(client);
      if (pool === undefined) throw new Error(`${client} has no pool`);
      try {
        await pay(pool, client, way);
      } catch {
        if (way === 'gives up') return { type: 'noAnswer' };
        await pay(pool, client, way);
      }
      return { type: 'paid' };
    },
    view: async () => ({ balance: 0, begun: 0, ...(await control.get<object>(look)) }),
    ...(way !== 'again' && { faults: { kill } }),
    async close() {
      for (const pool of pools.values()) await pool.end();
      await control.close();
      await close();
    },
  };
}

const systemOf = (name: string, way: Way) => ({
  name,
  concurrent: true,
  stage: async () => openPostgresStage(await postgresUrl()),
  open: (setup: SystemSetup) => openPayments(setup, way),
});

/** A client that pays again after a lost connection pays twice where the commit had arrived. */
export const payments: AnySubject = {
  ...defineSubject({
    name: 'payments',
    model,
    systems: [
      systemOf('again', 'again'),
      systemOf('keyed', 'keyed'),
      systemOf('in-two', 'in two'),
      systemOf('gives-up', 'gives up'),
      systemOf('careless', 'careless'),
    ],
  }),
  outcomes: { pay: { paid: 'accepted', noAnswer: 'unknown' } },
  struck: (_fault, command) => [[], [command]],
};
