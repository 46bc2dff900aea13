// A worker whose job has expired completes the attempt of the next worker. pg-boss 12.34.0; mended in 12.35.0.
import { PgBoss } from 'pg-boss';

const boss = new PgBoss({ connectionString: process.env.DATABASE_URL, schema: 'stale', supervise: false });
await boss.start();
await boss.createQueue('mail', { expireInSeconds: 1 });
const id = await boss.send('mail');
const [late] = await boss.fetch('mail');
await new Promise((resolve) => setTimeout(resolve, 1_500));
await boss.supervise('mail');
await boss.fetch('mail');
// From 12.35.0 on a report names the attempt, which `fetch` hands out with the job.
await boss.complete('mail', late.retryCount === undefined ? late.id : late);
console.log(`while the second worker works, the job is ${(await boss.getJobById('mail', id)).state}`);
await boss.stop({ graceful: false });
