import { DatabaseSync } from 'node:sqlite';

export interface JobTableOptions {
  /** The jobs that are handed out, as a condition. */
  readonly isDue?: string;
  readonly order?: string;
  /** How long a job is handed out. Default: five seconds. */
  readonly leaseMs?: number;
}

/** A job queue in a table: `add` takes a job in, `fetch` hands it out for a time, `done` ends it. */
export class JobTable {
  readonly #database = new DatabaseSync(':memory:');
  readonly #fetch;

  constructor({
    isDue = `takenUntilMs <= :nowMs AND attempts < 3`,
    order = 'rowid',
    leaseMs = 5_000,
  }: JobTableOptions = {}) {
    this.#database.exec(`CREATE TABLE jobs (
      key TEXT PRIMARY KEY, state TEXT DEFAULT 'free', attempts INTEGER DEFAULT 0, takenBy TEXT, takenUntilMs INTEGER)`);
    this.#fetch = this.#database.prepare(
      `UPDATE jobs SET state = 'taken', attempts = attempts + 1, takenBy = :worker, takenUntilMs = :nowMs + ${leaseMs}
      WHERE key = (SELECT key FROM jobs WHERE state = 'free' OR (state = 'taken' AND ${isDue}) ORDER BY ${order} LIMIT 1)
      RETURNING key`,
    );
  }

  /** False where the job is there already. */
  add(key: string): boolean {
    return this.#database.prepare('INSERT OR IGNORE INTO jobs (key) VALUES (?)').run(key).changes === 1;
  }

  /** A job that is free, or was not ended in time: it is the worker's from now on. */
  fetch(worker: string, nowMs: number): string | null {
    const job = this.#fetch.get({ worker, nowMs });
    return job === undefined ? null : String(job['key']);
  }

  /** False where the job is another worker's by now, or has ended. */
  done(worker: string, key: string): boolean {
    const end = `UPDATE jobs SET state = 'done' WHERE key = ? AND takenBy = ? AND state = 'taken'`;
    return this.#database.prepare(end).run(key, worker).changes === 1;
  }

  /** The state of each job: free, taken or done. */
  states(): Record<string, string> {
    const rows = this.#database.prepare('SELECT key, state FROM jobs').all();
    return Object.fromEntries(rows.map(({ key, state }) => [String(key), String(state)]));
  }

  close(): void {
    this.#database.close();
  }
}
