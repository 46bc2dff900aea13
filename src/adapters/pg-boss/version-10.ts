import type { PgBossInstance, PgBossModule, PgBossState } from './module.ts';

/** pg-boss 10 as its package exports it. */
export type PgBoss10 = new (options: { readonly schema: string }) => Omit<
  PgBossInstance,
  'findJobs' | 'supervise' | 'touch'
> & {
  maintain(): Promise<unknown>;
  clearStorage(): Promise<void>;
};

/**
 * pg-boss 10 with the functions of pg-boss 12 that its adapter calls. Without a function that shows the jobs of a queue, its
 * tables are read; without one that maintains a single queue, all are maintained.
 */
export function asVersion12(PgBoss: PgBoss10): PgBossModule['PgBoss'] {
  class OfVersion10 extends PgBoss implements PgBossInstance {
    readonly #schema: string;

    constructor(options: { readonly schema: string }) {
      super(options);
      this.#schema = options.schema;
      // pg-boss 10 has its functions as properties of each instance. A queue with jobs is not deleted.
      const deleteQueue = this.deleteQueue.bind(this);
      this.deleteQueue = async (name) => {
        await this.clearStorage();
        await deleteQueue(name);
      };
    }

    async findJobs(name: string): Promise<readonly { readonly id: string; readonly state: PgBossState }[]> {
      const jobsIn = (table: string): string => `SELECT id, state::text FROM ${this.#schema}.${table} WHERE name = $1`;
      const { rows } = await this.getDb().executeSql(`${jobsIn('job')} UNION ALL ${jobsIn('archive')}`, [name]);
      return rows as { id: string; state: PgBossState }[];
    }

    async supervise(): Promise<void> {
      await this.maintain();
    }

    touch(): never {
      throw new RangeError('pg-boss 10 does not extend leases');
    }
  }
  return OfVersion10 as PgBossModule['PgBoss'];
}
