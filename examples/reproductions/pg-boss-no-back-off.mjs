// `retryBackoff` without `retryDelay` retries at once. pg-boss 12.25.1; mended in 12.26.0.
// The documentation: "Sets initial retryDelay to 1 if not set".
import { PgBoss } from 'pg-boss';

const boss = new PgBoss({ connectionString: process.env.DATABASE_URL, schema: 'backoff', supervise: false });
await boss.start();
await boss.createQueue('mail', { retryBackoff: true });
const id = await boss.send('mail');
await boss.fetch('mail');
await boss.fail('mail', id);
console.log(`jobs that a worker is given right after the failure: ${(await boss.fetch('mail')).length}`);
await boss.stop({ graceful: false });
