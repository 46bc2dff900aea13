import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { resumeCampaign } from '../../src/overnight/campaign.ts';
import type { Set } from '../overnight/campaigns.ts';
import { setUp } from '../overnight/campaigns.ts';
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
  test('imports no module that its journal names, and finds its subjects by their names', async () => {
    const set = cutOff(withSource);
    await resumeCampaign(set.options);
    expect(Reflect.has(globalThis, mark)).toBe(false);
    expect(await reportCampaign(set.journal)).toMatchObject({
      campaign: { how: 'rounds' },
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
    const refused = resumeCampaign(set.options);
    await expect(refused).rejects.toThrow(refusal);
    await expect(refused).rejects.toThrow(/^[^\n]*: leave out --resume, and start a new campaign$/);
  });
});
