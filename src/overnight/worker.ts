import { Worker } from 'node:worker_threads';
import { subjectFrom } from '../explore/subject-source.ts';
import { moduleAt } from '../kernel/module-at.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { Order, WorkerMessage } from './batch.ts';
import type { BatchListener } from './run-batch.ts';
import { failedBatch, runBatch } from './run-batch.ts';
import { writeTrail } from './trail.ts';

// A worker process: runs batch after batch, as long as its parent process is there.

/** How often the worker reports progress, in milliseconds. */
const aliveEveryMs = 200;

new Worker(moduleAt('overnight/exit-with-parent')).unref();
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
// An exit runs the handlers that remove temporary files.
process.on('SIGTERM', () => process.exit());

const subjects = new Map<string, Promise<AnySubject>>();
let before = Promise.resolve();

process.on('message', (order: Order) => {
  before = before.then(() => runOrder(order));
});
send({ type: 'ready' });

async function runOrder({ batch, trail, answerMs }: Order): Promise<void> {
  const { source } = batch;
  const key = JSON.stringify(source);
  const batchListener = createBatchListener(trail);
  try {
    const loading = subjects.get(key) ?? subjectFrom(source);
    subjects.set(key, loading);
    const asShipped = await loading;
    const subject = answerMs === null ? asShipped : { ...asShipped, answerMs };
    send({ type: 'done', done: await runBatch(subject, batch, batchListener) });
  } catch (error) {
    send(failedBatch(error));
  } finally {
    batchListener.close();
  }
}

/** Reports the progress of a batch, and writes the calls of its systems to `trail`, if any. */
function createBatchListener(trail: string | null): BatchListener & { close(): void } {
  let lastMs = 0;
  const alive = (): void => {
    const nowMs = performance.now();
    if (nowMs - lastMs < aliveEveryMs) return;
    lastMs = nowMs;
    send({ type: 'alive', rssBytes: process.memoryUsage.rss() });
  };
  const written = trail === null ? null : writeTrail(trail);
  return {
    alive,
    opens() {
      alive();
      written?.opens();
    },
    begins(command) {
      alive();
      written?.begins(command);
    },
    ends: () => written?.ends(),
    close: () => written?.close(),
  };
}

function send(message: WorkerMessage): void {
  process.send?.(message);
}
