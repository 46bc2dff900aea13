// After a late completion of a job that another worker holds, the queue of the job stays locked. graphile-worker 0.18.0.
import { Logger, makeWorkerUtils, run } from 'graphile-worker';

const options = { connectionString: process.env.DATABASE_URL, logger: new Logger(() => () => undefined) };
const { addJob, withPgClient } = await makeWorkerUtils(options);
const started = [];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const mail = ({ number }) => started.push(number) && pause(4_000);
const worker = { pollInterval: 100, minResetLockedInterval: 100, maxResetLockedInterval: 100 };
const startWorker = () => run({ ...options, preset: { worker }, noHandleSignals: true, taskList: { mail } });
await addJob('mail', { number: 1 }, { queueName: 'serial' });
const [late] = await Promise.all([startWorker(), pause(2_000)]);
const age = (table) => `UPDATE graphile_worker.${table} SET locked_at = now() - interval '5 hours'`;
await withPgClient((client) => client.query(['_private_jobs', '_private_job_queues'].map(age).join(';')));
const [next] = await Promise.all([startWorker(), pause(1_500)]);
await addJob('mail', { number: 2 }, { queueName: 'serial' });
await pause(8_000);
console.log(`jobs that were started, in order: ${started.join()}`);
await Promise.all([late.stop(), next.stop()]);
