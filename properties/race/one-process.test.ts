import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import { describe, expect, test } from 'vitest';
import { defineModel } from '../../src/kernel/define-model.ts';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { Race } from '../../src/kernel/race.ts';
import type { AnySubject, Overlap } from '../../src/kernel/subject.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { onStage } from '../../src/race/on-stage.ts';
import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import { postgresUrl } from '../../src/real/database/postgres-server.ts';
import { openPostgresStage } from '../../src/real/wire/postgres/stage.ts';
import { kindsOf, schedulesOf } from './engine.ts';

interface Go {
  readonly type: 'go';
  readonly actor: string;
}
interface Sold {
  sold: number;
}

const nothing: Sold = { sold: 0 };

interface HowToRun {
  /** The connections of the pool, at most. */
  readonly max?: number;
  readonly seats?: number;
  /** Whether the first connection of the pool is open before the race. */
  readonly isOpen?: boolean;
}

/** Two actors of one process run a program over one pool. A model without seats asks nothing of it. */
function onOnePool(
  program: (pool: Pool, actor: string) => Promise<string>,
  { max = 10, seats = 0, isOpen = false }: HowToRun = {},
): AnySubject {
  return defineSubject({
    name: 'program',
    model: defineModel({
      initial: nothing,
      commands: (): Go[] => ['a', 'b'].map((actor) => ({ type: 'go', actor })),
      step(draft): { readonly type: string } {
        if (draft.sold >= seats) return { type: 'done' };
        draft.sold += 1;
        return { type: 'sold' };
      },
    }),
    systems: [
      {
        name: 'postgres',
        concurrent: true,
        stage: async () => openPostgresStage(await postgresUrl()),
        open: async ({ overlap }: { readonly overlap?: Overlap }) => {
          const database = await openPostgres('CREATE TABLE sales (by text)');
          const options = `-c search_path=${database.schema}`;
          const pool = new Pool({ connectionString: overlap?.address?.(), max, options });
          if (isOpen) await pool.query('SELECT 1');
          return {
            perform: async ({ actor }: Go) => ({ type: await program(pool, actor) }),
            faults: { kill: async () => true },
            view: async () => ({ sold: (await pool.query('SELECT by FROM sales')).rows.length }),
            async close() {
              await pool.end();
              await database.close();
            },
          };
        },
      },
    ],
  });
}

const race: Race<Go> = {
  before: [],
  atOnce: ['a', 'b'].map((actor) => ({ actor, commands: [{ type: 'go', actor }] })),
};

/** Every schedule of the program beside itself: the actors of its steps, in their order. */
async function everySchedule(subject: AnySubject): Promise<string[]> {
  const schedules = await schedulesOf(subject, race, { scope: {}, preemptions: 9 });
  expect(new Set(kindsOf(schedules))).toEqual(new Set([null]));
  return schedules.map(({ run }) => run.steps.map(({ actor }) => actor).join(''));
}

/** Every order of so many moves of each of two actors. */
function ordersOf(a: number, b: number): string[] {
  if (a === 0 || b === 0) return ['a'.repeat(a) + 'b'.repeat(b)];
  return [...ordersOf(a - 1, b).map((rest) => `a${rest}`), ...ordersOf(a, b - 1).map((rest) => `b${rest}`)];
}

const sorted = (items: readonly string[]): string[] => items.toSorted();

describe('two actors of one process over one pool are distinguished by their calls', () => {
  test('where each sends one statement after the other', async () => {
    const subject = onOnePool(async (pool) => {
      for (const text of ['SELECT 1', 'SELECT 2', 'SELECT 3']) await pool.query(text);
      return 'done';
    });
    expect(sorted(await everySchedule(subject))).toEqual(sorted(ordersOf(3, 3)));
  });

  test('where each sends two statements at once', async () => {
    const subject = onOnePool(async (pool) => {
      await Promise.all([pool.query('SELECT 1'), pool.query('SELECT 2')]);
      await pool.query('SELECT 3');
      return 'done';
    });
    expect(sorted(await everySchedule(subject))).toEqual(sorted(ordersOf(3, 3)));
  });

  test('where each reads files beside a statement', async () => {
    const subject = onOnePool(async (pool) => {
      const fromFiles = async (): Promise<unknown> => {
        for (let count = 0; count < 20; count += 1) await readFile(new URL(import.meta.url));
        return pool.query('SELECT 2');
      };
      await Promise.all([fromFiles(), pool.query('SELECT 1')]);
      await pool.query('SELECT 3');
      return 'done';
    });
    expect(sorted(await everySchedule(subject))).toEqual(sorted(ordersOf(3, 3)));
  });

  test('where each waits for a short timer between two statements', async () => {
    const subject = onOnePool(async (pool) => {
      await pool.query('SELECT 1');
      await pause(3);
      await pool.query('SELECT 2');
      return 'done';
    });
    expect(sorted(await everySchedule(subject))).toEqual(sorted(ordersOf(2, 2)));
  });

  test('where one waits for the connection of the other', async () => {
    const subject = onOnePool(
      async (pool) => {
        const client = await pool.connect();
        await client.query('SELECT 1');
        await client.query('SELECT 2');
        client.release();
        return 'done';
      },
      { max: 1 },
    );
    // A call that waits for the pool is a move without a statement, and from then on every call is a move.
    const withStarts = (await everySchedule(subject)).filter((one) => one.length === 6);
    expect(sorted(withStarts)).toEqual(['aaabbb', 'aababb', 'abaabb', 'babbaa', 'bbabaa', 'bbbaaa']);
  });

  test('and a statement for which the pool has to wait is held', async () => {
    const twice = async (pool: Pool): Promise<string> => {
      for (const text of ['SELECT 1', 'SELECT 2']) await pool.query(text);
      return 'done';
    };
    const schedules = await schedulesOf(onOnePool(twice, { max: 1, isOpen: true }), race, {
      scope: {},
      preemptions: 9,
    });
    for (const { run } of schedules) expect(run.steps.filter(({ kind }) => kind === 'statement')).toHaveLength(4);
  });

  // With one connection the second call has to wait for it while the first one reads.
  test.each([10, 1])('and a seat that is sold twice over %i connections is found', async (max) => {
    const subject = onOnePool(
      async (pool, actor) => {
        if ((await pool.query('SELECT by FROM sales')).rows.length > 0) return 'done';
        await pool.query('INSERT INTO sales VALUES ($1)', [actor]);
        return 'sold';
      },
      { seats: 1, max },
    );
    const kinds = kindsOf(await schedulesOf(subject, race, { scope: {} }));
    expect(kinds[0]).toBeNull();
    expect(kinds).toContain('notLinearizable');
  });
});

test('an actor that shares the connections of others is not killed alone', async () => {
  const program = onOnePool(async (pool) => (await pool.query('SELECT 1')).command);
  const subject: AnySubject = { ...program, struck: (_fault, command) => [[], [command]] };
  const strikes = { most: 1, kinds: ['kill' as const] };
  const raced = onStage(subject, { system: 'postgres', policies: {}, scope: {}, strikes }, (where) =>
    exploreRaces(where, { depth: 0, preemptions: 0 }),
  );
  await expect(raced).rejects.toThrow('a shares its connections with other actors, and cannot be killed alone');
});
