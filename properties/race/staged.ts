import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { expect } from 'vitest';
import type { Stage, StagedStep } from '../../src/kernel/stage.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import { openPostgresStage } from '../../src/real/wire/postgres/stage.ts';

/** A program over a pool of connections. */
export type Program = (pool: Pool) => Promise<unknown>;

/** Programs that know nothing of the stage, their tables, and the stage between them. */
export interface Staged {
  readonly stage: Stage;
  readonly schema: string;
  poolOf(actor: string): Pool;
  /** Runs a program of each actor by this schedule, and then as it comes: the steps, each in a line. */
  race(programs: Readonly<Record<string, Program>>, planned: readonly string[]): Promise<string[]>;
  /** Several statements, past the stage. */
  script(text: string): Promise<void>;
  rows(text: string): Promise<unknown[]>;
  close(): Promise<void>;
}

export interface StagedOptions {
  /** What the tests begin with. */
  readonly tables: string;
  readonly actors?: readonly string[];
  /** Whether the programs and the stage have a role of their own, which is no superuser. */
  readonly isPlainRole?: boolean;
  /** How long the server and the programs may take, in milliseconds. */
  readonly patienceMs?: number;
  /** What each connection of the programs begins with. */
  readonly first?: string;
}

export async function openStaged({
  tables,
  actors = ['a', 'b'],
  isPlainRole = false,
  first = 'SELECT 1',
  patienceMs = 10_000,
}: StagedOptions): Promise<Staged> {
  const database = await openPostgres(tables);
  const { schema } = database;
  const control = await database.connect();
  const role = `racer_${randomUUID().replaceAll('-', '')}`;
  if (isPlainRole)
    await control.script(
      `CREATE ROLE ${role} LOGIN; ALTER ROLE ${role} SET deadlock_timeout = '50ms';
      GRANT ALL ON SCHEMA ${schema} TO ${role}; GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO ${role}`,
    );
  const url = await postgresUrl();
  const stage = await openPostgresStage(isPlainRole ? url.replace('//postgres@', `//${role}@`) : url, { patienceMs });
  await stage.admit(actors);
  const pools = new Map<string, Pool>();
  for (const actor of actors) {
    const pool = new Pool({ connectionString: stage.address(actor), options: `-c search_path=${schema}`, max: 1 });
    pools.set(actor, pool);
    await pool.query(first);
  }
  const poolOf = (actor: string): Pool => {
    const pool = pools.get(actor);
    if (pool === undefined) throw new Error(`${actor} has no pool`);
    return pool;
  };

  return {
    stage,
    schema,
    poolOf,
    async race(programs, planned) {
      const steps: string[] = [];
      stage.hold();
      for (const [actor, program] of Object.entries(programs)) await stage.begin(actor, () => program(poolOf(actor)));
      for (const actor of planned) steps.push(inWords(await stage.release(actor)));
      expect(stage.faults()).toEqual([]);
      await stage.letPass();
      return steps;
    },
    script: (text) => control.script(text),
    rows: (text) => control.all(text),
    async close() {
      for (const pool of pools.values()) await pool.end();
      await stage.close();
      if (isPlainRole) await control.script(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      await control.close();
      await database.close();
    },
  };
}

function inWords({ actor, kind, answer, woken }: StagedStep): string {
  return `${actor} ${kind} ${answer ?? 'waits'}${woken.map((one) => ` wakes ${one}`).join('')}`;
}
