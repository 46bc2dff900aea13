// A late completion of a job ends the job that has replaced it, by its key, before that has run. graphile-worker 0.18.0.
import { Logger, makeWorkerUtils, run } from 'graphile-worker';

const options = { connectionString: process.env.DATABASE_URL, logger: new Logger(() => () => undefined) };
const { addJob, withPgClient } = await makeWorkerUtils(options);
const started = [];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const mail = ({ number }) => started.push(number) && pause(4_000);
const worker = { pollInterval: 100, minResetLockedInterval: 100, maxResetLockedInterval: 100 };
await addJob('mail', { number: 1 }, { jobKey: 'latest' });
const late = await run({ ...options, preset: { worker }, noHandleSignals: true, taskList: { mail } });
await pause(1_000);
await withPgClient((at) => at.query(`UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '5 hours'`));
await pause(1_000);
await addJob('mail', { number: 2 }, { jobKey: 'latest' });
await pause(5_000);
console.log(`jobs that were started, in order: ${started.join()}`);
await late.stop();
