import { Pool } from 'pg';
import { expect, test } from 'vitest';
import type { QueueCommand } from '../../src/alphabets/queue.ts';
import { defineModel } from '../../src/kernel/define-model.ts';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { Command } from '../../src/kernel/model.ts';
import type { Race } from '../../src/kernel/race.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { AnySubject, Overlap } from '../../src/kernel/subject.ts';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import { openPostgresStage } from '../../src/real/wire/postgres/stage.ts';
import { queue as queueSubject } from '../../src/subjects/queue/subject.ts';
import { schedulesOf } from './engine.ts';

/** The outcomes of the schedules that are wrong, and the steps of the first schedule. */
async function raced<C extends Command>(
  subject: AnySubject,
  race: Race<C>,
  how: Parameters<typeof schedulesOf>[2],
): Promise<{ wrong: readonly (readonly (string | undefined)[])[]; first: readonly string[] }> {
  const schedules = await schedulesOf(subject, race, how);
  const wrong = schedules.filter(({ judgement }) => judgement !== null && judgement.violation !== null);
  return {
    wrong: wrong.map(({ run }) => run.operations.map(({ outcome }) => outcome?.type)),
    first: schedules[0]?.run.steps.map(({ actor, kind }) => `${actor} ${kind}`) ?? [],
  };
}

interface Seats {
  taken: number;
}
interface Take {
  readonly type: 'take';
  readonly actor: string;
}

const noSeat: Seats = { taken: 0 };

/** One seat, counted in the memory of the process; a query comes between the look and the count. */
const seats = defineSubject({
  name: 'seats',
  model: defineModel({
    initial: noSeat,
    commands: (): Take[] => ['a', 'b'].map((actor) => ({ type: 'take', actor })),
    step(draft): { readonly type: string } {
      if (draft.taken > 0) return { type: 'full' };
      draft.taken += 1;
      return { type: 'taken' };
    },
  }),
  systems: [
    {
      name: 'postgres',
      concurrent: true,
      stage: async () => openPostgresStage(await postgresUrl()),
      open: async ({ overlap }: { readonly overlap?: Overlap }) => {
        const pools = new Map<string, Pool>();
        for (const actor of ['a', 'b'])
          pools.set(actor, new Pool({ connectionString: overlap?.address?.(actor), max: 1 }));
        let taken = 0;
        return {
          async perform({ actor }: Take) {
            if (taken > 0) return { type: 'full' };
            await pools.get(actor)?.query('SELECT 1');
            taken += 1;
            return { type: 'taken' };
          },
          view: async () => ({ taken }),
          close: async () => void (await Promise.all([...pools.values()].map((pool) => pool.end()))),
        };
      },
    },
  ],
}) as unknown as AnySubject;

const takes: Race<Take> = {
  before: [],
  atOnce: ['a', 'b'].map((actor) => ({ actor, commands: [{ type: 'take', actor }] })),
};

test('memory that two actors share is raced where answers are moves, and only there', async () => {
  const without = await raced(seats, takes, { scope: {}, answers: false });
  expect(without).toMatchObject({ wrong: [], first: ['a statement', 'b call'] });
  const { wrong, first } = await raced(seats, takes, { scope: {}, answers: true });
  expect(first).toEqual(['a call', 'a statement', 'a answer', 'b call']);
  expect(wrong.length).toBeGreaterThan(0);
  expect(wrong[0]).toEqual(['taken', 'taken']);
});

const queue = queueSubject as unknown as AnySubject;
const inMemory = {
  scope: { ...queue.scopes['small'], jobs: 2, attempts: 1 },
  policies: { ...allPolicies(queue), durableIntake: false },
};
const submit = (job: string): QueueCommand => ({ type: 'submit', job });

test('an intake with a memory does not accept a job twice beside a flush', async () => {
  const race: Race<QueueCommand> = {
    before: [submit('j1')],
    atOnce: [
      { actor: 'client', commands: [submit('j1')] },
      { actor: 'intake', commands: [{ type: 'flush' }] },
    ],
  };
  expect((await raced(queue, race, { ...inMemory, answers: true })).wrong).toEqual([]);
});

test.each([false, true])('an intake does not accept a job twice beside an operator (answers: %s)', async (answers) => {
  const race: Race<QueueCommand> = {
    before: [submit('j1'), { type: 'flush' }, { type: 'lease', worker: 'w1' }, { type: 'fail', worker: 'w1' }],
    atOnce: [
      { actor: 'client', commands: [submit('j2')] },
      { actor: 'operator', commands: [{ type: 'resubmit', job: 'j2', of: 'j1' }] },
    ],
  };
  expect((await raced(queue, race, { ...inMemory, answers })).wrong).toEqual([]);
});
