import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { BadJournal, journalError } from './bad-journal.ts';
import { keyOf } from './job.ts';
import type { Rows } from './journal-rows.ts';
import { parseRow } from './journal-rows.ts';
import type { Journal } from './journal.ts';

/** The journal in a database that has the tables of a journal. */
export function journalIn(database: DatabaseSync, path: string): Journal {
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const prepared = (text: string): ReturnType<DatabaseSync['prepare']> => {
    let statement = statements.get(text);
    if (statement === undefined) statements.set(text, (statement = database.prepare(text)));
    return statement;
  };

  /** Each row of an answer, parsed. Throws `BadJournal` where a row is damaged, or cannot be read. */
  function* each<K extends keyof Rows>(kind: K, text: string, ...values: SQLInputValue[]): Generator<Rows[K]> {
    try {
      for (const row of prepared(text).iterate(...values)) yield parseRow(kind, row);
    } catch (error) {
      throw journalError(path, error);
    }
  }
  const all = <K extends keyof Rows>(kind: K, text: string, ...values: SQLInputValue[]): Rows[K][] => [
    ...each(kind, text, ...values),
  ];
  const get = <K extends keyof Rows>(kind: K, text: string, ...values: SQLInputValue[]): Rows[K] | undefined =>
    all(kind, text, ...values)[0];
  const run = (text: string, ...values: SQLInputValue[]): number =>
    Number(prepared(text).run(...values).lastInsertRowid);

  /** Commits all of the work, or rolls back. */
  function transaction<Result>(work: () => Result): Result {
    try {
      database.exec('BEGIN IMMEDIATE');
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw journalError(path, error);
    }
  }

  const first = get('origin', 'SELECT origin FROM journal');
  if (first === undefined) throw new BadJournal(`${path} is no journal: it has no origin; restore it, or move it away`);
  const { origin } = first;
  return {
    origin,
    numberOf: (job) =>
      transaction(() => {
        const key = keyOf(job);
        const known = get('id', 'SELECT id FROM job WHERE key = ?', key);
        return known?.id ?? run('INSERT INTO job (key, job) VALUES (?, ?)', key, JSON.stringify(job));
      }),
    jobOf(number) {
      const row = get('job', 'SELECT job FROM job WHERE id = ?', number);
      if (row === undefined)
        throw new BadJournal(`${path} has no job ${number}: the journal is not whole; move it away`);
      return row.job;
    },
    begin: ({ begunAt, budget, jobs, folder, leftOut }, replays) =>
      transaction(() => {
        const id = run(
          'INSERT INTO campaign (begunAt, budget, jobs, folder, leftOut, spentSeconds) VALUES (?, ?, ?, ?, ?, 0)',
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
    finish: (batch) =>
      transaction(() => {
        const { campaign, job, number, now } = batch;
        run(
          // Node 22 passes an empty list of bytes as NULL.
          "INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, coalesce(?, x''), coalesce(?, x''), coalesce(?, x''))",
          job,
          number,
          campaign,
          batch.runs,
          batch.newEdges,
          batch.spentSeconds,
          bytes(batch.states),
          bytes(batch.edges),
          bytes(batch.kinds),
        );
        run('INSERT OR REPLACE INTO share VALUES (?, ?, ?)', campaign, job, JSON.stringify(batch.share));
        run('UPDATE campaign SET spentSeconds = ? WHERE id = ?', batch.spentSeconds, campaign);
        for (const { key, trace, details, shown, of } of batch.found) {
          run('INSERT OR REPLACE INTO finding VALUES (?, ?, ?, ?, ?)', key, JSON.stringify(trace), details, shown, of);
          run('INSERT OR IGNORE INTO sighting VALUES (?, ?, 0, ?, ?)', key, campaign, now, now);
        }
        for (const { key, times } of batch.sightings) {
          run('INSERT OR IGNORE INTO sighting VALUES (?, ?, 0, ?, ?)', key, campaign, now, now);
          run(
            'UPDATE sighting SET times = times + ?, lastSeen = ? WHERE key = ? AND campaign = ?',
            times,
            now,
            key,
            campaign,
          );
        }
        if (batch.crash !== null)
          run('INSERT INTO crash VALUES (?, ?, ?, ?)', job, number, campaign, JSON.stringify(batch.crash));
      }),
    setAside: (campaign, share) =>
      transaction(
        () => void run('INSERT OR REPLACE INTO share VALUES (?, ?, ?)', campaign, share.job, JSON.stringify(share)),
      ),
    end: (campaign, how, at) =>
      transaction(() => void run('UPDATE campaign SET how = ?, endedAt = ? WHERE id = ?', how, at, campaign)),
    lastCampaign: () => get('campaign', 'SELECT * FROM campaign ORDER BY id DESC LIMIT 1') ?? null,
    shares: (campaign) =>
      all('share', 'SELECT share FROM share WHERE campaign = ? ORDER BY job', campaign).map(({ share }) => share),
    sharesOf: (job) =>
      all('share', 'SELECT share FROM share WHERE job = ? ORDER BY campaign', job).map(({ share }) => share),
    batchesOf: (job) => all('batch', 'SELECT number, campaign, kinds FROM batch WHERE job = ? ORDER BY number', job),
    incidenceOf: (job) => each('incidence', 'SELECT states, edges FROM batch WHERE job = ?', job),
    runsOf: (job) => get('sum', 'SELECT ifnull(sum(runs), 0) AS sum FROM batch WHERE job = ?', job)?.sum ?? 0,
    newEdgesSince: (campaign, job, spentSeconds) =>
      get(
        'sum',
        'SELECT ifnull(sum(newEdges), 0) AS sum FROM batch WHERE campaign = ? AND job = ? AND spentSeconds >= ?',
        campaign,
        job,
        spentSeconds,
      )?.sum ?? 0,
    entries: (campaign) =>
      all(
        'entry',
        `SELECT finding.*, current.times AS timesInCampaign, total.times, total.firstSeen, total.lastSeen
         FROM sighting AS current
         JOIN finding USING (key)
         JOIN (SELECT key, sum(times) AS times, min(firstSeen) AS firstSeen, max(lastSeen) AS lastSeen
               FROM sighting GROUP BY key) AS total USING (key)
         WHERE current.campaign = ? ORDER BY key`,
        campaign,
      ),
    crashes: (campaign) =>
      all('crash', 'SELECT crash FROM crash WHERE campaign = ? ORDER BY job, number', campaign).map(
        ({ crash }) => crash,
      ),
    replayed: (campaign) =>
      all('replayed', 'SELECT replayed FROM replayed WHERE campaign = ? ORDER BY rowid', campaign).map(
        ({ replayed }) => replayed,
      ),
    close: () => database.close(),
  };
}

function bytes(of: Int32Array): Uint8Array {
  return new Uint8Array(of.buffer, of.byteOffset, of.byteLength);
}
