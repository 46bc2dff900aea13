// Two fetches at the same time hand out two jobs of a group with `groupConcurrency: 1`. pg-boss 12.38.0.
import { Client } from 'pg';
import { PgBoss } from 'pg-boss';

const client = new Client(process.env.DATABASE_URL);
await client.connect();
const boss = new PgBoss({ connectionString: process.env.DATABASE_URL, schema: 'groups', supervise: false });
await boss.start();
await boss.createQueue('mail');
for (const name of ['first', 'second']) await boss.send('mail', { name }, { group: { id: 'customer' } });
await client.query('BEGIN');
const db = { executeSql: (text, values) => client.query(text, values) };
await boss.fetch('mail', { groupConcurrency: 1, db });
await boss.fetch('mail', { groupConcurrency: 1 });
await client.query('COMMIT');
const active = (await boss.findJobs('mail')).filter(({ state }) => state === 'active');
console.log(`${active.length} jobs of the group are active, and 1 may be`);
await boss.stop({ graceful: false });
await client.end();
