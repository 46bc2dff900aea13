import { expect, test } from 'vitest';
import { allPolicies } from '../../src/kernel/subject.ts';
import { findCampaignLimits } from '../../src/overnight/campaign-limits.ts';
import type { CounterSubject } from '../check/counter.ts';
import { counterSubject, counterSystem } from '../check/counter.ts';
import { jobOf } from './parts.ts';

const open = async (): Promise<ReturnType<typeof counterSystem>> => counterSystem();

/** The counter with a system that shows nothing of the view, and one that shows all of it. */
const counter: CounterSubject = {
  ...counterSubject(counterSystem),
  systems: [
    { name: 'blind', open, observe: () => null },
    { name: 'plain', open },
  ],
};

function jobsOn(...systems: readonly string[]): Parameters<typeof findCampaignLimits>[0]['jobs'] {
  const of = jobOf({ subject: 'counter', policies: allPolicies(counter), scopeName: 'usual', scope: { most: 10 } });
  return systems.map((system) => ({ of: { ...of, system } })) as never;
}

test('the limits of each system of a campaign are found once', async () => {
  expect(await findCampaignLimits({ jobs: jobsOn('blind', 'plain', 'blind') }, [counter])).toEqual([
    { subject: 'counter', system: 'blind', limits: expect.objectContaining({ notShown: ['value'] }) },
  ]);
});

test('a subject that has changed since a campaign has no limits there', async () => {
  expect(await findCampaignLimits({ jobs: jobsOn('gone') }, [counter])).toEqual([]);
  expect(await findCampaignLimits({ jobs: jobsOn('blind') }, [])).toEqual([]);
});
