import type { PgBossInstance } from './module.ts';

/** One pass of maintenance of a queue, by an instance of pg-boss. */
export type PassMaintenance = (instance: PgBossInstance, queue: string) => Promise<void>;

/**
 * Passes that are due whenever they are asked for: between two passes pg-boss leaves a minute, by the real interval of its timer,
 * and notes the last pass in columns of this schema. Before 12 a call of maintenance is always due.
 */
export async function maintenanceIn(boss: PgBossInstance, schema: string): Promise<PassMaintenance> {
  const gates = await findGates(boss, schema);
  return async (instance, queue) => {
    if (gates !== '') await instance.getDb().executeSql(`UPDATE ${schema}.queue SET ${gates} WHERE name = $1`, [queue]);
    await instance.supervise(queue);
  };
}

/** The columns by which pg-boss notes its last pass of maintenance, each set to none. */
async function findGates(boss: PgBossInstance, schema: string): Promise<string> {
  const { rows } = await boss.getDb().executeSql(
    `SELECT column_name AS name FROM information_schema.columns
      WHERE table_schema = $1 AND table_name = 'queue' AND column_name IN ('monitor_on', 'monitor_claim_on')`,
    [schema],
  );
  return (rows as readonly { readonly name: string }[]).map(({ name }) => `${name} = NULL`).join(', ');
}
