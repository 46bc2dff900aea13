import type { QueryResult } from 'pg';
import { DatabaseError, Pool } from 'pg';
import { defineModel } from '../../../../src/kernel/define-model.ts';
import { defineSubject } from '../../../../src/kernel/define-subject.ts';
import type { AnySubject, SystemSetup } from '../../../../src/kernel/subject.ts';
import { openPostgres } from '../../../../src/real/database/postgres-schemas.ts';
import { postgresUrl } from '../../../../src/real/database/postgres-server.ts';
import { openPostgresStage } from '../../../../src/real/wire/postgres/stage.ts';

/** A command of an actor. */
export interface Act {
  readonly type: string;
  readonly actor: string;
}

/** Sends a statement over the connection of the actor. */
export type Query = (text: string, parameters?: readonly unknown[]) => Promise<QueryResult<Record<string, unknown>>>;

/** What an actor does for a command, and the type of its outcome. */
export type Work = (query: Query, actor: string) => Promise<string>;

/** A small program with a bug, and the same program mended. */
export interface RacedProgram {
  readonly name: string;
  /** What a search has to have to find it. */
  readonly needs: string;
  /** The schedules until it is found, and the moves of the shortest race. */
  readonly shortest: { readonly schedules: number; readonly steps: number };
  readonly tables: string;
  /** What the tables begin with. */
  readonly rows: string;
  /** Which actors give which command, and how many of them at once. */
  readonly acts: readonly Act[];
  readonly atOnce: number;
  /** Whether connections are cut. */
  readonly isCut?: boolean;
  /** The type of the outcome of a command. The state is that of the model, which the step changes. */
  step(state: Record<string, number>, act: Act): string;
  readonly initial: Readonly<Record<string, number>>;
  /** A query whose only row is the state. */
  readonly view: string;
  /** An outcome that is right only while another command overlaps, and changes no state. */
  readonly whileOverlapping?: string;
  readonly faulty: Readonly<Record<string, Work>>;
  readonly mended: Readonly<Record<string, Work>>;
  /** Tables of the mended program, where it has others. */
  readonly mendedTables?: string;
}

/** Runs statements as one transaction at an isolation level, again where the server asks for that. */
export async function transaction<Result>(query: Query, level: string, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    await query(`BEGIN ISOLATION LEVEL ${level}`);
    try {
      const result = await work();
      await query('COMMIT');
      return result;
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      await query('ROLLBACK');
      if (error.code !== '40001') throw error;
    }
  }
}

/** The subject of a program, as it is or mended. */
export function subjectOf(program: RacedProgram, how: 'faulty' | 'mended'): AnySubject {
  const { acts, initial, step, whileOverlapping } = program;
  const model = defineModel({
    initial: { counts: { ...initial }, did: [] as string[] },
    commands: ({ did }): Act[] => acts.filter(({ type, actor }) => !did.includes(`${actor} ${type}`)),
    step(draft, act: Act): { type: string } {
      draft.did = [...draft.did, `${act.actor} ${act.type}`].toSorted();
      return { type: step(draft.counts, act) };
    },
    view: ({ counts }) => counts,
    actor: ({ actor }) => actor,
    ...(whileOverlapping !== undefined && {
      whileOverlapping: (state: { counts: Record<string, number>; did: string[] }, { actor, type }: Act) => [
        {
          state: { ...state, did: [...state.did, `${actor} ${type}`].toSorted() },
          outcome: { type: whileOverlapping },
          because: 'another actor is at work',
        },
      ],
    }),
  });
  const system = {
    name: how,
    concurrent: true,
    stage: async () => openPostgresStage(await postgresUrl()),
    open: (setup: SystemSetup) => openProgram(program, how, setup),
  };
  return {
    ...defineSubject({ name: 'program', model, systems: [system] }),
    struck: (_fault, command) => [[], [command]],
    leavesOpen: (_command, { type }) => type === 'noAnswer',
  };
}

/** The program on tables of its own, with a connection for each actor. */
async function openProgram(program: RacedProgram, how: 'faulty' | 'mended', { overlap }: SystemSetup) {
  const { tables, mendedTables = tables, acts, view } = program;
  const { schema, connect, close } = await openPostgres(how === 'mended' ? mendedTables : tables);
  const control = await connect();
  await control.script(program.rows);
  const pools = new Map<string, Pool>();
  for (const actor of new Set(acts.map((act) => act.actor))) {
    const connectionString = overlap?.address?.(actor) ?? (await postgresUrl());
    const pool = new Pool({ connectionString, options: `-c search_path=${schema}`, max: 1 });
    pool.on('error', () => undefined);
    await pool.query('SELECT 1');
    pools.set(actor, pool);
  }
  return {
    async perform({ type, actor }: Act): Promise<{ type: string }> {
      const work = program[how][type];
      const client = await pools.get(actor)?.connect();
      if (work === undefined || client === undefined) throw new Error(`no ${type} of ${actor}`);
      const ignore = (): void => undefined;
      client.on('error', ignore);
      let lost: Error | undefined;
      try {
        return { type: await work((text, parameters = []) => client.query(text, [...parameters]), actor) };
      } catch (error) {
        if (error instanceof DatabaseError) throw error;
        lost = error as Error;
        return { type: 'noAnswer' };
      } finally {
        client.off('error', ignore);
        client.release(lost);
      }
    },
    view: async () => (await control.all<Record<string, number>>(view))[0] ?? {},
    async close() {
      for (const pool of pools.values()) await pool.end();
      await control.close();
      await close();
    },
  };
}
