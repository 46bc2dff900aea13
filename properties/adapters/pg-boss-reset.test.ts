import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPgBoss } from '../../src/adapters/pg-boss/load.ts';
import type { PgBossJob, PgBossInstance, PgBossModule } from '../../src/adapters/pg-boss/module.ts';
import type { LeaseLibrary } from '../../src/alphabets/lease-queue.ts';
import { openPgBossQueue, pgBossPresets } from '../../src/subjects/lease-queue/pg-boss.ts';

const alone = { key: null, group: null };
const keyed = { key: 'k1', group: null };

/** Opens pg-boss with a policy of keys and waits by chance; `instance`: what it made to do so. */
async function openReset(): Promise<{ library: LeaseLibrary<PgBossJob>; instance: PgBossInstance }> {
  const module = await loadPgBoss();
  let made: PgBossInstance | null = null;
  class PgBoss extends module.PgBoss {
    constructor(options: object) {
      super(options);
      made = this as unknown as PgBossInstance;
    }
  }
  const heard: PgBossModule = { ...module, PgBoss };
  const queue = { policy: 'singleton', retryBackoff: true } as const;
  const use = { name: 'pg-boss', ...pgBossPresets['pg-boss-backoff'], queue, load: async () => heard };
  const library = await openPgBossQueue(use, { isStaged: false });
  if (made === null) throw new Error('pg-boss was not made');
  return { library, instance: made };
}

describe('each run on pg-boss', () => {
  let opened: Awaited<ReturnType<typeof openReset>>;
  beforeAll(async () => {
    opened = await openReset();
  });
  afterAll(() => opened.library.close());

  /** The waits after two failures, found by steps of 100 milliseconds. */
  async function waitMs(): Promise<number> {
    const { library } = opened;
    await library.reset();
    await library.submit('j1', alone);
    for (const { handle } of await library.fetch('w1', 1)) await library.fail(handle);
    for (let ms = 0; ms <= 2_000; ms += 100) {
      if ((await library.fetch('w1', 1)).length > 0) return ms;
      await library.tick(100);
    }
    throw new Error('no wait is longer than 2 seconds');
  }

  test('has the same waits by chance as the first one', async () => {
    const first = await waitMs();
    for (const _ of [1, 2, 3]) expect(await waitMs()).toBe(first);
  });

  test('begins without the jobs and the keys of the run before', async () => {
    const { library } = opened;
    await library.reset();
    for (const job of ['j1', 'j2']) await library.submit(job, keyed);
    expect(await library.fetch('w1', 2)).toHaveLength(1);
    await library.tick(900_001);
    await library.reset();
    expect(await library.shown(['j1', 'j2'])).toEqual({ j1: 'gone', j2: 'gone' });
    await library.submit('j2', keyed);
    expect(await library.shown(['j1', 'j2'])).toEqual({ j1: 'gone', j2: 'waiting' });
    expect(await library.remove?.('j1')).toBe(false);
    await library.submit('j1', keyed);
    expect(await library.fetch('w1', 1)).toMatchObject([{ job: 'j2' }]);
    expect(await library.fetch('w1', 1)).toEqual([]);
  });

  test('leaves no queue of the runs before', async () => {
    const { library, instance } = opened;
    for (const _ of [1, 2]) await library.reset();
    const { getQueues } = instance as unknown as { getQueues(): Promise<readonly unknown[]> };
    expect(await getQueues.call(instance)).toHaveLength(1);
  });

  test('passes maintenance whenever it is asked for', async () => {
    const { library } = opened;
    await library.reset();
    await library.submit('j1', alone);
    await library.fetch('w1', 1);
    // Between two passes pg-boss leaves a minute.
    await library.tick(900_000);
    await library.maintain();
    await library.tick(1);
    await library.maintain();
    expect(await library.shown(['j1'])).toEqual({ j1: 'waiting' });
  });

  test('throws an error of work in the background, and none of an earlier run', async () => {
    const { library, instance } = opened;
    const emit = (message: string): unknown =>
      (instance as unknown as { emit(event: 'error', error: Error): unknown }).emit('error', new Error(message));
    await library.reset();
    await library.submit('j1', alone);
    const [{ handle } = raise('no job was handed out')] = await library.fetch('w1', 1);
    emit('in the background');
    await expect(library.complete(handle)).rejects.toThrow('in the background');
    emit('of an earlier run');
    await library.reset();
    await library.tick(1_000);
  });
});

function raise(message: string): never {
  throw new Error(message);
}
