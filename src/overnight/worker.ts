import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Command } from '../kernel/model.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { Attendant } from './do-piece.ts';
import { doPiece } from './do-piece.ts';
import { subjectFrom } from './job.ts';
import type { Order, Said } from './piece.ts';

// A process that makes one piece after the other, as long as whoever started it is there.

/** How often it says that it has come further, in milliseconds. */
const aliveEveryMs = 200;

new Worker(new URL('./leash.ts', import.meta.url)).unref();
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));

const subjects = new Map<string, Promise<AnySubject>>();
let before = Promise.resolve();

process.on('message', (order: Order) => {
  before = before.then(() => obey(order));
});
say({ type: 'ready' });

async function obey({ piece, trail }: Order): Promise<void> {
  const { source } = piece.job;
  const key = `${source.module} ${source.exportName}`;
  const attendant = attend(trail);
  try {
    const loading = subjects.get(key) ?? subjectFrom(source);
    subjects.set(key, loading);
    say({ type: 'done', done: await doPiece(await loading, piece, attendant) });
  } catch (error) {
    say({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  } finally {
    attendant.close();
  }
}

/** Writes down what is under way, where that is asked for: what ends the process leaves no time for it. */
function attend(trail: string | null): Attendant & { close(): void } {
  let lastMs = 0;
  const alive = (): void => {
    const nowMs = performance.now();
    if (nowMs - lastMs < aliveEveryMs) return;
    lastMs = nowMs;
    say({ type: 'alive', rssBytes: process.memoryUsage.rss() });
  };
  if (trail === null) return { alive, startRun: () => undefined, step: () => undefined, close: () => undefined };
  const file = openSync(trail, 'a');
  return {
    alive,
    startRun(commands: readonly Command[]) {
      ftruncateSync(file);
      writeSync(file, `${JSON.stringify(commands)}\n`);
    },
    step: () => void writeSync(file, '.'),
    close: () => closeSync(file),
  };
}

function say(said: Said): void {
  process.send?.(said);
}
