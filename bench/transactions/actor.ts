import { DatabaseError } from 'pg';
import { ConnectionLost } from '../../src/real/database/connection-lost.ts';
import type {
  PostgresConnection,
  Parameters,
  PostgresReply,
  PostgresSession,
} from '../../src/real/database/postgres.ts';
import { sessionOver } from '../../src/real/database/postgres.ts';

/**
 * Statements that a client sends over its session, one after the other. A program may await nothing but its statements.
 */
export type Program<Result> = (session: PostgresSession) => Promise<Result>;

/** The end of a program: with a result, with an error of the server (SQLSTATE), or with a lost connection. */
export type Ending<Result> =
  | { readonly type: 'returned'; readonly result: Result }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  | { readonly type: 'connectionLost' };

/** The reply to a statement: done, refused with this SQLSTATE, or lost with the connection. */
export type Answer = 'done' | 'connectionLost' | (string & {});

/** A running program. The program stops before each of its statements until `go` is called. */
export interface Actor<Result> {
  readonly connection: PostgresConnection;
  /** The next statement; `null` while a statement is under way, and after the end. */
  next(): string | null;
  /** Sends the next statement. */
  go(): void;
  /** Whether a statement was sent and has no reply yet. */
  isUnderWay(): boolean;
  /** Resolves when the reply has arrived, or the session has logged that it waits for a lock. */
  hasSpoken(): Promise<void>;
  /** Whether the session has looked for a deadlock, and found none, since it began to wait at this time. */
  hasLookedSince(waitStart: string): boolean;
  /** Gives the reply to the program, which runs up to its next statement. `null` if no reply has arrived. */
  takeAnswer(): Promise<Answer | null>;
  /** The end of the program. Rethrows errors of the program that did not come from the server. */
  ending(): Ending<Result>;
}

/** A statement that waits to be sent. */
interface Request {
  readonly text: string;
  readonly parameters: Parameters;
  readonly resolve: (reply: PostgresReply) => void;
  readonly reject: (error: unknown) => void;
}

/** Starts a program, which runs up to its first statement. */
export async function startActor<Result>(
  connection: PostgresConnection,
  program: Program<Result>,
): Promise<Actor<Result>> {
  let begin: string | null = null;
  let request: Request | null = null;
  let arrived: { readonly answer: Answer; readonly deliver: () => void } | null = null;
  let isUnderWay = false;
  /**
   * How often the session has looked for a deadlock during its statement, and the wait that the last look belongs to.
   */
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
      arrived = { answer: 'done', deliver: () => resolve(reply) };
    } catch (error) {
      // The server reports an error before it releases the locks. Both are done when it accepts the next statement.
      if (!connection.isLost) await connection.script('').catch(() => undefined);
      arrived = { answer: answerOf(error), deliver: () => reject(error) };
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
    go() {
      const taken = request;
      if (taken === null) throw new Error('a program without a next statement cannot go on');
      request = null;
      isUnderWay = true;
      looks = 0;
      known = null;
      const saysThatItWaits = new Promise<void>((resolve) => (speak = resolve));
      spoken = Promise.race([send(taken), saysThatItWaits]);
    },
    hasSpoken: () => spoken,
    hasLookedSince(waitStart) {
      if (known?.waitStart === waitStart) return true;
      // A session looks for a deadlock once for each wait.
      if (looks <= (known?.looks ?? 0)) return false;
      known = { waitStart, looks };
      return true;
    },
    isUnderWay: () => isUnderWay,
    async takeAnswer() {
      if (arrived === null) return null;
      const { answer, deliver } = arrived;
      arrived = null;
      await untilItStops(deliver);
      return answer;
    },
    ending() {
      if (ended === null) throw new Error('a program has not ended');
      if (!connection.isLost && connection.isInTransaction) throw new Error('a program ended with an open transaction');
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
