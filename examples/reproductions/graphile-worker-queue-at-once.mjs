// With a local queue, jobs of one named queue run at the same time. graphile-worker 0.17.2; mended in 0.18.0.
import { Logger, makeWorkerUtils, runOnce } from 'graphile-worker';

const connectionString = process.env.DATABASE_URL;
const logger = new Logger(() => () => undefined);
const utils = await makeWorkerUtils({ connectionString, logger });
for (const number of [1, 2]) await utils.addJob('mail', { number }, { queueName: 'serial' });
let [running, most] = [0, 0];
async function mail() {
  running += 1;
  most = Math.max(most, running);
  await new Promise((resolve) => setTimeout(resolve, 500));
  running -= 1;
}
const worker = { connectionString, logger, concurrentJobs: 2, localQueue: { size: 2 } };
await runOnce({ preset: { worker }, taskList: { mail } });
console.log(`jobs of the queue that ran at the same time: ${most}`);
await utils.release();
