import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/kernel/user-error.ts';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { readCampaignReport } from '../../src/overnight/read-campaign-report.ts';
import { setUp } from './campaigns.ts';
import { jobOf } from './parts.ts';

const plan = { begunAt: '2026-01-01T20:00:00.000Z', budget: { rounds: 2 }, folder: 'kept', leftOut: [] };

test('the report of a journal is read while a campaign writes to the journal', async () => {
  const { folder, journal } = setUp();
  journal.begin({ ...plan, jobs: [journal.numberOf(jobOf())] }, []);
  const report = await readCampaignReport(join(folder, 'overnight.db'));
  expect(report).toEqual(await reportCampaign(journal));
  expect(report).toMatchObject({ verdict: 'inconclusive', campaign: plan, jobs: [{ batches: 0 }] });
});

test('a journal that is missing, or has no campaign, is refused in one line', async () => {
  const { folder } = setUp();
  for (const name of ['none.db', 'overnight.db']) {
    const error: unknown = await readCampaignReport(join(folder, name)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: expect.stringMatching(/^[^\n]+$/) });
  }
});
