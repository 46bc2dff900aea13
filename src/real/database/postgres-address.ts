import { Client, DatabaseError, types } from 'pg';
import { EnvironmentError } from '../../kernel/environment-error.ts';

/** `Client` has more than its types say. */
export type FullClient = Client & {
  readonly processID: number;
  readonly connection: { readonly stream: { destroy(): void } };
  ref(): void;
  unref(): void;
};

/** How long a server may take to answer a call where its address does not say it, in milliseconds. */
const usualAnswerMs = 10_000;

/** An hour: no timer takes more than some weeks. */
const longestAnswerMs = 3_600_000;

/** How long the server at this address may take to answer a call, in milliseconds: its `connect_timeout`, in seconds. */
export function answerMsOf(url: string): number {
  const given = new URLSearchParams(url.split('?')[1]).get('connect_timeout');
  const seconds = Number(given);
  return given === null || !(seconds > 0) ? usualAnswerMs : Math.min(seconds * 1000, longestAnswerMs);
}

/** A client of the server at this address, which is not connected yet. Throws `EnvironmentError`. */
export function clientFor(url: string, answerMs: number): FullClient {
  if (!/^postgres(?:ql)?:\/\//.test(url)) {
    throw new EnvironmentError('DATABASE_URL is no address of a Postgres server: it does not begin with postgresql://');
  }
  try {
    const connectionString = asInLibpq(url);
    const client = new Client({ connectionString, connectionTimeoutMillis: answerMs }) as FullClient;
    client.setTypeParser(types.builtins.INT8, safeInteger);
    return client;
  } catch (error) {
    throw new EnvironmentError(`DATABASE_URL is no address of a Postgres server: ${messageOf(error)}`);
  }
}

/** The driver reads `sslmode` in its own way, and prints nine lines about that, where it is not asked for libpq's. */
function asInLibpq(url: string): string {
  const isDriversOwn = /[?&]sslmode=(?:prefer|require|verify-ca)\b/.test(url) && !url.includes('uselibpqcompat=');
  return isDriversOwn ? `${url}&uselibpqcompat=true` : url;
}

/** Throws `RangeError` where it is more than a number can hold. */
export function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large a number`);
  return value;
}

/** The server at this address is not to be had. */
export function unreachable(url: string, error: unknown): EnvironmentError {
  return environmentError(url, `cannot be reached: ${messageOf(error)}`, error);
}

/** What to do about a refusal, by its SQLSTATE. */
const remedies: Readonly<Record<string, string>> = {
  '25006': 'name a server in DATABASE_URL that can be written to',
  '42501': 'allow the role to create schemas there (GRANT CREATE ON DATABASE)',
  '53300': 'allow more connections, or name a role in DATABASE_URL that has them',
  '57014': 'give the role more time (ALTER ROLE … SET statement_timeout)',
};

/** What is wrong with the server at this address, in one line. The password stays out of it. */
export function environmentError(url: string, wrong: string, cause?: unknown): EnvironmentError {
  const { host, port, database } = clientFor(url, usualAnswerMs);
  const where = host.startsWith('/') ? host : `${host}:${port}`;
  const remedy = cause instanceof DatabaseError ? remedies[cause.code ?? ''] : undefined;
  const line = `Postgres at ${where}, database ${database}, ${wrong}${remedy === undefined ? '' : `: ${remedy}`}`;
  return new EnvironmentError(inOneLine(line), { cause });
}

/** An attempt at several addresses at once has no message of its own. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return inOneLine(error instanceof Error ? error.message : String(error));
}

/** Line ends and other control characters come in with names and with what a server answers. */
function inOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ');
}
