import { expect, test } from 'vitest';
import { bullMqTerms } from '../../src/subjects/lease-queue/bullmq.ts';
import { graphileWorkerTerms } from '../../src/subjects/lease-queue/graphile-worker.ts';
import type { PgBossCalls } from '../../src/subjects/lease-queue/pg-boss.ts';
import { openPgBossQueue, pgBossSystem, pgBossTerms } from '../../src/subjects/lease-queue/pg-boss.ts';

const noNames = { key: null, group: null };

test('the terms of pg-boss follow from the options of a queue and of its fetches', () => {
  const queue = {
    policy: 'stately',
    expireInSeconds: 60,
    retryLimit: 4,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 30,
  } as const;
  expect(pgBossTerms({ queue, fetch: { groupConcurrency: 2 } })).toMatchObject({
    leaseMs: 60_001,
    attempts: 5,
    waitMs: 5_000,
    waitAtMostMs: 10_000,
    waitGrowth: 2,
    longestWaitMs: 30_000,
    keys: 'eachState',
    groupLimit: 2,
    fillsBatches: false,
    reportedBy: 'holder',
  });
  expect(pgBossTerms({ queue: { retryLimit: 0, heartbeatSeconds: 10, expireInSeconds: 600 } })).toMatchObject({
    attempts: 1,
    leaseMs: 10_001,
  });
  expect(pgBossTerms({ queue: { retryBackoff: true, retryLimit: 30 } }).longestWaitMs).toBe(2 ** 16 * 1_000);
});

test('the terms of BullMQ follow from the options of jobs and workers', () => {
  const job = { attempts: 5, backoff: { type: 'exponential', delay: 2_000 }, removeOnComplete: true } as const;
  const worker = { lockDuration: 60_000, maxStalledCount: 0 };
  expect(bullMqTerms({ job, worker, keyedBy: 'jobId', storedIn: 'postgres' })).toMatchObject({
    leaseMs: 60_000,
    attempts: 5,
    stallLimit: 0,
    longestWaitMs: 16_000,
    keys: 'stored',
    batch: 1,
  });
  expect(() => bullMqTerms({ keyedBy: 'jobId' })).toThrow(/^no terms state how long .* removeOnComplete: true/);
});

test('the terms of graphile-worker follow from the options of jobs', () => {
  const options = { job: { maxAttempts: 2, jobKeyMode: 'preserve_run_at' }, hasQueues: true } as const;
  const terms = { attempts: 2, keys: 'replaced', order: 'any', groupLimit: 1, batch: 1 };
  expect(graphileWorkerTerms(options)).toMatchObject(terms);
});

test('terms that are given take the place of those that follow', () => {
  const { terms } = pgBossSystem({ name: 'mail', queue: { retryLimit: 4 }, terms: { reportedBy: 'anyone' } });
  expect(terms).toMatchObject({ attempts: 5, reportedBy: 'anyone' });
});

test('functions of a user are called in the place of those of pg-boss', async () => {
  const called: (keyof PgBossCalls)[] = [];
  const library = await openPgBossQueue(
    {
      name: 'mail',
      queue: { heartbeatSeconds: 10, retryLimit: 1 },
      calls(boss) {
        const noted = <Result>(name: keyof PgBossCalls, result: Result): Result => {
          called.push(name);
          return result;
        };
        return {
          send: (...parameters) => noted('send', boss.send(...parameters)),
          fetch: (...parameters) => noted('fetch', boss.fetch(...parameters)),
          complete: (queue, { id }) => noted('complete', boss.complete(queue, id)),
          fail: (queue, { id }) => noted('fail', boss.fail(queue, id)),
          touch: (queue, { id }) => noted('touch', boss.touch(queue, id)),
          deleteJob: (...parameters) => noted('deleteJob', boss.deleteJob(...parameters)),
        };
      },
    },
    { isStaged: false },
  );
  await library.reset();
  for (const job of ['j1', 'j2', 'j3']) await library.submit(job, noNames);
  const [first, second] = await library.fetch('w1', 2);
  expect(await library.extend?.(first?.handle as never)).toBe(true);
  expect(await library.complete(first?.handle as never)).toBe(true);
  expect(await library.fail(second?.handle as never)).toBe(true);
  expect(await library.remove?.('j3')).toBe(true);
  expect(await library.shown(['j1', 'j2', 'j3'])).toEqual({ j1: 'done', j2: 'waiting', j3: 'gone' });
  await library.close();
  expect(called).toEqual(['send', 'send', 'send', 'fetch', 'touch', 'complete', 'fail', 'deleteJob']);
});
