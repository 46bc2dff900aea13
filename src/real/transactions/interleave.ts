import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../database/postgres.ts';
import type { Actor, Answer, Ending, Program } from './actor.ts';
import { startActor } from './actor.ts';
import type { Stage, Wait } from './stage.ts';
import { waitsOn } from './stage.ts';

/** One statement, sent by a session that could. */
export interface Step {
  readonly session: number;
  readonly statement: string;
  /** `waits` where it has to wait for another session. */
  readonly answer: Answer | 'waits';
  /** Whose waiting ended with this step, and how; in the order of the sessions. */
  readonly woken: readonly { readonly session: number; readonly answer: Answer }[];
}

/** One order of the statements of several programs, and what came of it. */
export interface Interleaving<Result> {
  /** At each step, which of the sessions that could run did, by its place among them. */
  readonly choices: readonly number[];
  /** At each step, how many sessions could run. */
  readonly options: readonly number[];
  readonly steps: readonly Step[];
  /** Per program. */
  readonly endings: readonly Ending<Result>[];
}

export interface InterleaveOptions {
  /** Brings the tables to where the programs begin. */
  readonly reset: () => Promise<void>;
  /** The server cuts off this session where it is about to send this statement, counted from 0. */
  readonly cutOff?: { readonly session: number; readonly statement: number };
}

/**
 * At each step, which of the sessions that can run now goes on, by its place among them, counted round where it is too
 * large; where the list ends, it is always the first. So every list of numbers is a schedule, and a part of one is
 * another. Or whoever picks, out of the numbers of those sessions, the number of one.
 */
export type Schedule = readonly number[] | ((ready: readonly number[], step: number) => number);

/** How long a statement may take that nobody on the stage holds up, in milliseconds. */
const patienceMs = 30_000;

/** How often it is tried to have those who wait come in their turn. */
const mostTries = 200;

/**
 * Runs the programs, each over a session of its own, one statement at a time, in the order of the schedule. A session can
 * run unless it waits for a lock or has ended. `BEGIN` goes with the statement that follows it: alone it does nothing that
 * anybody could see.
 *
 * After each step everybody who is under way is waited for until they have an answer, or wait for somebody on the stage.
 * Answers are given to the programs then, in the order of the sessions, not in that in which they came. In a deadlock it
 * is the session that closed the circle which is refused (40P01). With a lock time-out on the stage, whoever has to wait
 * gives up before anybody else moves (55P03). Of those who wait for the same row, Postgres promises none that it comes
 * first, once the row has changed; here it is the first to come, and where another was quicker, all is done once more.
 * So the same schedule gives the same result every time.
 *
 * Throws what a program throws that did not come from the server.
 */
export async function interleave<Result>(
  stage: Stage,
  programs: readonly Program<Result>[],
  schedule: Schedule,
  options: InterleaveOptions,
): Promise<Interleaving<Result>> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    await options.reset();
    const { wasOvertaken, endings, ...interleaving } = await runOnce(stage, programs, schedule, options);
    if (!wasOvertaken) return { ...interleaving, endings: endings() };
  }
  throw new Error(`in ${mostTries} tries, those who wait for the same row have not once come in their turn`);
}

async function runOnce<Result>(
  stage: Stage,
  programs: readonly Program<Result>[],
  schedule: Schedule,
  { cutOff }: InterleaveOptions,
): Promise<Omit<Interleaving<Result>, 'endings'> & { wasOvertaken: boolean; endings(): Ending<Result>[] }> {
  await stage.heal();
  const actors: Actor<Result>[] = [];
  for (const [index, program] of programs.entries()) actors.push(await startActor(connectionOf(stage, index), program));
  const choices: number[] = [];
  const options: number[] = [];
  const steps: Step[] = [];
  /** In the order in which they came. */
  let waiting: Actor<Result>[] = [];
  let waits: Waits = new Map();
  let wasOvertaken = false;
  for (;;) {
    const ready = actors.filter((actor) => actor.next() !== null);
    if (ready.length === 0) break;
    const choice = choiceOf(
      schedule,
      ready.map((actor) => actors.indexOf(actor)),
      steps.length,
    );
    const actor = ready[choice] as Actor<Result>;
    const session = actors.indexOf(actor);
    const statement = actor.next() as string;
    if (cutOff?.session === session && cutOff.statement === actor.sent()) await terminate(stage, actor.connection);
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

/** A place among those who can run. */
function choiceOf(schedule: Schedule, ready: readonly number[], step: number): number {
  if (typeof schedule !== 'function') return (schedule[step] ?? 0) % ready.length;
  const choice = ready.indexOf(schedule(ready, step));
  if (choice === -1) throw new RangeError(`at step ${step + 1} somebody is to go on who cannot`);
  return choice;
}

type Waits = ReadonlyMap<number, Wait>;

/** Whether somebody now waits for one who came later, and did not before. */
function isOvertaken(waiting: readonly Actor<unknown>[], before: Waits, now: Waits): boolean {
  return waiting.some(({ connection: { processId } }, place) => {
    const was = new Set(before.get(processId)?.blockers);
    const is = new Set(now.get(processId)?.blockers);
    return waiting.slice(place + 1).some(({ connection: { processId: later } }) => is.has(later) && !was.has(later));
  });
}

function connectionOf({ sessions }: Stage, index: number): Connection {
  const connection = sessions[index];
  if (connection === undefined)
    throw new Error(`the stage has ${sessions.length} sessions, and there are more programs`);
  return connection;
}

async function terminate({ control }: Stage, { processId }: Connection): Promise<void> {
  await control.all('SELECT pg_terminate_backend(:processId, 10000)', { processId });
}

/** Waits until all that are under way have an answer, or wait for somebody on the stage with no end in sight: those waits. */
async function settle(stage: Stage, actors: readonly Actor<unknown>[]): Promise<Waits> {
  const untilMs = performance.now() + patienceMs;
  await inTime(Promise.all(actors.filter((actor) => actor.isUnderWay()).map((actor) => actor.hasSpoken())));
  for (;;) {
    const before = actors.filter((actor) => actor.isUnderWay());
    if (before.length === 0) return new Map();
    const waits = await waitsOn(stage);
    const now = actors.filter((actor) => actor.isUnderWay());
    // Whoever got an answer meanwhile may have let go of others: then what was read of these is old.
    const isCurrent = now.length === before.length && stage.lockTimeoutMs === null;
    if (isCurrent && now.every((actor) => isStuck(actor, waits))) return waits;
    if (performance.now() > untilMs) throw new Error(noAnswer);
  }
}

function isStuck(actor: Actor<unknown>, waits: Waits): boolean {
  const wait = waits.get(actor.connection.processId);
  return wait !== undefined && actor.hasLookedSince(wait.since);
}

const noAnswer = `a statement has had no answer for ${patienceMs / 1000} s, and nobody on the stage is in its way`;

async function inTime(work: Promise<unknown>): Promise<void> {
  const cancel = new AbortController();
  const late = sleep(patienceMs, undefined, { signal: cancel.signal }).then(() => {
    throw new Error(noAnswer);
  });
  await Promise.race([work, late]).finally(() => cancel.abort());
}
