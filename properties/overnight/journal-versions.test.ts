import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { resumeCampaign } from '../../src/overnight/campaign.ts';
import { openJournal, readJournal } from '../../src/overnight/open-journal.ts';
import { setUp } from './campaigns.ts';

/** A journal that a Faultbook with version 2 has written: three jobs, a job set aside, a finding, a crash, three replays. */
const version2 = readFileSync(join(import.meta.dirname, 'journal-version-2.sql'), 'utf8');

/** A journal that a Faultbook with version 3 has written: a job with a finding, a job without one, and one that explores. */
const version3 = readFileSync(join(import.meta.dirname, 'journal-version-3.sql'), 'utf8');

/** A journal that a Faultbook with version 4 has written: random runs of two systems in two scopes. */
const version4 = readFileSync(join(import.meta.dirname, 'journal-version-4.sql'), 'utf8');

function journalOf(
  sql: string,
  table: 'night' | 'campaign' = 'night',
): { readonly folder: string; readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-version-'));
  const path = join(folder, 'overnight.db');
  const database = new DatabaseSync(path);
  database.exec(sql);
  // A campaign that goes on writes its counterexamples there.
  database.prepare(`UPDATE ${table} SET folder = ?`).run(join(folder, 'counterexamples'));
  database.close();
  return { folder, path };
}

/** The version of a journal, and the names of its tables and indexes. */
function schemaOf(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name").all();
  const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
  database.close();
  return { version, names: names.map(({ name }) => name) };
}

async function reportOf(path: string): ReturnType<typeof reportCampaign> {
  const journal = readJournal(path);
  const report = await reportCampaign(journal);
  journal.close();
  return report;
}

describe('a journal of version 2', () => {
  test('is reported as a journal of version 5, and stays as it is', async () => {
    const { path } = journalOf(version2);
    const bytes = readFileSync(path);
    const report = await reportOf(path);
    expect(report).toMatchObject({
      verdict: 'violated',
      campaign: { id: 1, how: 'rounds', budget: { rounds: 1 }, jobs: [1, 2, 3] },
      findings: [
        { trace: { violation: { kind: 'divergence', name: 'view.value' } }, times: 144, timesInCampaign: 144 },
      ],
      crashes: [{ job: 1, number: 1, how: 'hung', seed: 7, isOfSystem: true }],
      changed: [
        { path: 'a.json', verdict: 'mismatch' },
        { path: 'b.json', verdict: 'crashed' },
        { path: 'c.json', verdict: 'gone' },
      ],
      jobs: [
        { batches: 1, setAside: null, sums: { runs: 250, reached: { 'it reaches five': { runs: 189 } } } },
        { batches: 0, setAside: { cause: 'error', message: 'Error: no server answers on port 5432' } },
        { batches: 1, setAside: null, newEdges: 14 },
      ],
    });
    // The key names the kind of its violation.
    expect(report.jobs[2]?.findings).toEqual([report.findings[0]?.key]);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('has the tables of a new journal once a campaign opens it, and its old content', async () => {
    const { path } = journalOf(version2);
    const before = await reportOf(path);
    openJournal(path).close();
    const empty = join(mkdtempSync(join(tmpdir(), 'faultbook-version-')), 'overnight.db');
    openJournal(empty).close();
    expect(schemaOf(path)).toEqual(schemaOf(empty));
    expect(await reportOf(path)).toEqual(before);
  });

  test('is gone on with by the next campaign', async () => {
    const { folder } = journalOf(`${version2} UPDATE night SET how = NULL, endedAt = NULL, budget = '{"rounds":3}'`);
    const { journal, options } = setUp(folder);
    await resumeCampaign(options);
    const { jobs } = await reportCampaign(journal);
    expect(jobs.map(({ batches }) => batches)).toEqual([3, 0, 4]);
  });

  test('of version 1 is read without the modules that its jobs name, and gone on with', async () => {
    const source = `UPDATE job SET job = json_set(job, '$.source', json_object('module', 'data:text/javascript,1'))`;
    const { folder, path } = journalOf(
      `${version2} ${source}; UPDATE night SET how = NULL, budget = '{"rounds":2}'; PRAGMA user_version = 1`,
    );
    const reader = readJournal(path);
    expect(reader.jobOf(1)).not.toHaveProperty('source');
    reader.close();
    const { journal, options } = setUp(folder);
    expect(schemaOf(path)).toMatchObject({ version: 5 });
    await resumeCampaign(options);
    expect(await reportCampaign(journal)).toMatchObject({ campaign: { how: 'rounds' } });
  });

  test('is refused whole where a text of it is no JSON, and stays as it is', () => {
    const { path } = journalOf(`${version2} UPDATE share SET share = 'no JSON' WHERE job = 3`);
    const bytes = readFileSync(path);
    const line = /^\S+overnight\.db is no journal, or is damaged \(malformed JSON\): restore it, or move it away$/;
    expect(() => readJournal(path)).toThrow(line);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(() => openJournal(path)).toThrow(line);
    expect(schemaOf(path)).toMatchObject({ version: 2, names: expect.arrayContaining(['night']) as unknown });
  });

  test('is refused where it has a table of another version', () => {
    const { path } = journalOf(`${version2} CREATE TABLE campaign (id INTEGER)`);
    expect(() => readJournal(path)).toThrow(/ is no journal/);
    expect(() => openJournal(path)).toThrow(/ is no journal/);
  });
});

describe('a journal of version 3', () => {
  test('is reported without races, and is gone on with', async () => {
    const { folder, path } = journalOf(
      `${version3} UPDATE campaign SET how = NULL, endedAt = NULL, budget = '{"rounds":2}';`,
      'campaign',
    );
    const bytes = readFileSync(path);
    const report = await reportOf(path);
    expect(report).toMatchObject({
      verdict: 'violated',
      findings: [{ trace: { violation: { name: 'view.value' } } }],
      jobs: [
        { batches: 1, raced: null },
        { batches: 1, raced: null, explored: { isWhole: true } },
        { batches: 1, raced: null },
      ],
    });
    expect(readFileSync(path).equals(bytes)).toBe(true);
    const { journal, options } = setUp(folder);
    expect(schemaOf(path)).toMatchObject({ version: 5 });
    await resumeCampaign(options);
    expect(await reportCampaign(journal)).toMatchObject({
      campaign: { how: 'rounds' },
      jobs: [{ batches: 2 }, {}, {}],
    });
  });
});

describe('a journal of version 4', () => {
  test('is reported, and is gone on with as if its batches had shown no kinds of steps', async () => {
    const { folder, path } = journalOf(
      `${version4} UPDATE campaign SET how = NULL, endedAt = NULL, budget = '{"rounds":3}';`,
      'campaign',
    );
    const report = await reportOf(path);
    expect(report).toMatchObject({
      verdict: 'violated',
      jobs: [{ batches: 1 }, { batches: 1 }, { batches: 1 }, { batches: 1 }],
    });
    const { journal, options } = setUp(folder);
    expect(schemaOf(path)).toMatchObject({ version: 5 });
    expect(journal.batchesOf(1)).toEqual([{ number: 0, campaign: 1, kinds: new Int32Array() }]);
    await resumeCampaign(options);
    const batches = journal.batchesOf(1);
    expect(batches.map(({ number, kinds }) => [number, kinds.length > 0])).toEqual([
      [0, false],
      [1, true],
      [2, true],
      [3, true],
    ]);
  });
});
