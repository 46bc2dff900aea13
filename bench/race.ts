import { Pool } from 'pg';
import type { QueueCommand } from '../src/alphabets/queue.ts';
import type { Race } from '../src/kernel/race.ts';
import { setUp } from '../src/kernel/setup.ts';
import { allPolicies } from '../src/kernel/subject.ts';
import { beginningsFor } from '../src/race/beginnings.ts';
import { exploreRace } from '../src/race/explore-race.ts';
import { openPostgres } from '../src/real/database/postgres-schemas.ts';
import { postgresUrl } from '../src/real/database/postgres-server.ts';
import { openPostgresStage } from '../src/real/wire/postgres/stage.ts';
import { table } from '../src/report/table.ts';
import { queue } from '../src/subjects/queue/subject.ts';
import { median } from './median.ts';
import type { Program } from './transactions/actor.ts';
import { interleave } from './transactions/interleave.ts';
import { openStage } from './transactions/stage.ts';

/**
 * How many schedules a second: two programs under the scheduler of the isolation matrix, which has the programs in its hands;
 * the same over an unmodified pool of `pg` at the stage; and races of the queue, with system and judgement. In turns, in one
 * process, over one server; medians of the rounds.
 */
const rounds = 7;
const schedules = 60;

const database = await openPostgres('CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL)');
const refill = 'DELETE FROM accounts; INSERT INTO accounts VALUES (1, 10), (2, 10)';
const old = await openStage(database, { sessions: 2 });
const reset = (): Promise<void> => old.control.script(refill);
const update =
  (id: number): Program<void> =>
  (session) =>
    session.transaction(async () => {
      for (let time = 0; time < 2; time += 1)
        await session.run('UPDATE accounts SET balance = balance + 1 WHERE id = :id', { id });
    });

const stage = await openPostgresStage(await postgresUrl());
const actors = ['client', 'w1', 'w2', 'operator', 'intake', 'reconciler', 'clock'];
await stage.admit(actors);
const options = `-c search_path=${database.schema}`;
const pools = ['w1', 'w2'].map((actor) => new Pool({ connectionString: stage.address(actor), options, max: 1 }));

async function updateByPool(pool: Pool | undefined, id: number): Promise<void> {
  const client = await pool?.connect();
  await client?.query('BEGIN');
  for (let time = 0; time < 2; time += 1)
    await client?.query('UPDATE accounts SET balance = balance + 1 WHERE id = $1', [id]);
  await client?.query('COMMIT');
  client?.release();
}

/** Two pools under a schedule: the turns of the first few moves, and then the first that can go on. */
async function atTheStage(ids: readonly [number, number], turns: readonly number[]): Promise<void> {
  await reset();
  stage.hold();
  for (const [at, id] of ids.entries()) await stage.begin(`w${at + 1}`, () => updateByPool(pools[at], id));
  for (let step = 0; ; step += 1) {
    const moves = stage.moves();
    const move = moves[(turns[step] ?? 0) % Math.max(1, moves.length)];
    if (move === undefined) break;
    await stage.release(move.actor);
  }
  await stage.letPass();
  if (stage.faults().length > 0)
    throw new Error(
      stage
        .faults()
        .map(({ line }) => line)
        .join('; '),
    );
}

const policies = allPolicies(queue) as Parameters<typeof queue.model>[0];
const scope = queue.scopes['small'] as Parameters<typeof queue.model>[1];
const overlap = { address: (actor: string): string => stage.address(actor) };
const setup = setUp(queue, { system: 'postgres', policies, scope, overlap });
const lease = (worker: string): QueueCommand => ({ type: 'lease', worker });
/** Four commands, and then a commit beside a lease: both look at one job. */
const race: Race<QueueCommand> = {
  before: [{ type: 'submit', job: 'j1' }, lease('w1'), { type: 'renew', worker: 'w1' }, { type: 'tick', byMs: 30_000 }],
  atOnce: [
    { actor: 'w1', commands: [{ type: 'commit', worker: 'w1' }] },
    { actor: 'w2', commands: [lease('w2')] },
  ],
};

const ready = new Set<string>();
const begun = beginningsFor(setup);

/** `beginnings`: where the races begin; `undefined`: each schedule takes the four commands. */
async function racesOfQueue(beginnings: typeof begun): Promise<void> {
  let done = 0;
  while (done < schedules)
    for await (const { strayed } of exploreRace({ setup, stage, ready, beginnings }, race, 1)) {
      if (strayed !== null) throw new Error(strayed);
      done += 1;
      if (done === schedules) return;
    }
}

async function times(work: () => Promise<unknown>): Promise<void> {
  for (let count = 0; count < schedules; count += 1) await work();
}

const alternating = [0, 1, 0, 1, 0, 1];
const ways: Record<string, () => Promise<void>> = {
  'the old scheduler, no wait': () => times(() => interleave(old, [update(1), update(2)], alternating, { reset })),
  'pools at the stage, no wait': () => times(() => atTheStage([1, 2], alternating)),
  'the old scheduler, one wait': () => times(() => interleave(old, [update(1), update(1)], [0, 1], { reset })),
  'pools at the stage, one wait': () => times(() => atTheStage([1, 1], [0, 1])),
  'races of the queue after 4 commands': () => racesOfQueue(undefined),
  'the same from the rows put back': () => racesOfQueue(begun),
};

const seconds = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
for (let round = -1; round < rounds; round += 1)
  for (const [name, way] of Object.entries(ways)) {
    const startedMs = performance.now();
    await way();
    // The first round opens connections and prepares statements.
    if (round >= 0) seconds.get(name)?.push((performance.now() - startedMs) / 1000);
  }
const all = [...seconds];
/** How many times as many schedules a second, round by round. */
const ratio = (own: readonly number[], beside: readonly number[]): string =>
  median(own.map((time, round) => (beside[round] ?? 0) / time)).toFixed(2);
const rows = all.map(([name, measured], at) => {
  const [, beside = []] = all[at >= 4 ? 0 : at - (at % 2)] ?? [];
  return [name, (schedules / median(measured)).toFixed(0), ratio(measured, beside)];
});
for (const line of table(['what', 'schedules/s', 'ratio'], rows)) console.log(line);
console.log(`from the rows put back: ${ratio(all[5]?.[1] ?? [], all[4]?.[1] ?? [])} times as many as after 4 commands`);
for (const pool of pools) await pool.end();
await stage.close();
await old.close();
await database.close();
