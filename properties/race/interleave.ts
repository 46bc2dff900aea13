import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import type { Stage } from '../../src/kernel/stage.ts';
import { ConnectionLost } from '../../src/real/database/connection-lost.ts';
import type { PostgresDatabase } from '../../src/real/database/postgres-schemas.ts';
import type { PostgresConnection, PostgresSession } from '../../src/real/database/postgres.ts';
import { connectPostgres, sessionOver } from '../../src/real/database/postgres.ts';
import { openStageOfPostgres } from '../../src/subjects/open-postgres.ts';

/** Statements that a client sends over its session, one after the other. */
export type Program<Result> = (session: PostgresSession) => Promise<Result>;

/** The end of a program: with a result, with an error of the server (SQLSTATE), or with a lost connection. */
export type Ending<Result> =
  | { readonly type: 'returned'; readonly result: Result }
  | { readonly type: 'refused'; readonly code: string }
  | { readonly type: 'connectionLost' };

/** A statement of a session, with its commit where it commits by itself. */
export interface InterleavedStep {
  readonly session: number;
  /** `done`, an SQLSTATE, or `waits`. */
  readonly answer: string;
  /** The sessions whose wait ended with this step, in their order. */
  readonly woken: readonly { readonly session: number; readonly answer: string }[];
}

export interface Interleaving<Result> {
  /** At each step, the session that went on, by its place among the sessions that could. */
  readonly choices: readonly number[];
  /** At each step, how many sessions could go on. */
  readonly options: readonly number[];
  readonly steps: readonly InterleavedStep[];
  readonly endings: readonly Ending<Result>[];
}

export interface InterleaveOptions {
  /** Resets the tables to the state before the programs. */
  readonly reset: () => Promise<void>;
  /** The server ends the connection of this session before this statement, counted from 0. */
  readonly cutOff?: { readonly session: number; readonly statement: number };
}

/** Sessions of programs behind a stage, and a connection past it. */
export interface Sessions {
  readonly stage: Stage;
  readonly control: PostgresConnection;
  readonly names: readonly string[];
  readonly connections: PostgresConnection[];
  join(name: string): Promise<PostgresConnection>;
  close(): Promise<void>;
}

export async function openSessions(
  database: Pick<PostgresDatabase, 'schema' | 'connect'>,
  count: number,
): Promise<Sessions> {
  const stage = await openStageOfPostgres();
  const names = Array.from({ length: count }, (_, at) => `s${at}`);
  await stage.admit(names);
  const control = await database.connect();
  const connections: PostgresConnection[] = [];
  async function join(name: string): Promise<PostgresConnection> {
    const connection = await connectPostgres(stage.address(name));
    await connection.script(`SET search_path TO ${database.schema}`);
    return connection;
  }
  for (const name of names) connections.push(await join(name));
  return {
    stage,
    control,
    names,
    connections,
    join,
    async close() {
      for (const connection of connections) if (!connection.isLost) await connection.close();
      await control.close();
      await stage.close();
    },
  };
}

/** How often a run is repeated where the server served those that waited for a row out of order, which is up to chance. */
const mostTries = 200;

/**
 * Runs programs at the stage of a race, each over its own session, one statement at a time. `schedule`: for each step the
 * session that goes on, by its place among the sessions that can, modulo their number; after its end the first.
 */
export async function interleave<Result>(
  sessions: Sessions,
  programs: readonly Program<Result>[],
  schedule: readonly number[],
  options: InterleaveOptions,
): Promise<Interleaving<Result>> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const made = await runOnce(sessions, programs, schedule, options);
    const [fault] = sessions.stage.faults();
    if (fault === undefined) return { ...made, endings: made.endings() };
    if (!fault.isOvertaking) throw new Error(fault.line);
  }
  throw new Error(`in ${mostTries} tries, sessions that wait for the same row never continued in order`);
}

interface Running<Result> {
  readonly name: string;
  readonly connection: PostgresConnection;
  readonly answers: string[];
  sent: number;
  ended: Ending<Result> | { readonly error: unknown } | null;
}

async function runOnce<Result>(
  { stage, control, names, connections, join }: Sessions,
  programs: readonly Program<Result>[],
  schedule: readonly number[],
  { reset, cutOff }: InterleaveOptions,
): Promise<Omit<Interleaving<Result>, 'endings'> & { endings(): Ending<Result>[] }> {
  if (programs.length > names.length)
    throw new Error(`there are ${names.length} sessions, which is fewer than the programs`);
  for (const [at, name] of names.entries()) if (connections[at]?.isLost === true) connections[at] = await join(name);
  await reset();
  stage.hold();
  const all: Running<Result>[] = [];
  for (const [at, program] of programs.entries()) {
    const [name, connection] = [names[at] ?? '', connections[at]];
    if (connection === undefined) throw new RangeError(`there is no session ${at}`);
    const one: Running<Result> = { name, connection, answers: [], sent: 0, ended: null };
    all.push(one);
    await stage.begin(name, () => runProgram(program, one));
  }
  const [choices, options, steps]: [number[], number[], InterleavedStep[]] = [[], [], []];
  for (;;) {
    const moving = new Set(stage.moves().map(({ actor }) => actor));
    const ready = all.flatMap(({ name }, session) => (moving.has(name) ? [session] : []));
    if (ready.length === 0) break;
    const choice = (schedule[steps.length] ?? 0) % ready.length;
    const session = ready[choice] ?? 0;
    const before = all.map(({ answers }) => answers.length);
    const mover = all[session] as Running<Result>;
    if (cutOff?.session === session && cutOff.statement === mover.sent) {
      await control.all('SELECT pg_terminate_backend(:id, 10000)', { id: mover.connection.processId });
      while (mover.ended === null) await sleep(1);
    } else await releaseWhole(stage, mover.name);
    mover.sent += 1;
    const woken = all.flatMap(({ answers }, other) =>
      other !== session && answers.length > (before[other] ?? 0)
        ? [{ session: other, answer: answers.at(-1) ?? '' }]
        : [],
    );
    choices.push(choice);
    options.push(ready.length);
    steps.push({
      session,
      answer: mover.answers.length === mover.sent ? (mover.answers.at(-1) ?? '') : 'waits',
      woken,
    });
  }
  await stage.letPass();
  return { choices, options, steps, endings: () => all.map(endingOf) };
}

/** Makes the move of an actor, and the commits of the statements that are answered by it and commit by themselves. */
async function releaseWhole(stage: Stage, actor: string): Promise<void> {
  const moved = [actor, ...(await stage.release(actor)).woken];
  for (const one of moved)
    while (stage.moves().some((move) => move.actor === one && move.kind === 'commit'))
      moved.push(...(await stage.release(one)).woken);
}

async function runProgram<Result>(program: Program<Result>, one: Running<Result>): Promise<void> {
  const session = sessionOver(async (text, parameters) => {
    if (text.startsWith('BEGIN')) return one.connection.send(text, parameters);
    try {
      const reply = await one.connection.send(text, parameters);
      one.answers.push('done');
      return reply;
    } catch (error) {
      one.answers.push(error instanceof DatabaseError ? (error.code ?? '') : String(error));
      throw error;
    }
  });
  try {
    one.ended = { type: 'returned', result: await program(session) };
  } catch (error) {
    if (error instanceof ConnectionLost) one.ended = { type: 'connectionLost' };
    else one.ended = error instanceof DatabaseError ? { type: 'refused', code: error.code ?? '' } : { error };
  }
}

function endingOf<Result>({ ended, connection }: Running<Result>): Ending<Result> {
  if (ended === null) throw new Error('a program has not ended');
  if (!connection.isLost && connection.isInTransaction) throw new Error('a program ended with an open transaction');
  if ('error' in ended) throw ended.error;
  return ended;
}

/** Every interleaving of the statements of these programs, each once. */
export async function* everyInterleaving<Result>(
  sessions: Sessions,
  programs: readonly Program<Result>[],
  options: InterleaveOptions,
): AsyncGenerator<Interleaving<Result>, void, undefined> {
  let schedule: readonly number[] | null = [];
  while (schedule !== null) {
    const made: Interleaving<Result> = await interleave(sessions, programs, schedule, options);
    yield made;
    schedule = nextSchedule(made);
  }
}

/** The same choices up to the last step at which a later session could have gone on; there, the next session. */
function nextSchedule({ choices, options }: Pick<Interleaving<unknown>, 'choices' | 'options'>): number[] | null {
  const last = choices.findLastIndex((choice, step) => choice + 1 < (options[step] ?? 0));
  return last === -1 ? null : [...choices.slice(0, last), (choices[last] ?? 0) + 1];
}
