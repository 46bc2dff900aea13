// A job is removed while a worker takes it, on Postgres: the check for a lock and the deletion are two steps. BullMQ 6.7.0.
import { Queue, Worker, createPostgresBackend } from 'bullmq';

const connection = { connectionString: process.env.DATABASE_URL, schema: 'bullmq', migrate: true };
const queue = new Queue('removed', { connection }, createPostgresBackend);
const worker = new Worker('removed', null, { connection, autorun: false }, createPostgresBackend);
let both = 0;
for (let time = 0; time < 3_000 && both === 0; time += 1) {
  const { id } = await queue.add('mail', {});
  const taking = worker.getNextJob('token', { block: false });
  for (let turn = 0; turn < time % 12; turn += 1) await new Promise(setImmediate);
  const isRemoved = (await queue.remove(id)) === 1;
  const job = await taking;
  if (job && isRemoved) both += 1;
  else await job?.moveToCompleted('done', 'token', false);
}
console.log(`a job was removed, and a worker holds it: ${both > 0}`);
process.exit();
