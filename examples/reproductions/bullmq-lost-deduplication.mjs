// The removal of an old job takes the deduplication key of a later one. BullMQ 5.49.2; mended in 5.50.0.
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

const connection = new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null });
const queue = new Queue('deduplication', { connection });
const worker = new Worker('deduplication', null, { connection, autorun: false });
const add = (jobId) => queue.add('mail', {}, { jobId, deduplication: { id: 'customer' } });
await add('first');
const job = await worker.getNextJob('token', { block: false });
await job.moveToCompleted('done', 'token', false);
await add('second');
await queue.remove('first');
await add('third');
console.log(`jobs with the same deduplication id that wait: ${await queue.getWaitingCount()}`);
process.exit();
