import type { LeaseLockSystemKind } from '../../adapters/lease-lock-system.ts';
import { leaseLockSystem } from '../../adapters/lease-lock-system.ts';
import { openRedisNamespace } from '../../adapters/redis/namespace.ts';
import type { RedlockHandle } from '../../adapters/redlock/library.ts';
import { openRedlock } from '../../adapters/redlock/library.ts';
import type { RedlockModule } from '../../adapters/redlock/module.ts';
import { assertDrivableRedlock, isDrivableRedlock, loadRedlock, redlockIn } from '../../adapters/redlock/module.ts';
import type { RedlockPreset } from '../../adapters/redlock/presets.ts';
import { redlockPresets } from '../../adapters/redlock/presets.ts';
import { redisPlace } from '../../real/database/redis-server.ts';

export type { RedlockHandle } from '../../adapters/redlock/library.ts';
export type {
  RedlockInstance,
  RedlockLock,
  RedlockMajor,
  RedlockModule,
  RedlockSettings,
} from '../../adapters/redlock/module.ts';
export type { RedlockPreset } from '../../adapters/redlock/presets.ts';
export { redlockPresets } from '../../adapters/redlock/presets.ts';

/** Which redlock is checked, and how it is used. */
export interface RedlockUse extends RedlockPreset {
  readonly name: string;
  /** By default the package redlock of the project. */
  load?(): Promise<RedlockModule>;
}

/** redlock as a system of a lock, on Redis at `REDIS_URL` or on a server of this process. */
export function redlockSystem({ load = loadRedlock, ...use }: RedlockUse): LeaseLockSystemKind {
  return leaseLockSystem<RedlockHandle>({
    name: use.name,
    terms: use.terms,
    library: {
      package: 'redlock',
      needs: ['ioredis'],
      drives: (version) => isDrivableRedlock(version, use.major),
      from: (folder) => redlockSystem({ ...use, load: async () => redlockIn(folder) }),
    },
    // The library is slower than the guesses.
    guesses: 20,
    async open(terms) {
      const module = await load();
      assertDrivableRedlock(module, use.major);
      return openRedlock(module, await openRedisNamespace(module.Redis, await redisPlace()), use, terms);
    },
  });
}

/** Each documented way to use the redlock of the project. */
export const redlockSystems: readonly LeaseLockSystemKind[] = Object.entries(redlockPresets).map(([name, preset]) =>
  redlockSystem({ name, ...preset }),
);
