import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresConnection } from '../../src/real/database/postgres.ts';
import type { Actor, Answer, Ending, Program } from './actor.ts';
import { startActor } from './actor.ts';
import type { Stage, Wait } from './stage.ts';
import { waitsOn } from './stage.ts';

/** A statement, sent by a session that could run. */
export interface Step {
  readonly session: number;
  readonly statement: string;
  /** `waits` if the statement waits for another session. */
  readonly answer: Answer | 'waits';
  /** Sessions whose wait ended with this step, with their replies, in the order of the sessions. */
  readonly woken: readonly { readonly session: number; readonly answer: Answer }[];
}

/** An interleaving of the statements of several programs, and its results. */
export interface Interleaving<Result> {
  /** At each step, the session that ran, by its place among the sessions that could run. */
  readonly choices: readonly number[];
  /** At each step, how many sessions could run. */
  readonly options: readonly number[];
  readonly steps: readonly Step[];
  /** Per program. */
  readonly endings: readonly Ending<Result>[];
}

export interface InterleaveOptions {
  /** Resets the tables to the state before the programs. */
  readonly reset: () => Promise<void>;
}

/**
 * A list gives for each step the session that goes on, by its place among the sessions that can run, modulo their
 * number. After the end of the list the first session goes on. So every list of numbers is a schedule, and so is every
 * part of a schedule.
 */
type Schedule = readonly number[];

/** How long a statement may take that no session of the stage blocks, in milliseconds. */
const patienceMs = 30_000;

/** How often a run is repeated if waiting sessions did not continue in the order of their arrival. */
const mostTries = 200;

/**
 * Runs the programs, each over its own session, one statement at a time, in the order of the schedule. A session can run
 * unless the session waits for a lock or has ended. `BEGIN` is sent with the statement that follows, because `BEGIN`
 * alone has no observable effect.
 *
 * After each step the stage waits until every statement under way has a reply or waits for another session of the stage.
 * Then the programs get the replies, in the order of the sessions, not of arrival. In a deadlock the session that closed
 * the circle is refused (40P01). Postgres promises no order among sessions that wait for the same row. Here the first to wait is
 * the first to continue; if another session was quicker, the whole run is repeated. So the same schedule gives the same
 * result every time.
 *
 * Rethrows errors of a program that did not come from the server.
 */
export async function interleave<Result>(
  stage: Stage,
  programs: readonly Program<Result>[],
  schedule: Schedule,
  options: InterleaveOptions,
): Promise<Interleaving<Result>> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    await options.reset();
    const { wasOvertaken, endings, ...interleaving } = await runOnce(stage, programs, schedule);
    if (!wasOvertaken) return { ...interleaving, endings: endings() };
  }
  throw new Error(`in ${mostTries} tries, sessions that wait for the same row never continued in order`);
}

async function runOnce<Result>(
  stage: Stage,
  programs: readonly Program<Result>[],
  schedule: Schedule,
): Promise<Omit<Interleaving<Result>, 'endings'> & { wasOvertaken: boolean; endings(): Ending<Result>[] }> {
  const actors: Actor<Result>[] = [];
  for (const [index, program] of programs.entries()) actors.push(await startActor(connectionOf(stage, index), program));
  const choices: number[] = [];
  const options: number[] = [];
  const steps: Step[] = [];
  /** In the order of arrival. */
  let waiting: Actor<Result>[] = [];
  let waits: Waits = new Map();
  let wasOvertaken = false;
  for (;;) {
    const ready = actors.filter((actor) => actor.next() !== null);
    if (ready.length === 0) break;
    const choice = (schedule[steps.length] ?? 0) % ready.length;
    const actor = ready[choice] as Actor<Result>;
    const session = actors.indexOf(actor);
    const statement = actor.next() as string;
    actor.go();
    const before = waits;
    waits = await settle(stage, actors);
    wasOvertaken ||= isOvertaken(waiting, before, waits);
    waiting = [...waiting, actor].filter((other) => other.isUnderWay());
    let answer: Step['answer'] = 'waits';
    const woken: { session: number; answer: Answer }[] = [];
    for (const [index, other] of actors.entries()) {
      const given = await other.takeAnswer();
      if (given === null) continue;
      if (other === actor) answer = given;
      else woken.push({ session: index, answer: given });
    }
    choices.push(choice);
    options.push(ready.length);
    steps.push({ session, statement, answer, woken });
  }
  return { choices, options, steps, wasOvertaken, endings: () => actors.map((actor) => actor.ending()) };
}

type Waits = ReadonlyMap<number, Wait>;

/**
 * Whether a waiting session is now blocked by a session that came later, and was not blocked by that session before.
 */
function isOvertaken(waiting: readonly Actor<unknown>[], before: Waits, now: Waits): boolean {
  return waiting.some(({ connection: { processId } }, place) => {
    const was = new Set(before.get(processId)?.blockers);
    const is = new Set(now.get(processId)?.blockers);
    return waiting.slice(place + 1).some(({ connection: { processId: later } }) => is.has(later) && !was.has(later));
  });
}

function connectionOf({ sessions }: Stage, index: number): PostgresConnection {
  const connection = sessions[index];
  if (connection === undefined)
    throw new Error(`the stage has ${sessions.length} sessions, which is fewer than the programs`);
  return connection;
}

/**
 * Waits until each statement under way has a reply or is blocked by another session of the stage. Returns the waits.
 */
async function settle(stage: Stage, actors: readonly Actor<unknown>[]): Promise<Waits> {
  const untilMs = performance.now() + patienceMs;
  await inTime(Promise.all(actors.filter((actor) => actor.isUnderWay()).map((actor) => actor.hasSpoken())));
  for (;;) {
    const before = actors.filter((actor) => actor.isUnderWay());
    if (before.length === 0) return new Map();
    const waits = await waitsOn(stage);
    const now = actors.filter((actor) => actor.isUnderWay());
    // A session that got its reply meanwhile may have released others: then the waits are out of date.
    const isCurrent = now.length === before.length;
    if (isCurrent && now.every((actor) => isStuck(actor, waits))) return waits;
    if (performance.now() > untilMs) throw new Error(noAnswer);
  }
}

function isStuck(actor: Actor<unknown>, waits: Waits): boolean {
  const wait = waits.get(actor.connection.processId);
  return wait !== undefined && actor.hasLookedSince(wait.since);
}

const noAnswer = `a statement got no reply for ${patienceMs / 1000} s, and no session of the stage blocks the statement`;

async function inTime(work: Promise<unknown>): Promise<void> {
  const cancel = new AbortController();
  const late = sleep(patienceMs, undefined, { signal: cancel.signal }).then(() => {
    throw new Error(noAnswer);
  });
  await Promise.race([work, late]).finally(() => cancel.abort());
}
