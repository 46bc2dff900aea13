import type { PgBossTime } from './clock.ts';
import type { PgBossInstance, PgBossModule } from './module.ts';
import type { PgBossPlace } from './options.ts';
import { quiet } from './options.ts';

/** The instances of pg-boss on one schema: one for all runs, and one for each actor with an address of its own. */
export interface PgBossInstances {
  readonly boss: PgBossInstance;
  /** The instance of an actor, started at its first call. */
  at(actor: string, address: string): Promise<PgBossInstance>;
  /** Each instance reads the facts that it keeps of a queue. */
  warmUp(queue: string): Promise<void>;
  /** Throws the first error of work in the background that was not thrown yet. */
  throwCollected(): void;
  forgetErrors(): void;
  stop(): Promise<void>;
}

export async function startInstances(
  { PgBoss }: PgBossModule,
  { url, schema }: Pick<PgBossPlace, 'url' | 'schema'>,
  time: PgBossTime,
): Promise<PgBossInstances> {
  const errors: Error[] = [];
  const ofActors = new Map<string, Promise<PgBossInstance>>();

  async function startAt(connectionString: string): Promise<PgBossInstance> {
    const instance = new PgBoss({ connectionString, schema, ...quiet, ...time.options });
    instance.on('error', (error) => void errors.push(error));
    await instance.start();
    return instance;
  }

  const boss = await startAt(url);
  return {
    boss,
    async at(actor, address) {
      const started = ofActors.get(actor) ?? startAt(address);
      ofActors.set(actor, started);
      return started;
    },
    async warmUp(queue) {
      for (const started of ofActors.values()) await (await started).findJobs(queue);
    },
    throwCollected() {
      const error = errors.shift();
      if (error !== undefined) throw error;
    },
    forgetErrors() {
      errors.length = 0;
    },
    async stop() {
      for (const started of ofActors.values()) await (await started).stop({ graceful: false });
      await boss.stop({ graceful: false });
    },
  };
}
