import { describe, expect, test } from 'vitest';
import { openBullMq } from '../../../src/adapters/bullmq/library.ts';
import type { BullMqModule, BullMqQueue } from '../../../src/adapters/bullmq/module.ts';
import { loadBullMq } from '../../../src/adapters/bullmq/module.ts';
import { bullMqPresets } from '../../../src/adapters/bullmq/presets.ts';
import { redisStore } from '../../../src/adapters/bullmq/redis-store.ts';
import { openRedisNamespace } from '../../../src/adapters/redis/namespace.ts';
import { redisPlace } from '../../../src/real/database/redis-server.ts';
import { hasRedis, keysIn } from './opened.ts';

interface Heard extends BullMqQueue {
  emit(event: 'error', error: Error): unknown;
}

/** BullMQ, and the queue that is made by it. */
async function loadHeard(): Promise<{ readonly module: BullMqModule; queue(): Heard }> {
  const module = await loadBullMq();
  let made: Heard | null = null;
  class Queue extends module.Queue {
    constructor(name: string, options: object) {
      super(name, options);
      made = this as unknown as Heard;
    }
  }
  const queue = (): Heard => {
    if (made === null) throw new Error('no queue was made');
    return made;
  };
  return { module: { ...module, Queue }, queue };
}

describe.runIf(hasRedis())('BullMQ as a lease library', () => {
  test('throws an error of work in the background at the next call, once', async () => {
    const { module, queue } = await loadHeard();
    const library = await openBullMq(
      module,
      redisStore(await openRedisNamespace(module.Redis, await redisPlace())),
      bullMqPresets.bullmq,
    );
    await library.reset();
    queue().emit('error', new Error('in the background'));
    await expect(library.fetch('w1', 1)).rejects.toThrow('in the background');
    expect(await library.fetch('w1', 1)).toEqual([]);
    await library.close();
  });

  test('leaves no key behind when it is closed, and its connections end', async () => {
    const { module } = await loadHeard();
    const [kept, closed] = [
      await openRedisNamespace(module.Redis, await redisPlace()),
      await openRedisNamespace(module.Redis, await redisPlace()),
    ];
    const library = await openBullMq(module, redisStore(closed), bullMqPresets.bullmq);
    await library.reset();
    await library.submit('j1', { key: null, group: null });
    await library.close();
    expect(await keysIn({ ...kept, prefix: closed.prefix })).toEqual({});
    await expect(closed.connection.del('any')).rejects.toThrow('Connection is closed.');
    await kept.close();
  });
});
