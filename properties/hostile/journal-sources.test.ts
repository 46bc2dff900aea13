import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { reportCampaign } from '../../src/overnight/morning.ts';
import { resumeNight } from '../../src/overnight/night.ts';
import { openJournal, readJournal } from '../../src/overnight/open-journal.ts';
import type { Set } from '../overnight/nights.ts';
import { setUp } from '../overnight/nights.ts';
import { beginOne } from './damaged-journals.ts';

/** Where a module that is imported leaves its mark. */
const mark = Symbol.for('faultbook: a module that a journal names was imported');
const hostile = `data:text/javascript,globalThis[Symbol.for(${JSON.stringify(mark.description)})] = true`;

const withSource = `json_set(job, '$.source', json_object('module', '${hostile}', 'exportName', 'planted'))`;

/** A campaign that was cut off before its first batch, and whose job was changed by this expression of SQL. */
function cutOff(job: string): Set {
  const set = setUp();
  beginOne(set.journal, set.folder);
  const database = new DatabaseSync(join(set.folder, 'overnight.db'));
  database.exec(`UPDATE job SET job = ${job}`);
  database.close();
  return set;
}

describe('a campaign that is resumed', () => {
  test('goes on with a journal of version 1, which is of version 2 from then on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'faultbook-version-'));
    const path = join(folder, 'overnight.db');
    const old = openJournal(path);
    beginOne(old, folder);
    old.close();
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA user_version = 1; UPDATE job SET job = ${withSource}`);
    const reader = readJournal(path);
    expect(reader.jobOf(1)).not.toHaveProperty('source');
    reader.close();
    const { journal, options } = setUp(folder);
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 2 });
    database.close();
    await resumeNight(options);
    expect(await reportCampaign(journal)).toMatchObject({ night: { how: 'rounds' } });
  });

  test('imports no module that its journal names, and finds its subjects by their names', async () => {
    const set = cutOff(withSource);
    await resumeNight(set.options);
    expect(Reflect.has(globalThis, mark)).toBe(false);
    expect(await reportCampaign(set.journal)).toMatchObject({
      night: { how: 'rounds' },
      jobs: [{ sums: { runs: 250 } }],
    });
  });

  test.each([
    [
      "json_set(job, '$.subject', 'other')",
      /^the journal names the subject 'other', and the subjects are planted, climbing,/,
    ],
    [
      "json_set(job, '$.system', 'other')",
      /^the journal does not fit planted: planted has no system 'other'; its systems are/,
    ],
    ["json_set(job, '$.policies.other', json('true'))", /^the journal does not fit planted: 'other' is no policy/],
    ["json_set(job, '$.scopeName', 'large')", /^the model of planted has changed since the campaign began/],
    ["json_set(job, '$.scope.most', 1000000)", /^the model of planted has changed since the campaign began/],
    ["json_set(job, '$.model', '0')", /^the model of planted has changed since the campaign began/],
  ])('is refused in one line where its journal says of a job: %s', async (job, refusal) => {
    const set = cutOff(job);
    const refused = resumeNight(set.options);
    await expect(refused).rejects.toThrow(refusal);
    await expect(refused).rejects.toThrow(/^[^\n]*: leave out --resume, and start a new campaign$/);
  });
});
