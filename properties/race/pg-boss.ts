import { PgBoss } from 'pg-boss';
import { defineModel, defineSubject } from '../../src/index.ts';
import type { Subject, System, SystemSetup } from '../../src/index.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import { openPostgresStage } from '../../src/real/wire/postgres/stage.ts';

type Command =
  | { readonly type: 'send'; readonly job: string }
  | { readonly type: 'fetch' | 'complete'; readonly worker: string };
type Outcome = { readonly type: string; readonly job?: string };
interface Jobs {
  jobs: { job: string; state: string; worker: string | null }[];
}
type View = { job: string; state: string }[];

const initial: Jobs = { jobs: [] };
const workers = ['w1', 'w2'];
const known = ['j1', 'j2'];

/** A queue of one group, of whose jobs at most one is active. */
const model = defineModel({
  initial,
  commands: ({ jobs }): Command[] => [
    ...known.filter((id) => !jobs.some(({ job }) => job === id)).map((job) => ({ type: 'send' as const, job })),
    ...workers.map((worker) => {
      const isBusy = jobs.some((one) => one.worker === worker);
      return { type: isBusy ? ('complete' as const) : ('fetch' as const), worker };
    }),
  ],
  step({ jobs }, command): Outcome {
    if (command.type === 'send') {
      jobs.push({ job: command.job, state: 'created', worker: null });
      return { type: 'sent' };
    }
    const own = jobs.find(({ worker }) => worker === command.worker);
    if (command.type === 'complete') {
      if (own === undefined) return { type: 'nothingToComplete' };
      Object.assign(own, { state: 'completed', worker: null });
      return { type: 'completed' };
    }
    const next = jobs.find(({ state }) => state === 'created');
    if (next === undefined || jobs.some(({ state }) => state === 'active')) return { type: 'noJob' };
    Object.assign(next, { state: 'active', worker: command.worker });
    return { type: 'fetched', job: next.job };
  },
  view: ({ jobs }): View => jobs.map(({ job, state }) => ({ job, state })),
  actor: (command) => (command.type === 'send' ? 'client' : command.worker),
  invariants: { oneActiveJob: (view) => view.filter(({ state }) => state === 'active').length <= 1 },
});

const queue = 'jobs';
const group = { id: 'one' };
const uuidOf = (job: string): string => `00000000-0000-4000-8000-00000000000${job.slice(1)}`;
const quiet = { supervise: false, schedule: false, max: 1 };

/** pg-boss, in a schema of its own: started once, with an instance for each actor. */
async function startPgBoss() {
  const database = await openPostgres('');
  const { schema } = database;
  const rows = await database.connect();
  const control = new PgBoss({ connectionString: await postgresUrl(), schema, ...quiet });
  await control.start();
  await control.createQueue(queue);
  const bosses = new Map<string, PgBoss>();

  /** The instance of an actor, at the address that the stage has for it. */
  async function bossAt(address: string): Promise<PgBoss> {
    const ready = bosses.get(address);
    if (ready !== undefined) return ready;
    const boss = new PgBoss({ connectionString: address, schema, migrate: false, ...quiet });
    await boss.start();
    bosses.set(address, boss);
    return boss;
  }

  return {
    async begin(setup: SystemSetup): Promise<System<Command, Outcome, View>> {
      await control.deleteAllJobs(queue);
      const held = new Map<string, string>();
      const server = await postgresUrl();
      const own = new Map<string, PgBoss>();
      for (const actor of ['client', ...workers])
        own.set(actor, await bossAt(setup.overlap?.address?.(actor) ?? server));
      return {
        async perform(command) {
          const boss = own.get(command.type === 'send' ? 'client' : command.worker);
          if (boss === undefined) throw new Error('an actor without an instance');
          if (command.type === 'send') {
            await boss.send(queue, {}, { id: uuidOf(command.job), group });
            return { type: 'sent' };
          }
          const job = held.get(command.worker);
          if (command.type === 'complete') {
            if (job === undefined) return { type: 'nothingToComplete' };
            held.delete(command.worker);
            await boss.complete(queue, job);
            return { type: 'completed' };
          }
          const [fetched] = await boss.fetch(queue, { groupConcurrency: 1 });
          if (fetched === undefined) return { type: 'noJob' };
          held.set(command.worker, fetched.id);
          return { type: 'fetched', job: `j${fetched.id.slice(-1)}` };
        },
        view: () => rows.all(`SELECT 'j' || right(id::text, 1) AS job, state::text FROM job ORDER BY created_on, id`),
        close: async () => undefined,
      };
    },
    async stop(): Promise<void> {
      for (const boss of [control, ...bosses.values()]) await boss.stop({ graceful: false });
      await database.close();
    },
  };
}

export const pgBoss: Subject<Jobs, Command, Outcome, View> = defineSubject({
  name: 'pg-boss',
  model,
  systems: [
    {
      name: 'pg-boss',
      concurrent: true,
      stage: async () => openPostgresStage(await postgresUrl()),
      open: () => Promise.reject(new Error('pg-boss is started once')),
      start: startPgBoss,
    },
  ],
});
