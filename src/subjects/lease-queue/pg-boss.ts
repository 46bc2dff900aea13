import type { LeaseQueueSystemKind } from '../../adapters/lease-queue-system.ts';
import { leaseQueueSystem } from '../../adapters/lease-queue-system.ts';
import { shadowedNow } from '../../adapters/pg-boss/clock.ts';
import { openPgBoss } from '../../adapters/pg-boss/library.ts';
import { isDrivable, loadPgBoss, pgBossIn } from '../../adapters/pg-boss/load.ts';
import type { PgBossCalls, PgBossInstance, PgBossJob, PgBossModule } from '../../adapters/pg-boss/module.ts';
import type { PgBossPlace } from '../../adapters/pg-boss/options.ts';
import { pgBoss10Presets, pgBossPresets } from '../../adapters/pg-boss/presets.ts';
import type { PgBossOptions } from '../../adapters/pg-boss/terms.ts';
import { pgBossTerms } from '../../adapters/pg-boss/terms.ts';
import type { LeaseLibrary, LeaseQueueTerms } from '../../alphabets/lease-queue.ts';
import { postgresUrl } from '../../real/database/postgres-server.ts';
import { openPostgresWith, openStageOfPostgres } from '../open-postgres.ts';

export type {
  PgBossCalls,
  PgBossInstance,
  PgBossJob,
  PgBossModule,
  PgBossQueueOptions,
} from '../../adapters/pg-boss/module.ts';
export type { PgBossPreset } from '../../adapters/pg-boss/presets.ts';
export { pgBoss10Presets, pgBossPresets } from '../../adapters/pg-boss/presets.ts';
export type { PgBossOptions } from '../../adapters/pg-boss/terms.ts';
export { pgBossTerms } from '../../adapters/pg-boss/terms.ts';

/** Which pg-boss is checked, and how it is used. `Boss` is its class, where you name it. */
export interface PgBossUse<Boss = PgBossInstance> extends PgBossOptions {
  readonly name: string;
  /** Where they differ from the terms that follow from the options. */
  readonly terms?: Partial<LeaseQueueTerms>;
  /** Functions of your own, which are called in the place of those of pg-boss, with their parameters. */
  calls?(boss: Boss): Partial<PgBossCalls>;
  /** By default the package pg-boss of the project. */
  load?(): Promise<PgBossModule>;
}

/** pg-boss as a system of a lease queue, on Postgres at `DATABASE_URL` or on a server of this process. */
export function pgBossSystem<Boss = PgBossInstance>(use: PgBossUse<Boss>): LeaseQueueSystemKind {
  const { name, queue = {}, major } = use;
  const terms = { ...pgBossTerms(use), ...use.terms };
  return leaseQueueSystem<PgBossJob>({
    name,
    terms,
    library: {
      package: 'pg-boss',
      drives: (version) => isDrivable(version, major),
      from: (folder) => pgBossSystem({ ...use, load: () => pgBossIn(folder) }),
    },
    // The library is slower than the guesses.
    guesses: 20,
    // The clock of pg-boss begins work that no call waits for, and a pass of maintenance names its instant in its statements.
    concurrent: { neverRaced: ['tick', 'maintain'] },
    stage: openStageOfPostgres,
    // A lease grows by heartbeats alone; a job waits for others only from its submission on.
    lacks: queue.heartbeatSeconds === undefined ? ['extend', 'spawn'] : ['spawn'],
    open: (_, { isStaged }) => openPgBossQueue(use, { isStaged }),
  });
}

/** The library alone, opened for many runs. `isStaged` is that of `PgBossPlace`. */
export async function openPgBossQueue<Boss = PgBossInstance>(
  { load = loadPgBoss, calls, ...options }: PgBossUse<Boss>,
  { isStaged }: Pick<PgBossPlace, 'isStaged'>,
): Promise<LeaseLibrary<PgBossJob>> {
  const module = await load();
  const definition = module.TestClock === undefined ? shadowedNow : '';
  const database = await openPostgresWith(`/* pg-boss ${module.version} */ ${definition}`);
  const { schema } = database;
  const library = await openPgBoss(module, {
    ...options,
    ...(calls && { calls: calls as never }),
    url: await postgresUrl(),
    schema,
    isStaged,
  });
  return {
    ...library,
    async close() {
      await library.close();
      await database.close();
    },
  };
}

/** Each documented way to use the pg-boss of the project. */
export const pgBossSystems: readonly LeaseQueueSystemKind[] = Object.entries({
  ...pgBossPresets,
  ...pgBoss10Presets,
}).map(([name, preset]) => pgBossSystem({ name, ...preset }));
