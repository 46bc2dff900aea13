// `getNextJob` hands out a job that has stalled more often than `maxStalledCount`. BullMQ 6.7.0.
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

const connection = new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null });
const options = { connection, autorun: false, lockDuration: 100, stalledInterval: 100, maxStalledCount: 1 };
const worker = new Worker('stalled', null, options);
await new Queue('stalled', { connection }).add('mail', {});
await worker.startStalledCheckTimer();
const handed = [];
for (const token of ['a', 'b', 'c', 'd', 'e']) {
  handed.push(...[(await worker.getNextJob(token, { block: false }))?.name].filter(Boolean));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}
console.log(`a job that may stall once was handed out ${handed.length} times`);
process.exit();
