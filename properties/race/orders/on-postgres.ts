import type { Arbitrary } from 'fast-check';
import { assert, asyncProperty } from 'fast-check';
import type { PoolClient } from 'pg';
import { DatabaseError } from 'pg';
import { expect } from 'vitest';
import { defineModel } from '../../../src/kernel/define-model.ts';
import type { System } from '../../../src/kernel/model.ts';
import type { Race } from '../../../src/kernel/race.ts';
import type { Setup } from '../../../src/kernel/setup.ts';
import { allPreemptions, exploreOrders } from '../../../src/race/explore-orders.ts';
import { exploreRace } from '../../../src/race/explore-race.ts';
import type { RaceRun, RaceSetup } from '../../../src/race/run-race.ts';
import type { Staged } from '../staged.ts';
import { openStaged } from '../staged.ts';
import { openDouble } from './double.ts';
import type { SmallProgram } from './programs.ts';
import { catalogue, definition, rows, sessionNames, textOf } from './programs.ts';
import { searchAll } from './searches.ts';

type Run = { readonly type: 'run'; readonly actor: string };
type Ran = { readonly type: 'ran'; readonly answers: string };

/** What the schedules of a program have shown on a server. */
interface ShownOnPostgres {
  /** The answers, the rows in the end, and which session ended before another one began: each once, in their order. */
  readonly outcomes: readonly string[];
  readonly runs: number;
  readonly redundant: number;
  readonly strayed: readonly string[];
}

/** Small programs on a server, behind the stage. */
interface ProgramsOnPostgres {
  all(program: SmallProgram): Promise<ShownOnPostgres>;
  reduced(program: SmallProgram): Promise<ShownOnPostgres>;
  close(): Promise<void>;
}

/** `answers`: whether starts and answers are moves. */
async function openPrograms(answers: boolean): Promise<ProgramsOnPostgres> {
  const staged = await openStaged({ tables: definition, actors: sessionNames });
  const ready = new Set(sessionNames.map((actor) => `${actor} run`));
  const where = (program: SmallProgram): RaceSetup<object, Run, Ran, string> => ({
    setup: setupOf(staged, program),
    stage: staged.stage,
    answers,
    ready,
  });
  return {
    all: (program) => collect(exploreRace(where(program), raceOf(program), allPreemptions)),
    reduced: (program) => collect(exploreOrders(where(program), raceOf(program))),
    close: () => staged.close(),
  };
}

/**
 * Runs every schedule and every order of each program. Fails where one strays, or where the outcomes differ from one another or
 * from those of the double. Returns the runs.
 */
export async function programsAgree(
  programs: Arbitrary<SmallProgram>,
  { answers = false, ...sample }: { readonly seed: number; readonly numRuns: number; readonly answers?: boolean },
): Promise<{ readonly all: number; readonly reduced: number; readonly redundant: number }> {
  const postgres = await openPrograms(answers);
  const counts = { all: 0, reduced: 0, redundant: 0 };
  try {
    await assert(
      asyncProperty(programs, async (program) => {
        const all = await postgres.all(program);
        const reduced = await postgres.reduced(program);
        expect([...all.strayed, ...reduced.strayed]).toEqual([]);
        expect(reduced.outcomes).toEqual(all.outcomes);
        // Which transactions are refused at the other levels is known to the server alone.
        if (program.level === 'read committed' && !answers)
          expect(searchAll(() => openDouble(program, { catalogue, joinsWoken: true })).outcomes).toEqual(all.outcomes);
        counts.all += all.runs;
        counts.reduced += reduced.runs;
        counts.redundant += reduced.redundant;
      }),
      sample,
    );
  } finally {
    await postgres.close();
  }
  return counts;
}

function raceOf({ sessions }: SmallProgram): Race<Run> {
  return {
    before: [],
    atOnce: sessionNames.slice(0, sessions.length).map((actor) => ({ actor, commands: [{ type: 'run', actor }] })),
  };
}

async function collect(
  judged: AsyncGenerator<{ run: RaceRun<Run, Ran, string>; strayed: string | null; isRedundant?: boolean }>,
): Promise<ShownOnPostgres> {
  const outcomes = new Set<string>();
  const strayed: string[] = [];
  let [runs, redundant] = [0, 0];
  for await (const one of judged) {
    if (one.strayed !== null) strayed.push(one.strayed);
    else if (one.isRedundant === true) redundant += 1;
    else {
      runs += 1;
      outcomes.add(outcomeOf(one.run));
    }
  }
  return { outcomes: [...outcomes].toSorted(), runs, redundant, strayed };
}

function outcomeOf({ operations, view, thrown, hanging }: RaceRun<Run, Ran, string>): string {
  const byName = operations.toSorted((a, b) => ((a.actor ?? '') < (b.actor ?? '') ? -1 : 1));
  const order = byName.flatMap((one) =>
    byName.flatMap((other) => ((one.returnedAt ?? Infinity) < other.calledAt ? [`${one.actor}<${other.actor}`] : [])),
  );
  return JSON.stringify([
    byName.map(({ actor, outcome }) => `${actor}: ${outcome?.answers ?? ''}`),
    view,
    order.join(' '),
    ...thrown.map(({ message }) => message),
    ...hanging,
  ]);
}

/** Commands that run the programs. The model says nothing of them. */
function setupOf(staged: Staged, program: SmallProgram): Setup<object, Run, Ran, string> {
  const model = defineModel({
    initial: {},
    commands: (): Run[] => [],
    step: (): Ran => ({ type: 'ran', answers: '' }),
    view: () => '',
  });
  const open = async (): Promise<System<Run, Ran, string>> => {
    await staged.script(`SET search_path TO ${staged.schema}; ${rows}`);
    return {
      perform: ({ actor }) => perform(staged, program, actor),
      view: () => viewOf(staged),
      close: async () => undefined,
    };
  };
  return { open, model } as Partial<Setup<object, Run, Ran, string>> as Setup<object, Run, Ran, string>;
}

async function viewOf(staged: Staged): Promise<string> {
  const select = ['a', 'b', 'n'].map(
    (table) => `SELECT '${table} ' || id || '=' || x AS row FROM ${staged.schema}.${table}`,
  );
  const all = await staged.rows(
    `SELECT row FROM (${select.join(' UNION ALL ')} UNION ALL SELECT 'c ' || id || '=' || parent FROM ${staged.schema}.c) one ORDER BY row COLLATE "C"`,
  );
  return all.map((one) => (one as { readonly row: string }).row).join(' ');
}

/** The names of refusals, by their SQLSTATE. */
const refusals: Readonly<Record<string, string>> = {
  '40P01': 'deadlock',
  '40001': 'serialization',
  '23505': 'unique',
  '23503': 'foreign key',
  '25P02': 'aborted',
};

async function perform(staged: Staged, { level, sessions }: SmallProgram, actor: string): Promise<Ran> {
  const client = await staged.poolOf(actor).connect();
  const answers: string[] = [];
  let last = 0;
  const say = async (text: string): Promise<void> => {
    answers.push(
      await answerTo(client, text).catch((error: unknown) => {
        if (!(error instanceof DatabaseError)) throw error;
        return refusals[error.code ?? ''] ?? error.message;
      }),
    );
    if (/^SELECT.* AS x|^SELECT x/.test(text) && Number.isInteger(Number(answers.at(-1))))
      last = Number(answers.at(-1));
  };
  await client.query(`SET default_transaction_isolation TO '${level}'`);
  for (const { isBlock, statements } of sessions[sessionNames.findIndex((name) => name === actor)]?.parts ?? []) {
    if (isBlock) await client.query('BEGIN');
    for (const statement of statements) await say(textOf(statement, last));
    if (isBlock) await say('COMMIT');
  }
  client.release();
  return { type: 'ran', answers: answers.join(',') };
}

async function answerTo(client: PoolClient, text: string): Promise<string> {
  const { command, rowCount, rows: found } = await client.query<{ readonly x?: unknown }>(text);
  if (command !== 'SELECT')
    return command === 'COMMIT' || command === 'ROLLBACK' ? command.toLowerCase() : String(rowCount);
  const [first] = found;
  return typeof first?.x === 'number' ? String(first.x) : 'null';
}
