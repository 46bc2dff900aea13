import type { LeaseQueueSystemKind } from '../../adapters/lease-queue-system.ts';
import { leaseQueueSystem } from '../../adapters/lease-queue-system.ts';
import { shadowedNow } from '../../adapters/pg-boss/clock.ts';
import { openPgBoss } from '../../adapters/pg-boss/library.ts';
import { isDrivable, loadPgBoss, pgBossIn } from '../../adapters/pg-boss/load.ts';
import type { PgBossHandle, PgBossModule } from '../../adapters/pg-boss/module.ts';
import type { PgBossPlace } from '../../adapters/pg-boss/options.ts';
import type { PgBossPreset } from '../../adapters/pg-boss/presets.ts';
import { pgBoss10Presets, pgBossPresets } from '../../adapters/pg-boss/presets.ts';
import type { LeaseLibrary } from '../../alphabets/lease-queue.ts';
import { postgresUrl } from '../../real/database/postgres-server.ts';
import { openPostgresWith, openStageOfPostgres } from '../open-postgres.ts';

export type { PgBossHandle, PgBossJob, PgBossModule, PgBossQueueOptions } from '../../adapters/pg-boss/module.ts';
export type { PgBossPreset } from '../../adapters/pg-boss/presets.ts';
export { pgBoss10Presets, pgBossPresets } from '../../adapters/pg-boss/presets.ts';

/** Which pg-boss is checked, and how it is used. */
export interface PgBossUse extends PgBossPreset {
  readonly name: string;
  /** By default the package pg-boss of the project. */
  load?(): Promise<PgBossModule>;
}

/** pg-boss as a system of a lease queue, on Postgres at `DATABASE_URL` or on a server of this process. */
export function pgBossSystem(use: PgBossUse): LeaseQueueSystemKind {
  const { name, queue, terms, major } = use;
  return leaseQueueSystem<PgBossHandle>({
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
    open: ({ groupLimit }, { isStaged }) => openPgBossQueue(use, { groupLimit, isStaged }),
  });
}

/** The library alone, opened for many runs. `groupLimit` and `isStaged` are those of `PgBossPlace`. */
export async function openPgBossQueue(
  { queue, major, load = loadPgBoss }: PgBossUse,
  how: Pick<PgBossPlace, 'groupLimit' | 'isStaged'>,
): Promise<LeaseLibrary<PgBossHandle>> {
  const module = await load();
  const definition = module.TestClock === undefined ? shadowedNow : '';
  const database = await openPostgresWith(`/* pg-boss ${module.version} */ ${definition}`);
  const { schema } = database;
  const library = await openPgBoss(module, { url: await postgresUrl(), schema, queue, major, ...how });
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
