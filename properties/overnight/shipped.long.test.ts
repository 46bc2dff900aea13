import { expect, test } from 'vitest';
import { exitCodeOfCampaign } from '../../src/cli/report.ts';
import { subjects } from '../../src/subjects/index.ts';
import { campaignOf } from './shipped.ts';

test('a campaign over every scope of the shipped subjects ends with exit code 0', async () => {
  const campaign = await campaignOf(
    ({ scopeName, strategy }) => strategy === 'random' || !['medium', 'large'].includes(scopeName),
  );
  expect(campaign).toMatchObject({ verdict: 'holds', notices: [], findings: [], crashes: [] });
  expect(exitCodeOfCampaign(campaign)).toBe(0);
  const random = campaign.jobs.filter(({ of }) => of.strategy === 'random' && of.off === undefined);
  const switched = campaign.jobs.filter(({ of }) => of.off !== undefined);
  expect(switched.map(({ of, sums }) => [of.subject, of.off, sums.runs])).toEqual(
    subjects.flatMap(({ name, policies }) => Object.keys(policies).map((policy) => [name, policy, 250])),
  );
  expect(random.map(({ of, sums, missedGoals }) => [of.subject, of.scopeName, sums.runs, missedGoals])).toEqual(
    subjects.flatMap(({ name, scopes }) => Object.keys(scopes).map((scope) => [name, scope, 250, []])),
  );
  for (const { sums } of random) expect(Object.keys(sums.reached).length).toBeGreaterThanOrEqual(2);
});
