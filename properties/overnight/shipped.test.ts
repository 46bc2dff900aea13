import { expect, test } from 'vitest';
import { exitCodeOfCampaign } from '../../src/cli/report.ts';
import { campaignOf } from './shipped.ts';

/** One scope of each subject: scopes in which goals of the default scope cannot be reached, where a subject has one. */
const scopes = ['queue storm', 'booking small', 'authority crowd'];

test('a campaign over the shipped subjects ends with exit code 0', async () => {
  const campaign = await campaignOf(
    ({ subject, scopeName, strategy, off }) =>
      strategy === 'random' && off === undefined && scopes.includes(`${subject} ${scopeName}`),
  );
  expect(campaign).toMatchObject({ verdict: 'holds', notices: [], findings: [], crashes: [] });
  expect(exitCodeOfCampaign(campaign)).toBe(0);
  expect(campaign.jobs.map(({ of, sums }) => [`${of.subject} ${of.scopeName}`, sums.runs])).toEqual(
    scopes.map((scope) => [scope, 250]),
  );
  for (const { sums } of campaign.jobs) expect(Object.keys(sums.reached).length).toBeGreaterThanOrEqual(2);
});
