import { EnvironmentError } from '../../../kernel/environment-error.ts';
import { openExisting } from '../../database/sqlite.ts';
import { createFailpoints, ReplyLost, surroundingsFor } from '../../failpoints.ts';
import { talkToParent } from '../../program/parent.ts';
import { queueSchemaOf } from '../sqlite/schema.ts';
import { openSqliteQueueStore } from '../sqlite/store.ts';
import type { QueueSurroundings } from '../store.ts';
import type { Worker } from '../worker.ts';
import { startWorker } from '../worker.ts';
import type { WorkerBirth, MessageFromWorker, MessageToWorker } from './messages.ts';

// A worker of the queue as a process. The process reads and writes line by line and waits for each line, so that the
// parent process can stop the worker in the midst of its work.

const { name, path, policies, limits } = JSON.parse(process.argv[2] ?? '') as WorkerBirth;
const { say, hear } = talkToParent<MessageToWorker, MessageFromWorker>();
let nowMs = 0;

const failpoints = createFailpoints();
failpoints.watch((failpoint) => {
  say({ type: 'reached', failpoint });
  if (hear().type === 'loseReply') throw new ReplyLost();
  return false;
});
const surroundings: QueueSurroundings = { policies, limits, failpoints, clock: { nowMs: () => nowMs } };
const worker = await begin();
say({ type: 'up' });
for (;;) {
  const order = hear();
  if (order.type !== 'perform') throw new Error(`an idle worker received '${order.type}' and expected 'perform'`);
  ({ nowMs } = order);
  try {
    say({ type: 'performed', outcome: await worker.perform(...order.what), holding: worker.holding });
  } catch (error) {
    if (error instanceof ReplyLost) say({ type: 'performed', outcome: null, holding: worker.holding });
    else printError(error);
  }
}

async function begin(): Promise<Worker> {
  try {
    const database = openExisting(path, queueSchemaOf(policies));
    const store = openSqliteQueueStore(database)(surroundings);
    const { clock } = surroundings;
    return await startWorker(name, surroundingsFor(surroundings, name), {
      clock,
      connect: () => store.connect(name, clock),
    });
  } catch (error) {
    printError(error);
    process.exit(1);
  }
}

function printError(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  say({ type: 'threw', message, isOfMachine: error instanceof EnvironmentError });
}
