import { DatabaseError } from 'pg';
import { ConnectionLost } from '../database/connection-lost.ts';
import type { Connection, Parameters, Reply, Session } from '../database/postgres.ts';
import { sessionOver } from '../database/postgres.ts';

/** Statements that one client sends over its session, one after the other; nothing else may be awaited. */
export type Program<Result> = (session: Session) => Promise<Result>;

/** How a program ended: with its result, with an error of the server (SQLSTATE), or cut off. */
export type Ending<Result> =
  | { readonly type: 'returned'; readonly result: Result }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  | { readonly type: 'connectionLost' };

/** What came of a statement: it is done, it was refused with this SQLSTATE, or the connection was lost with it. */
export type Answer = 'done' | 'connectionLost' | (string & {});

/** A program under way: it stops before each of its statements, and goes on when it is told to. */
export interface Actor<Result> {
  readonly connection: Connection;
  /** The statement that it would send; `null` while it has one under way, and when it has ended. */
  next(): string | null;
  /** How many statements it has sent. */
  sent(): number;
  /** Sends the statement. */
  go(): void;
  /** Whether a statement was sent and has no answer yet. */
  isUnderWay(): boolean;
  /** Resolves when there is an answer, or the session has said that it waits for a lock. */
  hasSpoken(): Promise<void>;
  /** Whether it has looked for a deadlock, and found none, since it began to wait at this time. */
  hasLookedSince(waitStart: string): boolean;
  /** Hands the answer to the program, and lets it come to its next statement. `null` where there is none to hand over. */
  takeAnswer(): Promise<Answer | null>;
  /** Throws what the program threw, unless it came from the server. */
  ending(): Ending<Result>;
}

/** A statement that stands at the door. */
interface Request {
  readonly text: string;
  readonly parameters: Parameters;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/** Starts a program, and lets it come to its first statement. */
export async function startActor<Result>(connection: Connection, program: Program<Result>): Promise<Actor<Result>> {
  let begin: string | null = null;
  let request: Request | null = null;
  let arrived: { readonly answer: Answer; readonly tell: () => void } | null = null;
  let isUnderWay = false;
  let sent = 0;
  /** How often it has looked for a deadlock during its statement, and what is known of the last time. */
  let looks = 0;
  let known: { readonly waitStart: string; readonly looks: number } | null = null;
  let spoken = Promise.resolve();
  let speak = (): void => undefined;
  let ended: { readonly how: Ending<Result> } | { readonly error: unknown } | null = null;
  let stop = (): void => undefined;

  function untilItStops(go: () => void): Promise<void> {
    return new Promise((resolve) => {
      stop = resolve;
      go();
    });
  }

  const session = sessionOver((text, parameters) => {
    if (text.startsWith('BEGIN')) {
      begin = text;
      return Promise.resolve({ rows: [], rowCount: null, command: 'BEGIN' });
    }
    return new Promise((resolve, reject) => {
      request = { text, parameters, resolve, reject };
      stop();
    });
  });

  async function send({ text, parameters, resolve, reject }: Request): Promise<void> {
    try {
      if (begin !== null) await connection.send(begin, {});
      begin = null;
      const reply = await connection.send(text, parameters);
      arrived = { answer: 'done', tell: () => resolve(reply) };
    } catch (error) {
      // The server tells of an error first, and lets go of the locks then; it is done when it takes the next statement.
      if (!connection.isLost) await connection.script('').catch(() => undefined);
      arrived = { answer: answerOf(error), tell: () => reject(error) };
    }
    isUnderWay = false;
  }

  connection.hearNotices((message) => {
    if (!/^process \d+ still waiting for /.test(message)) return;
    looks += 1;
    speak();
  });
  await untilItStops(() => {
    program(session)
      .then(
        (result) => (ended = { how: { type: 'returned', result } }),
        (error: unknown) => (ended = wasTheServer(error) ? { how: endingOf(error) } : { error }),
      )
      .finally(() => stop());
  });

  return {
    connection,
    next: () => request?.text ?? null,
    sent: () => sent,
    go() {
      const taken = request;
      if (taken === null) throw new Error('a program goes on that has nothing to send');
      request = null;
      isUnderWay = true;
      sent += 1;
      looks = 0;
      known = null;
      const saysThatItWaits = new Promise<void>((resolve) => (speak = resolve));
      spoken = Promise.race([send(taken), saysThatItWaits]);
    },
    hasSpoken: () => spoken,
    hasLookedSince(waitStart) {
      if (known?.waitStart === waitStart) return true;
      // Each time it begins to wait, it looks once.
      if (looks <= (known?.looks ?? 0)) return false;
      known = { waitStart, looks };
      return true;
    },
    isUnderWay: () => isUnderWay,
    async takeAnswer() {
      if (arrived === null) return null;
      const { answer, tell } = arrived;
      arrived = null;
      await untilItStops(tell);
      return answer;
    },
    ending() {
      if (ended === null) throw new Error('a program has not ended');
      if (!connection.isLost && connection.isInTransaction)
        throw new Error('a program ended, and its transaction did not');
      if ('error' in ended) throw ended.error;
      return ended.how;
    },
  };
}

function wasTheServer(error: unknown): error is DatabaseError | ConnectionLost {
  return error instanceof DatabaseError || error instanceof ConnectionLost;
}

function answerOf(error: unknown): Answer {
  if (error instanceof ConnectionLost) return 'connectionLost';
  return error instanceof DatabaseError && error.code !== undefined ? error.code : String(error);
}

function endingOf<Result>(error: DatabaseError | ConnectionLost): Ending<Result> {
  if (error instanceof ConnectionLost) return { type: 'connectionLost' };
  return { type: 'refused', code: error.code ?? '', message: error.message };
}
