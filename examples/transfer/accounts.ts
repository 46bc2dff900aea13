import { DatabaseSync } from 'node:sqlite';

export interface AccountsOptions {
  /** Plants a bug: the key of a request is not written, so that a request sent twice moves the money twice. */
  readonly forgetsKeys?: boolean;
}

/** Accounts in SQLite. This is the code under test: it knows nothing of Faultbook. */
export class Accounts {
  readonly #db = new DatabaseSync(':memory:');
  readonly #forgetsKeys: boolean;

  constructor({ forgetsKeys = false }: AccountsOptions = {}) {
    this.#forgetsKeys = forgetsKeys;
    this.#db.exec(`
      CREATE TABLE accounts (name TEXT PRIMARY KEY, balance INTEGER NOT NULL CHECK (balance >= 0));
      CREATE TABLE done (key TEXT PRIMARY KEY);
      INSERT INTO accounts VALUES ('a', 2), ('b', 0);`);
  }

  transfer(key: string, from: string, to: string): 'moved' | 'alreadyMoved' | 'insufficient' {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const answer = this.#move(key, from, to);
      this.#db.exec('COMMIT');
      return answer;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #move(key: string, from: string, to: string): 'moved' | 'alreadyMoved' | 'insufficient' {
    if (this.#db.prepare('SELECT 1 FROM done WHERE key = ?').get(key) !== undefined) return 'alreadyMoved';
    const taken = this.#db
      .prepare('UPDATE accounts SET balance = balance - 1 WHERE name = ? AND balance > 0')
      .run(from);
    if (taken.changes === 0) return 'insufficient';
    this.#db.prepare('UPDATE accounts SET balance = balance + 1 WHERE name = ?').run(to);
    if (!this.#forgetsKeys) this.#db.prepare('INSERT INTO done VALUES (?)').run(key);
    return 'moved';
  }

  balance(name: string): number {
    return Number(this.#db.prepare('SELECT balance FROM accounts WHERE name = ?').get(name)?.['balance']);
  }

  keys(): string[] {
    return this.#db
      .prepare('SELECT key FROM done ORDER BY key')
      .all()
      .map(({ key }) => String(key));
  }

  close(): void {
    this.#db.close();
  }
}
