import { Client, DatabaseError, types } from 'pg';
import { BadEnvironment } from '../../kernel/bad-environment.ts';
import { ConnectionLost } from './connection-lost.ts';

/** What a parameter of a statement may be. */
export type Value = string | number | boolean | null | readonly string[];

/** By name: `{ job: 'j1' }` goes where the statement says `:job`. One that it does not use is no error. */
export type Parameters = Readonly<Record<string, Value>>;

export type Isolation = 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';

/** Statements that go to the server one after the other. Throws `ConnectionLost`, `BadEnvironment` where the server's disk is full, and `DatabaseError` where it refuses. */
export interface Session {
  /** One statement, which is prepared when it is first used, and all that the server answers. */
  send(text: string, parameters: Parameters): Promise<Reply>;
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
export interface Connection extends Session {
  /** The number of the server's process behind it. */
  readonly processId: number;
  /** It has ended, whoever ended it. */
  readonly isLost: boolean;
  readonly isInTransaction: boolean;
  /** Whether it keeps this process alive. */
  keepsAwake(isAwake: boolean): void;
  /** Hears what the server has to say besides its answers; `null`: nobody does. */
  hearNotices(listener: ((message: string) => void) | null): void;
  /** Several statements without parameters, in one go. */
  script(text: string): Promise<void>;
  close(): Promise<void>;
}

/** How long a server may take to answer a call, in milliseconds. */
const answerWithinMs = 10_000;

/** Connects to the server at this address. Throws `BadEnvironment`. */
export async function connectPostgres(url: string): Promise<Connection> {
  const client = clientFor(url);
  let isLost = false;
  let hear: ((message: string) => void) | null = null;
  client.on('notice', ({ message }) => hear?.(message ?? ''));
  // Without a listener, a connection that is lost while nobody uses it ends the whole process.
  client.on('error', () => (isLost = true));
  client.on('end', () => (isLost = true));
  await client.connect().catch((error: unknown) => {
    throw unreachable(url, error);
  });

  async function orLost<Result>(reply: Promise<Result>): Promise<Result> {
    try {
      return await reply;
    } catch (error) {
      isLost ||= isFarewell(error) || isOfSocket(error);
      if (isOfServersDisk(error)) throw new BadEnvironment(`Postgres: ${messageOf(error)}`, { cause: error });
      throw isLost ? new ConnectionLost(messageOf(error), { cause: error }) : error;
    }
  }

  function send(text: string, parameters: Parameters): Promise<Reply> {
    const { name, positional, order } = prepared(text);
    return orLost(client.query({ name, text: positional, values: order.map((parameter) => parameters[parameter]) }));
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
    script: async (text) => {
      await orLost(client.query(text));
    },
    async close() {
      isLost = true;
      await client.end();
    },
  };
}

/** What the server answers to a statement. */
export interface Reply {
  readonly rows: unknown[];
  readonly rowCount: number | null;
  /** What was carried out, in a word: `COMMIT`, `INSERT`. */
  readonly command: string;
}

/** A session over whatever takes statements to a server. */
export function sessionOver(send: Session['send']): Session {
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
      // Where a statement failed and nobody minded, the server answers COMMIT by ROLLBACK, and calls it no error.
      if (command !== 'COMMIT') throw new Error('a statement of the transaction failed, so that it was rolled back');
      return result;
    },
  };
}

/** `Client` has more than its types say. */
type FullClient = Client & { readonly processID: number; ref(): void; unref(): void };

function clientFor(url: string): FullClient {
  if (!/^postgres(?:ql)?:\/\//.test(url)) {
    throw new BadEnvironment('DATABASE_URL is no address of a Postgres server: it does not begin with postgresql://');
  }
  try {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: answerWithinMs }) as FullClient;
    client.setTypeParser(types.builtins.INT8, safeInteger);
    return client;
  } catch (error) {
    throw new BadEnvironment(`DATABASE_URL is no address of a Postgres server: ${messageOf(error)}`);
  }
}

/** Throws `RangeError` where it is more than a number can hold. */
export function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large a number`);
  return value;
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

/** `disk_full`, `io_error`: no fault of whoever writes. */
function isOfServersDisk(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '53100' || error.code === '58030');
}

/** Whether the connection broke under a statement: it may say so before it says that it has ended. */
function isOfSocket(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** The password stays out of it. */
export function unreachable(url: string, error: unknown): BadEnvironment {
  const { host, port, database } = new Client({ connectionString: url });
  const where = host.startsWith('/') ? host : `${host}:${port}`;
  const message = `Postgres at ${where}, database ${database}, cannot be reached: ${messageOf(error)}`;
  return new BadEnvironment(message, { cause: error });
}

/** An attempt at several addresses at once has no message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
