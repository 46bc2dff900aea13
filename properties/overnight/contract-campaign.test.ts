import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCounterexamples } from '../../src/corpus/counterexamples.ts';
import type { CampaignReport } from '../../src/overnight/campaign-report.ts';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { resumeCampaign, runCampaign } from '../../src/overnight/campaign.ts';
import { jobsOf } from '../../src/overnight/job.ts';
import type { Journal } from '../../src/overnight/journal.ts';
import { raceJobsOf } from '../../src/overnight/race-jobs.ts';
import { reportingProgress } from '../../src/overnight/reporting-progress.ts';
import { renderCampaign } from '../../src/report/campaign.ts';
import { toyDispenser } from '../race/toy-dispenser.ts';
import type { Set } from './campaigns.ts';
import { setUp } from './campaigns.ts';
import { dispensers } from './contract-subjects.ts';
import { openSlotHere } from './slot-here.ts';

const module = new URL('./contract-subjects.ts', import.meta.url).href;
const subjects = [{ subject: dispensers, source: { module, exportName: 'dispensers' } }];

/** Its journal, with the origin that any other one has: so it has the same batches. */
function here({ journal }: Set): Journal {
  return { ...journal, origin: 'here' };
}

async function spendOn(set: Set, system: string, rounds: number): Promise<CampaignReport> {
  const jobs = jobsOf(dispensers, { systems: [system], policies: {} });
  const folder = join(set.folder, 'counterexamples');
  await runCampaign(
    { jobs, budget: { rounds }, folder, leftOut: [] },
    { ...set.options, journal: here(set), subjects },
  );
  return reportCampaign(set.journal, [dispensers]);
}

const promisesFound = ({ findings }: CampaignReport): unknown[] =>
  findings.map(({ trace, isNew }) => ['commands' in trace ? trace.violation.name : '', isNew]);

describe('a campaign of a contract', () => {
  test('makes random runs alone, and holds where every promise is kept', async () => {
    const report = await spendOn(setUp(), 'sound', 2);
    expect(report.jobs.map(({ of }) => of.strategy)).toEqual(['random']);
    expect(report).toMatchObject({ verdict: 'holds', findings: [], jobs: [{ sums: { runs: 750 } }] });
    expect(report.jobs[0]?.shown?.edges).toBeGreaterThan(10);
  });

  test('keeps a finding by its promise, and the next campaign knows it', async () => {
    const set = setUp();
    const first = await spendOn(set, 'hides', 1);
    expect(first.verdict).toBe('violated');
    expect(promisesFound(first)).toEqual([['shownOut', true]]);
    const files = await readCounterexamples(join(set.folder, 'counterexamples'));
    expect(files.map(({ trace }) => trace?.answers)).toEqual([[5, 6, 7].map((number) => ({ type: 'number', number }))]);
    const lines = renderCampaign(first, [dispensers]).join('\n');
    expect(lines).toMatch(/^New: shownOut \(invariant\) of dispensers on hides$/m);
    expect(lines).toMatch(/^3 .*take → number number=7/m);
    const second = await spendOn(set, 'hides', 1);
    expect(second.verdict).toBe('holds');
    expect(promisesFound(second)).toEqual([['shownOut', false]]);
  });

  test('does not ask the promise of a known finding, so that others are found', async () => {
    const set = setUp();
    const report = await spendOn(set, 'twice', 2);
    expect(promisesFound(report)).toEqual([
      ['once', true],
      ['shownOut', true],
    ]);
    expect(report.findings.map(({ isSure }) => isSure)).toEqual([true, true]);
  });

  test('keeps a finding apart that does not show each time, and is inconclusive', async () => {
    const set = setUp();
    const report = await spendOn(set, 'sometimes', 1);
    expect(report.verdict).toBe('inconclusive');
    expect(report.findings).toMatchObject([{ isSure: false, of: 5, trace: { violation: { name: 'once' } } }]);
    expect(readdirSync(join(set.folder, 'counterexamples'))).toEqual(['sometimes']);
    expect(renderCampaign(report, [dispensers])[0]).toBe(
      'inconclusive: 1 new finding of a contract, only sometimes, in 250 runs',
    );
  });
});

/** All that does not depend on when a finding became known: from then on its promise is not asked. */
function sumsIn({ verdict, jobs, findings }: CampaignReport): object {
  const ofJobs = jobs.map(({ sums, shown, newStates, newEdges, batches }) => {
    const { runs } = sums;
    return findings.length > 0 ? { runs, batches } : { sums, shown, newStates, newEdges, batches };
  });
  return { verdict, ofJobs, ofFindings: findings.map(({ key, trace, shown }) => ({ key, trace, shown })) };
}

test.each(['sound', 'hides'])('a campaign on %s that is interrupted goes on as if it were not', async (system) => {
  const whole = sumsIn(await spendOn(setUp(), system, 3));
  for (const after of [0, 1, 3]) {
    const set = setUp();
    const stop = new AbortController();
    let left = after;
    const options: typeof set.options = {
      ...set.options,
      journal: here(set),
      subjects,
      signal: stop.signal,
      openSlot(...how) {
        const slot = openSlotHere(...how);
        return {
          ...slot,
          async do(batch) {
            if (left === 0) {
              stop.abort();
              return { type: 'stopped' };
            }
            left -= 1;
            return slot.do(batch);
          },
        };
      },
    };
    const jobs = jobsOf(dispensers, { systems: [system], policies: {} });
    const folder = join(set.folder, 'counterexamples');
    await runCampaign({ jobs, budget: { rounds: 3 }, folder, leftOut: [] }, options);
    expect((await reportCampaign(set.journal)).campaign.how).toBe('interrupted');
    await resumeCampaign({ ...set.options, journal: here(set), subjects });
    expect(sumsIn(await reportCampaign(set.journal, [dispensers]))).toEqual(whole);
  }
});

test('the races of a contract are findings by their promise', async () => {
  const set = setUp();
  const source = { module: new URL('../race/toy-dispenser.ts', import.meta.url).href, exportName: 'toyDispenser' };
  const how = { systems: ['app'], policies: {}, races: { depth: 1, preemptions: 1, useCases: false } };
  const folder = join(set.folder, 'counterexamples');
  const raced = [{ subject: toyDispenser, source }];
  const assignment = { jobs: raceJobsOf(toyDispenser, how), budget: { rounds: 1 }, folder, leftOut: [] };
  await runCampaign(assignment, { ...set.options, subjects: raced });
  const report = await reportCampaign(set.journal, [toyDispenser]);
  expect(report.verdict).toBe('violated');
  expect(report.findings[0]?.trace.violation).toMatchObject({ kind: 'notLinearizable', promise: 'once' });
  expect(readdirSync(folder)).toContainEqual(expect.stringMatching(/^dispenser\.app\.as-shipped\.once\.take\+take\./));
  expect(renderCampaign(report, [toyDispenser])).toContain('New: take + take at once (once) of dispenser on app');
  expect(set.notices).toContainEqual(expect.stringContaining('take+take at once (race: notLinearizable, once)'));
});

test('the calls of a system that is started once are progress', async () => {
  const calls: string[] = [];
  const { systems } = reportingProgress(dispensers, {
    opens: () => void calls.push('opens'),
    begins: (command) => void calls.push(command?.type ?? 'view'),
    ends: () => void calls.push('ends'),
  });
  const started = await systems[0]?.start?.();
  const system = await started?.begin({ policies: {}, scope: {}, terms: {} });
  await system?.perform({ type: 'take', client: 'c1' } as never);
  await system?.view();
  expect(calls).toEqual(['opens', 'ends', 'take', 'ends', 'view', 'ends']);
  await started?.stop();
});
