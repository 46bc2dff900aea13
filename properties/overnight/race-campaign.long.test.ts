import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRaceTrace } from '../../src/corpus/any-trace.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { CampaignReport } from '../../src/overnight/campaign-report.ts';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { runCampaign } from '../../src/overnight/campaign.ts';
import type { RacesToRun } from '../../src/overnight/job.ts';
import { raceJobsOf } from '../../src/overnight/race-jobs.ts';
import { replayRace } from '../../src/race/replay-race.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import type { Set } from './campaigns.ts';
import { setUp } from './campaigns.ts';
import * as planted from './planted-races.ts';
import { racesDoneBy } from './race-campaigns.ts';

/** A campaign of races of a subject in its smallest scope, with two worker processes. */
async function spend(
  set: Set,
  subject: AnySubject,
  { module, rounds, ...races }: RacesToRun & { readonly module: URL; readonly rounds: number },
): Promise<CampaignReport> {
  const { name } = subject;
  const jobs = raceJobsOf(subject, { systems: ['postgres'], policies: allPolicies(subject), races });
  await runCampaign(
    {
      jobs: jobs.filter(({ scopeName }) => scopeName === 'small'),
      budget: { rounds },
      folder: join(set.folder, 'counterexamples'),
      leftOut: [],
    },
    {
      ...set.options,
      subjects: [{ subject, source: { module: module.href, exportName: name } }],
      limits: { stallMs: 120_000, memoryMb: 1000 },
    },
  );
  return reportCampaign(set.journal);
}

const plantedModule = new URL('./planted-races.ts', import.meta.url);

test.each([
  ['two leases of one job', planted.queue, { depth: 1, useCases: false }, 1, ['lease', 'lease']],
  ['two commands against one', planted.booking, { depth: 0, useCases: true }, 3, ['book', 'book', 'cancel']],
] as const)('finds %s, and knows the kept race in the next campaign', async (_name, subject, how, rounds, types) => {
  const set = setUp(undefined, { workers: 2, inProcesses: true });
  const races = { ...how, preemptions: 1, module: plantedModule };
  const first = await spend(set, subject, { ...races, rounds });
  expect(first).toMatchObject({ verdict: 'violated', crashes: [], findings: [{ isNew: true, isSure: true }] });
  const [file = ''] = readdirSync(join(set.folder, 'counterexamples'));
  const trace = await readRaceTrace(join(set.folder, 'counterexamples', file));
  expect(trace.atOnce.flatMap(({ commands }) => commands.map(({ type }) => type)).toSorted()).toEqual(types);
  expect((await replayRace(subject, trace)).verdict).toBe('reproduced');
  const next = await spend(set, subject, { ...races, rounds: 1 });
  expect(next).toMatchObject({ verdict: 'holds', findings: [{ isNew: false }], changed: [] });
});

test.each([
  ['queue', queue, new URL('../../src/subjects/queue/subject.ts', import.meta.url)],
  ['booking', booking, new URL('../../src/subjects/booking/subject.ts', import.meta.url)],
])('holds for %s through every part of the budget', async (_name, subject, module) => {
  const set = setUp(undefined, { workers: 2, inProcesses: true });
  const report = await spend(set, subject, { depth: 0, preemptions: 1, useCases: false, module, rounds: 6 });
  expect(report).toMatchObject({ verdict: 'holds', findings: [], crashes: [] });
  const { counts, parts } = racesDoneBy(report.jobs[0]);
  for (const part of ['pairs', 'allSchedules', 'twoAgainstOne', 'triples'] as const)
    expect([part, parts[part]?.done ?? 0, parts[part]?.open ?? 0]).toEqual([part, counts[part], 0]);
  expect(parts.pct?.done).toBe(12);
});
