import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { notFileAt } from '../corpus/regular-file.ts';
import { BadJournal, journalError, damaged, noCampaign } from './bad-journal.ts';
import { journalIn } from './journal-in.ts';
import { currentName, upgrade, version } from './journal-versions.ts';
import type { Journal } from './journal.ts';

const schema = `
  CREATE TABLE journal (origin TEXT NOT NULL);
  CREATE TABLE job (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, job TEXT NOT NULL);
  CREATE TABLE campaign (
    id INTEGER PRIMARY KEY, begunAt TEXT NOT NULL, endedAt TEXT, how TEXT, budget TEXT NOT NULL, jobs TEXT NOT NULL,
    folder TEXT NOT NULL, leftOut TEXT NOT NULL, spentSeconds REAL NOT NULL
  );
  CREATE TABLE batch (
    job INTEGER NOT NULL REFERENCES job, number INTEGER NOT NULL, campaign INTEGER NOT NULL REFERENCES campaign,
    runs INTEGER NOT NULL, newEdges INTEGER NOT NULL, spentSeconds REAL NOT NULL, states BLOB NOT NULL,
    edges BLOB NOT NULL, kinds BLOB NOT NULL, PRIMARY KEY (job, number)
  );
  CREATE INDEX batchOfCampaign ON batch (campaign, job, spentSeconds);
  CREATE TABLE share (
    campaign INTEGER NOT NULL REFERENCES campaign, job INTEGER NOT NULL REFERENCES job, share TEXT NOT NULL,
    PRIMARY KEY (campaign, job)
  );
  CREATE TABLE finding (
    key TEXT PRIMARY KEY, trace TEXT NOT NULL, details TEXT NOT NULL, shown INTEGER NOT NULL, replays INTEGER NOT NULL
  );
  CREATE TABLE sighting (
    key TEXT NOT NULL, campaign INTEGER NOT NULL REFERENCES campaign, times INTEGER NOT NULL, firstSeen TEXT NOT NULL,
    lastSeen TEXT NOT NULL, PRIMARY KEY (key, campaign)
  );
  CREATE TABLE crash (
    job INTEGER NOT NULL, number INTEGER NOT NULL, campaign INTEGER NOT NULL, crash TEXT NOT NULL,
    PRIMARY KEY (job, number)
  );
  CREATE TABLE replayed (campaign INTEGER NOT NULL REFERENCES campaign, replayed TEXT NOT NULL);
`;

/** Opens the journal for a campaign, and locks the journal until `close`. Throws `BadJournal`, and errors of the system. */
export function openJournal(path: string): Journal {
  makeFolderOf(path);
  assertFiles(path);
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
    throw journalError(path, error);
  }
}

/** Opens the journal for reading, also while a campaign is under way. Throws `BadJournal`. */
export function readJournal(path: string): Journal {
  assertJournal(path);
  assertFiles(path);
  try {
    return journalIn(openToRead(path), path);
  } catch (error) {
    throw journalError(path, error);
  }
}

/** Throws `BadJournal` where there is no journal yet. */
export function assertJournal(path: string): void {
  if (!existsSync(path)) throw new BadJournal(`there is no journal ${path}: faultbook overnight begins one`);
}

function makeFolderOf(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw journalError(path, error);
  }
}

/** Throws where the journal, or a file that SQLite keeps beside the journal, is no regular file. */
function assertFiles(path: string): void {
  for (const beside of ['', '.lock', '-wal', '-shm', '-journal']) {
    const what = notFileAt(`${path}${beside}`);
    if (what !== null) throw new BadJournal(`${path}${beside} is ${what} and no file: move it away`);
  }
}

/** Locks the journal. The system releases the lock when the process ends, even by a crash. */
function hold(path: string): DatabaseSync {
  let lock: DatabaseSync | null = null;
  try {
    lock = new DatabaseSync(`${path}.lock`);
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (!/locked/.test((error as Error).message)) throw journalError(`${path}.lock`, error);
    throw new BadJournal(`another campaign is under way on ${path}: wait for its end, or take another folder`);
  }
}

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    const found = versionOf(database, path);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    if (found === 0) create(database);
    else if (found < version) upgrade(database, found);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens the journal read-only. The folder has to be writable only while a campaign is under way, or after a kill. */
function openToRead(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  // SQLite's write-ahead log is gone after the end of a campaign: the database will not change.
  if (!existsSync(`${path}-wal`)) url.searchParams.set('immutable', '1');
  const database = new DatabaseSync(url, { readOnly: true });
  try {
    const found = versionOf(database, path);
    if (found === 0) throw noCampaign();
    return found < version ? upgradedCopy(database, found) : database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A copy in memory, of this version. Closes the journal, which stays as it is. */
function upgradedCopy(database: DatabaseSync, found: number): DatabaseSync {
  const name = `file:/${randomUUID()}?mode=memory&cache=shared`;
  const copy = new DatabaseSync(new URL(name));
  try {
    database.prepare('VACUUM INTO ?').run(name);
    upgrade(copy, found);
    database.close();
    return copy;
  } catch (error) {
    copy.close();
    throw error;
  }
}

/** 0 for an empty database. Throws where the version is later than ours, or the database is damaged. */
function versionOf(database: DatabaseSync, path: string): number {
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found > version) {
    throw new BadJournal(
      `${path} is a journal of version ${found}, and this Faultbook reads versions 1 to ${version}: take a later Faultbook, or move it away`,
    );
  }
  const [check] = database.prepare('PRAGMA quick_check(1)').all();
  if (check?.['quick_check'] !== 'ok') throw damaged(path, String(check?.['quick_check']).replaceAll(/\s+/g, ' '));
  assertOwn(database, path, found);
  return found;
}

/** Throws where the database is of another program, or has views or triggers, which run code during a query. */
function assertOwn(database: DatabaseSync, path: string, found: number): void {
  const own = new Set([...schema.matchAll(/CREATE (?:TABLE|INDEX) (\w+)/g)].map(([, name]) => name));
  for (const { type, name } of database.prepare('SELECT type, name FROM sqlite_schema').all()) {
    const isOwn = own.has(currentName(String(name), found)) || String(name).startsWith('sqlite_');
    if (found > 0 && isOwn && (type === 'table' || type === 'index')) continue;
    throw new BadJournal(`${path} is no journal: it has the ${String(type)} '${String(name)}'; move it away`);
  }
}

function create(database: DatabaseSync): void {
  database.exec(`BEGIN IMMEDIATE; ${schema}`);
  database.prepare('INSERT INTO journal (origin) VALUES (?)').run(randomUUID());
  database.exec(`PRAGMA user_version = ${version}; COMMIT`);
}
