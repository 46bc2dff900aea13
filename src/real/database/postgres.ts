import { DatabaseError } from 'pg';
import { EnvironmentError } from '../../kernel/environment-error.ts';
import { recordLoss } from './connection-losses.ts';
import { ConnectionLost } from './connection-lost.ts';
import { answerMsOf, clientFor, environmentError, messageOf, unreachable } from './postgres-address.ts';
import { answerTo, hangUp } from './postgres-answer.ts';

/** What a parameter of a statement may be. */
export type Value = string | number | boolean | null | readonly string[];

/** By name: `{ job: 'j1' }` goes where the statement says `:job`. One that it does not use is no error. */
export type Parameters = Readonly<Record<string, Value>>;

export type Isolation = 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';

/** Statements that go to the server one after the other. Throws `ConnectionLost`, `EnvironmentError` where the server's disk is full, and `DatabaseError` where it refuses. */
export interface PostgresSession {
  /** One statement, which is prepared when it is first used, and all that the server answers. */
  send(text: string, parameters: Parameters): Promise<PostgresReply>;
  /** The rows of one statement. */
  all<Row>(text: string, parameters?: Parameters): Promise<Row[]>;
  /** The first row, where there is one. */
  get<Row>(text: string, parameters?: Parameters): Promise<Row | undefined>;
  /** How many rows one statement changed. */
  run(text: string, parameters?: Parameters): Promise<number>;
  /** All of it, or nothing: what throws is rolled back. */
  transaction<Result>(work: () => Promise<Result>, isolation?: Isolation): Promise<Result>;
}

/** One connection. */
export interface PostgresConnection extends PostgresSession {
  /** The number of the server's process behind it. */
  readonly processId: number;
  /** The connection has ended, for any reason. */
  readonly isLost: boolean;
  readonly isInTransaction: boolean;
  /** Whether it keeps this process alive. */
  keepsAwake(isAwake: boolean): void;
  /** The listener gets the server's notices; `null`: no listener. */
  hearNotices(listener: ((message: string) => void) | null): void;
  /** From now on the server may take this long to answer a call, in milliseconds, where it could take longer before. */
  giveUpAfter(ms: number): void;
  /** Several statements without parameters, in one go. */
  script(text: string): Promise<void>;
  /** The rows of one statement without parameters, which is not prepared: nothing of it stays at the server. */
  unprepared<Row extends object>(text: string): Promise<Row[]>;
  /** Ends this end of it at once: what waits for an answer is rejected. */
  abandon(): void;
  /** Ends it, also where the server does not answer. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Called before each statement, and where one fails: what it throws is thrown in place of that. */
  readonly assertUsable?: () => void;
  /** Called once where the connection ends, and was not closed at this end: with why. */
  readonly onLost?: (why: string) => void;
}

/**
 * Connects to the server at this address. Throws `EnvironmentError`, also later, where the server does not answer: neither a
 * call nor a new connection.
 */
export async function connectPostgres(
  url: string,
  { assertUsable, onLost }: ConnectOptions = {},
): Promise<PostgresConnection> {
  let answerMs = answerMsOf(url);
  const client = clientFor(url, answerMs);
  let isConnected = false;
  let isLost = false;
  let hear: ((message: string) => void) | null = null;
  const lose = (why: string): void => {
    if (isConnected && !isLost) {
      recordLoss(environmentError(url, `has ended a connection of this run (${why})`).message);
      onLost?.(why);
    }
    isLost = true;
  };
  client.on('notice', ({ message }) => hear?.(message ?? ''));
  // Without a listener, a connection that is lost while unused ends the whole process.
  client.on('error', (error) => lose(messageOf(error)));
  client.on('end', () => lose('the server has closed it'));
  try {
    await client.connect();
  } catch (error) {
    isLost = true;
    client.connection.stream.destroy();
    throw unreachable(url, error);
  }
  isConnected = true;

  async function ask<Result>(call: () => Promise<Result>): Promise<Result> {
    assertUsable?.();
    try {
      return await answerTo(call(), url, () => answerMs);
    } catch (error) {
      if (error instanceof EnvironmentError) client.connection.stream.destroy();
      if (error instanceof EnvironmentError || isFarewell(error) || isOfSocket(error)) lose(messageOf(error));
      assertUsable?.();
      if (error instanceof EnvironmentError) throw error;
      if (isOfServersDisk(error)) throw new EnvironmentError(`Postgres: ${messageOf(error)}`, { cause: error });
      throw isLost ? new ConnectionLost(messageOf(error), { cause: error }) : error;
    }
  }

  function send(text: string, parameters: Parameters): Promise<PostgresReply> {
    const { name, positional, order } = prepared(text);
    const values = order.map((parameter) => parameters[parameter]);
    return ask(() => client.query({ name, text: positional, values }));
  }

  return {
    ...sessionOver(send),
    processId: client.processID,
    get isLost() {
      return isLost;
    },
    get isInTransaction() {
      return client.getTransactionStatus() !== 'I';
    },
    hearNotices(listener) {
      hear = listener;
    },
    keepsAwake(isAwake) {
      if (isAwake) client.ref();
      else client.unref();
    },
    giveUpAfter(ms) {
      answerMs = Math.min(answerMs, ms);
    },
    script: async (text) => void (await ask(() => client.query(text))),
    unprepared: async <Row extends object>(text: string) => (await ask(() => client.query<Row>(text))).rows,
    abandon() {
      isLost = true;
      client.connection.stream.destroy();
    },
    async close() {
      isLost = true;
      await hangUp(client);
    },
  };
}

/** What the server answers to a statement. */
export interface PostgresReply {
  readonly rows: unknown[];
  readonly rowCount: number | null;
  /** What was carried out, in a word: `COMMIT`, `INSERT`. */
  readonly command: string;
}

/** A session over any function that takes statements to a server. */
export function sessionOver(send: PostgresSession['send']): PostgresSession {
  return {
    send,
    all: async <Row>(text: string, parameters = {}) => (await send(text, parameters)).rows as Row[],
    get: async <Row>(text: string, parameters = {}) => (await send(text, parameters)).rows[0] as Row | undefined,
    run: async (text, parameters = {}) => (await send(text, parameters)).rowCount ?? 0,
    async transaction(work, isolation = 'READ COMMITTED') {
      await send(`BEGIN ISOLATION LEVEL ${isolation}`, {});
      let result: Awaited<ReturnType<typeof work>>;
      try {
        result = await work();
      } catch (error) {
        if (!(error instanceof ConnectionLost)) await send('ROLLBACK', {});
        throw error;
      }
      const { command } = await send('COMMIT', {});
      // After a failed statement that was ignored, the server answers COMMIT by ROLLBACK, and does not call that an error.
      if (command !== 'COMMIT') throw new Error('a statement of the transaction failed, so that it was rolled back');
      return result;
    },
  };
}

/** A statement as the server takes it, which knows parameters by their positions. */
interface Prepared {
  /** By which the server knows it when it comes again. */
  readonly name: string;
  readonly positional: string;
  readonly order: readonly string[];
}

const known = new Map<string, Prepared>();

function prepared(text: string): Prepared {
  const before = known.get(text);
  if (before !== undefined) return before;
  const order: string[] = [];
  // `::` is a cast.
  const positional = text.replaceAll(/(?<!:):([a-z]\w*)/gi, (_whole, parameter: string) => {
    if (!order.includes(parameter)) order.push(parameter);
    return `$${order.indexOf(parameter) + 1}`;
  });
  const statement = { name: `s${known.size}`, positional, order };
  known.set(text, statement);
  return statement;
}

/** Whether the server took its leave, as when it is shut down. */
function isFarewell(error: unknown): boolean {
  return error instanceof DatabaseError && error.severity === 'FATAL';
}

/** `disk_full`, `io_error`: no fault of the writer. */
function isOfServersDisk(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '53100' || error.code === '58030');
}

/** Whether the connection broke under a statement: it may say so before it says that it has ended. */
function isOfSocket(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
