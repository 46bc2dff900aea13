import type { QueueCommand, QueuePolicies } from '../src/alphabets/queue.ts';
import { check } from '../src/check/check.ts';
import { allPolicies } from '../src/kernel/subject.ts';
import type { PostgresDatabase } from '../src/real/database/postgres-schemas.ts';
import { openPostgres } from '../src/real/database/postgres-schemas.ts';
import { queueSchemaOf } from '../src/real/queue/postgres/schema.ts';
import { openPostgresQueueStore } from '../src/real/queue/postgres/store.ts';
import { startQueue } from '../src/real/queue/queue.ts';
import { table } from '../src/report/table.ts';
import { queue } from '../src/subjects/queue/subject.ts';
import { queueWorldOf } from '../src/subjects/queue/systems.ts';
import type { Program } from './transactions/actor.ts';
import { everyInterleaving } from './transactions/every-interleaving.ts';
import { interleave } from './transactions/interleave.ts';
import { openStage } from './transactions/stage.ts';

/** What work on a real Postgres costs. Each figure is the median of the rounds, in one process, over one server. */
const rounds = 5;
const policies = allPolicies(queue) as QueuePolicies;
const scope = queue.scopes['medium'] ?? { workers: 2, jobs: 2, faults: 3, attempts: 3, inFlight: 0, retries: 0 };

const runs = 500;
const options = { policies, scope, runs, length: 20, seed: 1 };

const accounts = 'CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL)';
const refill = 'DELETE FROM accounts; INSERT INTO accounts VALUES (1, 10), (2, 10)';
const database = await openPostgres(accounts);
const stage = await openStage(database, { sessions: 2 });

const reset = (): Promise<void> => stage.control.script(refill);

/** BEGIN, an UPDATE of the first account and then of the others, COMMIT. */
function update(...ids: readonly number[]): Program<void> {
  return (session) =>
    session.transaction(async () => {
      for (const id of ids) await session.run('UPDATE accounts SET balance = balance + 1 WHERE id = :id', { id });
    });
}

const permutations = 200;
const times = 100;
const world = queueWorldOf(scope);
const ways: Record<string, () => Promise<number>> = {
  'lockstep: runs of up to 20 commands': async () => {
    await check(queue, { ...options, system: 'postgres' });
    return runs;
  },
  'the same, one run after the other': async () => {
    const oneAtOnce = { ...queue, systems: queue.systems.map((system) => ({ ...system, atOnce: 1 })) };
    await check(oneAtOnce, { ...options, system: 'postgres' });
    return runs;
  },
  'the same on SQLite in memory': async () => {
    await check(queue, { ...options, system: 'sqlite' });
    return runs;
  },
  'permutations with one lock wait': async () => {
    for (let count = 0; count < permutations; count += 1) {
      await interleave(stage, [update(1), update(1)], [0, 1], { reset });
    }
    return permutations;
  },
  'permutations with a deadlock': async () => {
    for (let count = 0; count < permutations; count += 1) {
      await interleave(stage, [update(1, 2), update(2, 1)], [0, 1, 0, 0], { reset });
    }
    return permutations;
  },
  'permutations without a wait': async () => {
    let count = 0;
    for (let time = 0; time < 10; time += 1) {
      for await (const _ of everyInterleaving(stage, [update(1, 1), update(2, 2)], { reset })) count += 1;
    }
    return count;
  },
  'four commands, and the tables emptied': () => fillAndEmpty((tables) => tables.reset),
  'the same, each row asked who refers to it': () =>
    fillAndEmpty((tables) => tables.reset.replaceAll(/SET LOCAL session_replication_role = \w+; /g, '')),
  'the same by TRUNCATE … RESTART IDENTITY': () =>
    fillAndEmpty((tables) => {
      const names = [...tables.reset.matchAll(/DELETE FROM (\w+)/g)].map(([, name]) => name);
      return `TRUNCATE ${names.join(', ')} RESTART IDENTITY`;
    }),
  'four commands, each with a look at all tables': async () => {
    const system = await startQueue(
      openPostgresQueueStore(await openPostgres(queueSchemaOf(policies))),
      policies,
      world,
    );
    for (let time = 0; time < times; time += 1) {
      for (const command of work(`j${time}`)) {
        await system.perform(command);
        await system.view();
      }
    }
    await system.close();
    return times;
  },
};

/** From submit to done. */
function work(job: string): readonly QueueCommand[] {
  const steps = ['lease', 'commit', 'complete'] as const;
  return [{ type: 'submit', job }, ...steps.map((type) => ({ type, worker: 'w1' }))];
}

async function fillAndEmpty(emptiedBy: (tables: PostgresDatabase) => string): Promise<number> {
  const tables = await openPostgres(queueSchemaOf(policies));
  const system = await startQueue(openPostgresQueueStore(tables), policies, world);
  const control = await tables.connect();
  for (let time = 0; time < times; time += 1) {
    for (const command of work('j1')) await system.perform(command);
    await control.script(emptiedBy(tables));
  }
  await system.close();
  return times;
}

const perSecond = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
for (let round = 0; round < rounds; round += 1) {
  for (const [name, way] of Object.entries(ways)) {
    const startedMs = performance.now();
    const count = await way();
    perSecond.get(name)?.push((count / (performance.now() - startedMs)) * 1000);
  }
}
await stage.close();
await database.close();
const rows = [...perSecond].map(([name, figures]) => {
  const median = figures.toSorted((a, b) => a - b)[rounds >> 1] ?? 0;
  return [name, Math.round(median).toLocaleString('en'), `${(1000 / median).toFixed(2)} ms`];
});
for (const line of table(['what', 'a second', 'each'], rows)) console.log(line);
