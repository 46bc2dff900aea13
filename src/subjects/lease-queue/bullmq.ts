import { openBullMq } from '../../adapters/bullmq/library.ts';
import type { BullMqModule } from '../../adapters/bullmq/module.ts';
import { assertDrivableBullMq, loadBullMq } from '../../adapters/bullmq/module.ts';
import { openRedisNamespace } from '../../adapters/bullmq/namespace.ts';
import type { BullMqHandle } from '../../adapters/bullmq/options.ts';
import type { BullMqPreset } from '../../adapters/bullmq/presets.ts';
import { bullMqPresets } from '../../adapters/bullmq/presets.ts';
import type { LeaseQueueSystemKind } from '../../adapters/lease-queue-system.ts';
import { leaseQueueSystem } from '../../adapters/lease-queue-system.ts';
import type { LeaseLibrary } from '../../alphabets/lease-queue.ts';
import { redisPlace } from '../../real/database/redis-server.ts';

export type { BullMqHandle, BullMqOptions } from '../../adapters/bullmq/options.ts';
export type { BullMqJob, BullMqJobOptions, BullMqModule, BullMqWorkerOptions } from '../../adapters/bullmq/module.ts';
export type { BullMqPreset } from '../../adapters/bullmq/presets.ts';
export { bullMqPresets } from '../../adapters/bullmq/presets.ts';

/** Which BullMQ is checked, and how it is used. */
export interface BullMqUse extends BullMqPreset {
  readonly name: string;
  /** By default the package bullmq of the project. */
  load?(): Promise<BullMqModule>;
}

/** BullMQ as a system of a lease queue, on Redis at `REDIS_URL` or on a server of this process. */
export function bullMqSystem(use: BullMqUse): LeaseQueueSystemKind {
  const { name, terms, hasChildren } = use;
  return leaseQueueSystem<BullMqHandle>({
    name,
    terms,
    // The library is slower than the guesses.
    guesses: 20,
    lacks: hasChildren ? [] : ['spawn'],
    open: () => openBullMqQueue(use),
  });
}

/** The library alone, opened for many runs. */
export async function openBullMqQueue({
  load = loadBullMq,
  ...options
}: BullMqUse): Promise<LeaseLibrary<BullMqHandle>> {
  const module = await load();
  assertDrivableBullMq(module);
  return openBullMq(module, await openRedisNamespace(module.Redis, await redisPlace()), options);
}

/** Each documented way to use the BullMQ of the project. */
export const bullMqSystems: readonly LeaseQueueSystemKind[] = Object.entries(bullMqPresets).map(([name, preset]) =>
  bullMqSystem({ name, ...preset }),
);
