import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll } from 'vitest';
import { UserError } from '../../src/kernel/user-error.ts';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { resumeCampaign } from '../../src/overnight/campaign.ts';
import type { Journal } from '../../src/overnight/journal.ts';
import { openJournal, readJournal } from '../../src/overnight/open-journal.ts';
import { zeroTally } from '../../src/overnight/race-tally.ts';
import { assignmentOf, optionsFor } from '../overnight/campaign-options.ts';
import { foundOf, shareOf, traceOf } from '../overnight/parts.ts';

/** Begins a campaign of one job. */
export function beginOne(journal: Journal, folder: string, replayed: Parameters<Journal['begin']>[1] = []): number {
  const { jobs, ...rest } = assignmentOf(folder, ['plain'], 1, { scopes: ['usual'] });
  const begunAt = '2026-01-01T20:00:00.000Z';
  return journal.begin({ ...rest, begunAt, jobs: jobs.map((job) => journal.numberOf(job)) }, replayed);
}

/** Journals that were damaged. */
export interface DamagedJournals {
  /** The journal lies where the command line looks for it from here. */
  readonly folder: string;
  /** The path of a copy of a whole journal that was changed by this. */
  changed(sql: string, ...values: SQLInputValue[]): string;
  /** The path of a database that was made by this. */
  made(sql: string): string;
  /** The places of each field in a column with JSON texts, as SQLite writes them. */
  fieldsOf(table: string, column: string): string[];
}

const counts = { pairs: 9, allSchedules: 9, twoAgainstOne: 9, triples: 9 };
const racedOnce = { counts, parts: { pairs: { ...zeroTally, notCounted: { strayed: 1 } } } };

/** For the tests of a file: a journal with something in each of its tables, of a campaign that was cut off. */
export function damagedJournals(): DamagedJournals {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-rows-'));
  const whole = join(folder, 'whole.db');
  const place = join(folder, '.faultbook', 'overnight.db');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeAll(() => {
    const journal = openJournal(whole);
    const kept = { path: 'kept.json', key: 'kept', trace: traceOf(), verdict: 'reproduced', note: '' } as const;
    const campaign = beginOne(journal, folder, [kept]);
    const crash = { how: 'hung', says: 'no step', commands: [{ type: 'up' }], shown: 2, of: 2 } as const;
    journal.finish({
      campaign,
      job: 1,
      number: 0,
      share: shareOf({ raced: racedOnce }),
      runs: 250,
      newEdges: 3,
      states: Int32Array.of(1, 2, 3),
      edges: Int32Array.of(4, 5, 6),
      kinds: Int32Array.of(7, 8),
      found: [{ ...foundOf(), key: 'found' }],
      sightings: [{ finding: traceOf().violation, key: 'found', times: 3 }],
      crash: { ...crash, job: 1, number: 0, seed: 1 },
      spentSeconds: 10,
      now: '2026-01-01T20:00:00.000Z',
    });
    journal.close();
  });

  function clear(): void {
    rmSync(join(folder, '.faultbook'), { recursive: true, force: true });
    mkdirSync(join(folder, '.faultbook'));
  }

  return {
    folder,
    changed(sql, ...values) {
      clear();
      copyFileSync(whole, place);
      const database = new DatabaseSync(place, { enableForeignKeyConstraints: false });
      database.prepare(sql).run(...values);
      database.close();
      return place;
    },
    made(sql) {
      clear();
      const database = new DatabaseSync(place);
      database.exec(sql);
      database.close();
      return place;
    },
    fieldsOf(table, column) {
      const database = new DatabaseSync(whole, { readOnly: true });
      const fields = database.prepare(`SELECT DISTINCT fullkey FROM ${table}, json_tree(${table}.${column})`).all();
      database.close();
      return fields.map(({ fullkey }) => String(fullkey));
    },
  };
}

/** What reading the last campaign of a journal complains of; `null` where it reads. Anything else than a complaint is thrown. */
export async function errorOfReading(path: string): Promise<string | null> {
  try {
    const journal = readJournal(path);
    try {
      await reportCampaign(journal);
    } finally {
      journal.close();
    }
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** The same of going on with it, which is stopped before its first batch. */
export async function errorOfResuming(path: string): Promise<string | null> {
  try {
    const journal = openJournal(path);
    try {
      const options = optionsFor(dirname(path), journal, () => undefined);
      await resumeCampaign({ ...options, signal: AbortSignal.abort() });
    } finally {
      journal.close();
    }
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

export const columns: readonly (readonly [table: string, column: string, isJson: boolean])[] = [
  ['journal', 'origin', false],
  ['job', 'job', true],
  ['campaign', 'begunAt', false],
  ['campaign', 'endedAt', false],
  ['campaign', 'how', false],
  ['campaign', 'budget', true],
  ['campaign', 'jobs', true],
  ['campaign', 'leftOut', true],
  ['campaign', 'spentSeconds', false],
  ['batch', 'number', false],
  ['batch', 'runs', false],
  ['batch', 'newEdges', false],
  ['batch', 'states', false],
  ['batch', 'edges', false],
  ['share', 'share', true],
  ['finding', 'trace', true],
  ['finding', 'details', false],
  ['finding', 'shown', false],
  ['finding', 'replays', false],
  ['sighting', 'times', false],
  ['sighting', 'firstSeen', false],
  ['sighting', 'lastSeen', false],
  ['crash', 'crash', true],
  ['replayed', 'replayed', true],
];

/** Reads the journal and goes on with it: the complaints of both, which touch nothing. */
export async function errorsOf(path: string): Promise<string[]> {
  const errors: string[] = [];
  for (const errorOf of [errorOfReading, errorOfResuming]) {
    const bytes = readFileSync(path);
    const message = await errorOf(path);
    if (message === null) continue;
    errors.push(readFileSync(path).equals(bytes) ? message : 'it was changed');
  }
  return errors;
}
