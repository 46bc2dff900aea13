import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { zeroSums } from './sums.ts';
import type { Sums } from './sums.ts';
import { Complaint } from '../kernel/complaint.ts';
import type { Trace } from '../corpus/trace.ts';
import type { Job } from './job.ts';
import { keyOf } from './job.ts';
import type { Death, Found, ReplayedVerdict, Sighting } from './piece.ts';

/** The journal cannot be used as it is. Said in one line, with what to do. */
export class BadJournal extends Complaint {
  override name = 'BadJournal';
}

/** How a night is to be spent: an hour count, or rounds of each job. */
export type Budget = { readonly seconds: number } | { readonly rounds: number };

export interface Night {
  readonly id: number;
  readonly begunAt: string;
  /** `null` where it was cut off. */
  readonly endedAt: string | null;
  /** What ended it. */
  readonly how: 'time' | 'rounds' | 'interrupted' | 'nothing left' | null;
  readonly budget: Budget;
  /** Numbers of its jobs. */
  readonly jobs: readonly number[];
  readonly folder: string;
  /** What could not be part of it, and why. */
  readonly leftOut: readonly string[];
  /** Up to its last finished piece. */
  readonly spentSeconds: number;
}

/** What one night has made of one job. */
export interface Share {
  readonly job: number;
  readonly pieces: number;
  readonly seconds: number;
  readonly sums: Sums;
  readonly newStates: number;
  readonly newEdges: number;
  /** What its runs have shown, in all nights. */
  readonly shown: Shown | null;
  /** Of the last exploration. */
  readonly explored: Explored | null;
  /** Why nothing more was made of it. */
  readonly setAside: string | null;
}

export interface Shown {
  readonly runs: number;
  readonly states: number;
  readonly edges: number;
  /** How many runs have shown an edge that no other run has, and how many edges one run alone has shown. */
  readonly loneRuns: number;
  readonly single: number;
  /** There are more than can be counted. */
  readonly isFull: boolean;
}

export interface Explored {
  readonly states: number;
  readonly edges: number;
  readonly driven: number;
  readonly isWhole: boolean;
  readonly stoppedBy: string | null;
  /** Per type of command, how often each outcome occurred. */
  readonly outcomes: Sums['outcomes'];
}

/** A finding as the journal has it. */
export interface Entry {
  readonly key: string;
  readonly trace: Trace;
  readonly details: string;
  readonly shown: number;
  readonly of: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** In all nights. */
  readonly times: number;
  readonly timesTonight: number;
}

export interface DeathEntry extends Death {
  readonly job: number;
  readonly number: number;
  readonly seed: number | null;
}

/** What became of a kept counterexample when it was replayed before anything else. */
export interface Replayed {
  readonly path: string;
  /** Of the finding; `null` where the file is no trace. */
  readonly key: string | null;
  readonly trace: Trace | null;
  readonly verdict: ReplayedVerdict | 'unreadable' | 'died';
  readonly note: string;
}

/** A finished piece, with all that it changes. */
export interface Finished {
  readonly night: number;
  readonly job: number;
  readonly number: number;
  readonly share: Share;
  readonly runs: number;
  readonly newEdges: number;
  readonly states: Int32Array;
  readonly edges: Int32Array;
  readonly found: readonly (Found & { readonly key: string })[];
  readonly sightings: readonly (Sighting & { readonly key: string })[];
  readonly death: DeathEntry | null;
  /** Of the night. */
  readonly spentSeconds: number;
  /** The time of day. */
  readonly now: string;
}

export interface Journal {
  /** By this every journal is different. */
  readonly origin: string;
  /** The number of a job; a new one where it is not in there. */
  numberOf(job: Job): number;
  jobOf(number: number): Job;
  begin(night: Omit<Night, 'id' | 'endedAt' | 'how' | 'spentSeconds'>, replayed: readonly Replayed[]): number;
  /** One transaction. */
  finish(piece: Finished): void;
  /** A job of which nothing more comes, with no piece finished. */
  setAside(night: number, share: Share): void;
  end(night: number, how: NonNullable<Night['how']>, at: string): void;
  /** The last one; `null` where there was none. */
  lastNight(): Night | null;
  shares(night: number): Share[];
  /** The pieces that a job has finished, and in which night. */
  piecesOf(job: number): { readonly number: number; readonly night: number }[];
  /** What its pieces have added to what it has shown. */
  thingsOf(job: number): Iterable<{ readonly states: Int32Array; readonly edges: Int32Array }>;
  runsOf(job: number): number;
  /** How many new edges a job has come to since so many seconds of a night. */
  newEdgesSince(night: number, job: number, spentSeconds: number): number;
  entries(night: number): Entry[];
  deaths(night: number): DeathEntry[];
  replayed(night: number): Replayed[];
  close(): void;
}

const version = 1;

const schema = `
  CREATE TABLE journal (origin TEXT NOT NULL);
  CREATE TABLE job (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, job TEXT NOT NULL);
  CREATE TABLE night (
    id INTEGER PRIMARY KEY, begunAt TEXT NOT NULL, endedAt TEXT, how TEXT, budget TEXT NOT NULL, jobs TEXT NOT NULL,
    folder TEXT NOT NULL, leftOut TEXT NOT NULL, spentSeconds REAL NOT NULL
  );
  CREATE TABLE piece (
    job INTEGER NOT NULL REFERENCES job, number INTEGER NOT NULL, night INTEGER NOT NULL REFERENCES night,
    runs INTEGER NOT NULL, newEdges INTEGER NOT NULL, spentSeconds REAL NOT NULL, states BLOB NOT NULL,
    edges BLOB NOT NULL, PRIMARY KEY (job, number)
  );
  CREATE INDEX pieceOfNight ON piece (night, job, spentSeconds);
  CREATE TABLE share (
    night INTEGER NOT NULL REFERENCES night, job INTEGER NOT NULL REFERENCES job, share TEXT NOT NULL,
    PRIMARY KEY (night, job)
  );
  CREATE TABLE finding (
    key TEXT PRIMARY KEY, trace TEXT NOT NULL, details TEXT NOT NULL, shown INTEGER NOT NULL, replays INTEGER NOT NULL
  );
  CREATE TABLE sighting (
    key TEXT NOT NULL, night INTEGER NOT NULL REFERENCES night, times INTEGER NOT NULL, firstSeen TEXT NOT NULL,
    lastSeen TEXT NOT NULL, PRIMARY KEY (key, night)
  );
  CREATE TABLE death (
    job INTEGER NOT NULL, number INTEGER NOT NULL, night INTEGER NOT NULL, death TEXT NOT NULL,
    PRIMARY KEY (job, number)
  );
  CREATE TABLE replayed (night INTEGER NOT NULL REFERENCES night, replayed TEXT NOT NULL);
`;

/** Opens the journal for a night, and holds it until it is closed. Throws `BadJournal`, and what the system throws. */
export function openJournal(path: string): Journal {
  mkdirSync(dirname(path), { recursive: true });
  const lock = hold(path);
  try {
    const database = open(path);
    const journal = journalIn(database, path);
    return {
      ...journal,
      close() {
        database.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw complaint(path, error);
  }
}

/** Opens it to be read, also while a night is under way. Throws `BadJournal`. */
export function readJournal(path: string): Journal {
  if (!existsSync(path)) throw new BadJournal(`there is no journal ${path}: faultbook overnight begins one`);
  try {
    return journalIn(open(path), path);
  } catch (error) {
    throw complaint(path, error);
  }
}

/** The system lets go of it when the process ends, however it ends. */
function hold(path: string): DatabaseSync {
  const lock = new DatabaseSync(`${path}.lock`);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (!/locked/.test((error as Error).message)) throw complaint(`${path}.lock`, error);
    throw new BadJournal(`another night is under way on ${path}: wait for its end, or run this one in another folder`);
  }
}

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (found > version) {
      throw new BadJournal(
        `${path} is a journal of version ${found}, and this Faultbook reads version ${version}: take a later Faultbook, or move it away`,
      );
    }
    const [check] = database.prepare('PRAGMA quick_check(1)').all();
    if (check?.['quick_check'] !== 'ok') throw new Error(String(check?.['quick_check']));
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    if (found === 0) create(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function create(database: DatabaseSync): void {
  database.exec(`BEGIN IMMEDIATE; ${schema}`);
  database.prepare('INSERT INTO journal (origin) VALUES (?)').run(randomUUID());
  database.exec(`PRAGMA user_version = ${version}; COMMIT`);
}

/** What is wrong with a journal, in one line. */
function complaint(path: string, error: unknown): Error {
  if (error instanceof BadJournal || !(error instanceof Error)) return error as Error;
  const { code, message } = error as NodeJS.ErrnoException;
  const isCutOff = /malformed|not a database|corrupt|\*\*\*|page \d+/i.test(message);
  if (isCutOff) {
    return new BadJournal(`${path} is no journal, or is cut off (${message}): restore it, or move it away`, {
      cause: error,
    });
  }
  if (/disk is full|disk I\/O/.test(message)) {
    return new BadJournal(`${path} cannot be written (${message}): make room, then go on with --resume`, {
      cause: error,
    });
  }
  if (code === 'ERR_SQLITE_ERROR' || code === 'EACCES' || code === 'EROFS') {
    return new BadJournal(`${path} cannot be used (${message}): is its folder writable?`, { cause: error });
  }
  return error;
}

type Row = Record<string, SQLOutputValue>;

function journalIn(database: DatabaseSync, path: string): Journal {
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
    numberOf(job) {
      const key = keyOf(job);
      const row = get('SELECT id FROM job WHERE key = ?', key);
      // The source of a subject may move; its job stays the same.
      if (row !== undefined) run('UPDATE job SET job = ? WHERE id = ?', JSON.stringify(job), row['id'] ?? 0);
      return Number(row?.['id'] ?? run('INSERT INTO job (key, job) VALUES (?, ?)', key, JSON.stringify(job)));
    },
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

/** The share of a job of which nothing was made yet. */
export function emptyShare(job: number): Share {
  return {
    job,
    pieces: 0,
    seconds: 0,
    sums: zeroSums,
    newStates: 0,
    newEdges: 0,
    shown: null,
    explored: null,
    setAside: null,
  };
}
