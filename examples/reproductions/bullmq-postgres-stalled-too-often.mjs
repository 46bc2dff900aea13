// The same as bullmq-stalled-too-often.mjs, with the queue in Postgres. BullMQ 6.7.0.
import { Queue, Worker, createPostgresBackend } from 'bullmq';

const connection = { connectionString: process.env.DATABASE_URL, schema: 'bullmq', migrate: true };
const options = { connection, autorun: false, lockDuration: 100, stalledInterval: 100, maxStalledCount: 1 };
const queue = new Queue('stalled', { connection }, createPostgresBackend);
await queue.add('mail', {});
const worker = new Worker('stalled', null, options, createPostgresBackend);
await worker.startStalledCheckTimer();
const handed = [];
for (const token of ['a', 'b', 'c', 'd', 'e']) {
  handed.push(...[(await worker.getNextJob(token, { block: false }))?.name].filter(Boolean));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}
console.log(`a job that may stall once was handed out ${handed.length} times`);
process.exit();
