import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { Trace } from '../corpus/trace.ts';
import type { Job } from './job.ts';
import { keyOf } from './job.ts';
import type { Budget, Entry, DeathEntry, Journal, Night, Replayed, Share } from './journal.ts';
import { BadJournal, complaint } from './bad-journal.ts';

type Row = Record<string, SQLOutputValue>;

/** Of a database that has the tables of a journal. */
export function journalIn(database: DatabaseSync, path: string): Journal {
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const prepared = (text: string): ReturnType<DatabaseSync['prepare']> => {
    let statement = statements.get(text);
    if (statement === undefined) statements.set(text, (statement = database.prepare(text)));
    return statement;
  };
  const all = (text: string, ...values: SQLInputValue[]): Row[] => prepared(text).all(...values);
  const get = (text: string, ...values: SQLInputValue[]): Row | undefined => prepared(text).get(...values);
  const run = (text: string, ...values: SQLInputValue[]): number =>
    Number(prepared(text).run(...values).lastInsertRowid);

  /** All of it, or nothing. */
  function transaction<Result>(work: () => Result): Result {
    try {
      database.exec('BEGIN IMMEDIATE');
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw complaint(path, error);
    }
  }

  const { origin } = get('SELECT origin FROM journal') as { origin: string };
  return {
    origin,
    numberOf: (job) =>
      transaction(() => {
        const key = keyOf(job);
        const row = get('SELECT id FROM job WHERE key = ?', key);
        // The source of a subject may move; its job stays the same.
        if (row !== undefined) run('UPDATE job SET job = ? WHERE id = ?', JSON.stringify(job), row['id'] ?? 0);
        return Number(row?.['id'] ?? run('INSERT INTO job (key, job) VALUES (?, ?)', key, JSON.stringify(job)));
      }),
    jobOf(number) {
      const row = get('SELECT job FROM job WHERE id = ?', number);
      if (row === undefined) throw new BadJournal(`${path} has no job ${number}: it is not whole; move it away`);
      return JSON.parse(String(row['job'])) as Job;
    },
    begin: ({ begunAt, budget, jobs, folder, leftOut }, replays) =>
      transaction(() => {
        const id = run(
          'INSERT INTO night (begunAt, budget, jobs, folder, leftOut, spentSeconds) VALUES (?, ?, ?, ?, ?, 0)',
          begunAt,
          JSON.stringify(budget),
          JSON.stringify(jobs),
          folder,
          JSON.stringify(leftOut),
        );
        for (const { trace, ...one } of replays) {
          run('INSERT INTO replayed VALUES (?, ?)', id, JSON.stringify({ ...one, trace: null }));
          if (one.verdict !== 'reproduced' || one.key === null || trace === null) continue;
          run('INSERT OR IGNORE INTO finding VALUES (?, ?, ?, 1, 1)', one.key, JSON.stringify(trace), one.note);
          run('INSERT OR IGNORE INTO sighting VALUES (?, ?, 0, ?, ?)', one.key, id, begunAt, begunAt);
        }
        return id;
      }),
    finish: (piece) =>
      transaction(() => {
        const { night, job, number, now } = piece;
        run(
          'INSERT INTO piece VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
          job,
          number,
          night,
          piece.runs,
          piece.newEdges,
          piece.spentSeconds,
          bytes(piece.states),
          bytes(piece.edges),
        );
        run('INSERT OR REPLACE INTO share VALUES (?, ?, ?)', night, job, JSON.stringify(piece.share));
        run('UPDATE night SET spentSeconds = ? WHERE id = ?', piece.spentSeconds, night);
        for (const { key, trace, details, shown, of } of piece.found) {
          run('INSERT OR REPLACE INTO finding VALUES (?, ?, ?, ?, ?)', key, JSON.stringify(trace), details, shown, of);
          run('INSERT OR IGNORE INTO sighting VALUES (?, ?, 0, ?, ?)', key, night, now, now);
        }
        for (const { key, times } of piece.sightings) {
          run('INSERT OR IGNORE INTO sighting VALUES (?, ?, 0, ?, ?)', key, night, now, now);
          run(
            'UPDATE sighting SET times = times + ?, lastSeen = ? WHERE key = ? AND night = ?',
            times,
            now,
            key,
            night,
          );
        }
        if (piece.death !== null)
          run('INSERT INTO death VALUES (?, ?, ?, ?)', job, number, night, JSON.stringify(piece.death));
      }),
    setAside: (night, share) =>
      transaction(
        () => void run('INSERT OR REPLACE INTO share VALUES (?, ?, ?)', night, share.job, JSON.stringify(share)),
      ),
    end: (night, how, at) =>
      transaction(() => void run('UPDATE night SET how = ?, endedAt = ? WHERE id = ?', how, at, night)),
    lastNight() {
      const row = get('SELECT * FROM night ORDER BY id DESC LIMIT 1');
      if (row === undefined) return null;
      const parsed = (field: string): unknown => JSON.parse(String(row[field]));
      return {
        ...(row as unknown as Night),
        budget: parsed('budget') as Budget,
        jobs: parsed('jobs') as number[],
        leftOut: parsed('leftOut') as string[],
      };
    },
    shares: (night) =>
      all('SELECT share FROM share WHERE night = ? ORDER BY job', night).map(
        ({ share }) => JSON.parse(String(share)) as Share,
      ),
    piecesOf: (job) =>
      all('SELECT number, night FROM piece WHERE job = ? ORDER BY number', job).map(({ number, night }) => ({
        number: Number(number),
        night: Number(night),
      })),
    *thingsOf(job) {
      for (const { states, edges } of prepared('SELECT states, edges FROM piece WHERE job = ?').iterate(job)) {
        yield { states: words(states), edges: words(edges) };
      }
    },
    runsOf: (job) => Number(get('SELECT ifnull(sum(runs), 0) AS runs FROM piece WHERE job = ?', job)?.['runs']),
    newEdgesSince: (night, job, spentSeconds) =>
      Number(
        get(
          'SELECT ifnull(sum(newEdges), 0) AS edges FROM piece WHERE night = ? AND job = ? AND spentSeconds >= ?',
          night,
          job,
          spentSeconds,
        )?.['edges'],
      ),
    entries: (night) =>
      all(
        `SELECT finding.*, tonight.times AS timesTonight, total.times, total.firstSeen, total.lastSeen
         FROM sighting AS tonight
         JOIN finding USING (key)
         JOIN (SELECT key, sum(times) AS times, min(firstSeen) AS firstSeen, max(lastSeen) AS lastSeen
               FROM sighting GROUP BY key) AS total USING (key)
         WHERE tonight.night = ? ORDER BY key`,
        night,
      ).map(entryOf),
    deaths: (night) =>
      all('SELECT death FROM death WHERE night = ? ORDER BY job, number', night).map(
        ({ death }) => JSON.parse(String(death)) as DeathEntry,
      ),
    replayed: (night) =>
      all('SELECT replayed FROM replayed WHERE night = ? ORDER BY rowid', night).map(
        ({ replayed }) => JSON.parse(String(replayed)) as Replayed,
      ),
    close: () => database.close(),
  };
}

function entryOf(row: Row): Entry {
  const trace = JSON.parse(String(row['trace'])) as Trace;
  return { ...(row as unknown as Entry), trace, of: Number(row['replays']) };
}

function bytes(of: Int32Array): Uint8Array {
  return new Uint8Array(of.buffer, of.byteOffset, of.byteLength);
}

function words(blob: SQLOutputValue | undefined): Int32Array {
  return blob instanceof Uint8Array ? new Int32Array(blob.slice().buffer) : new Int32Array();
}
