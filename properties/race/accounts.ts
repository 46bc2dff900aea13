import { openPostgres } from '../../src/real/database/postgres-schemas.ts';
import type { Isolation, PostgresSession } from '../../src/real/database/postgres.ts';
import type { Program, Sessions } from './interleave.ts';
import { openSessions } from './interleave.ts';

/** Two accounts with 10 in each, and sessions that act on them at the same time. */
export interface Bank {
  readonly sessions: Sessions;
  reset(): Promise<void>;
  balances(): Promise<number[]>;
  close(): Promise<void>;
}

export async function openBank(count: number): Promise<Bank> {
  const database = await openPostgres('CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL)');
  const sessions = await openSessions(database, count);
  return {
    sessions,
    reset: () => sessions.control.script('DELETE FROM accounts; INSERT INTO accounts VALUES (1, 10), (2, 10)'),
    async balances() {
      const rows = await sessions.control.all<{ balance: number }>('SELECT balance FROM accounts ORDER BY id');
      return rows.map(({ balance }) => balance);
    },
    async close() {
      await sessions.close();
      await database.close();
    },
  };
}

export function read(session: PostgresSession, id: number): Promise<number> {
  return session
    .get<{ balance: number }>('SELECT balance FROM accounts WHERE id = :id', { id })
    .then((row) => row?.balance ?? Number.NaN);
}

export function add(session: PostgresSession, id: number, amount: number): Promise<number> {
  return session.run('UPDATE accounts SET balance = balance + :amount WHERE id = :id', { id, amount });
}

function write(session: PostgresSession, id: number, balance: number): Promise<number> {
  return session.run('UPDATE accounts SET balance = :balance WHERE id = :id', { id, balance });
}

/** Adds to the accounts one after the other, in one transaction. */
export function addInTurn(amount: number, ...ids: readonly number[]): Program<string> {
  return (session) =>
    session.transaction(async () => {
      for (const id of ids) await add(session, id, amount);
      return 'added';
    });
}

/** Reads, reckons, and writes what it reckoned: whoever wrote in between is forgotten. */
export function readThenWrite(amount: number, isolation: Isolation): Program<string> {
  return (session) =>
    session.transaction(async () => {
      await write(session, 1, (await read(session, 1)) + amount);
      return 'written';
    }, isolation);
}

/** Takes everything out of one account, as long as the two together hold enough for it. */
export function withdraw(id: number, isolation: Isolation): Program<string> {
  return (session) =>
    session.transaction(async () => {
      const both = (await read(session, 1)) + (await read(session, 2));
      if (both < 20) return 'too little';
      await add(session, id, -20);
      return 'withdrawn';
    }, isolation);
}
