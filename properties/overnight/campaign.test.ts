import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodeOfCampaign } from '../../src/cli/report.ts';
import { readCounterexamples } from '../../src/corpus/counterexamples.ts';
import type { CampaignReport } from '../../src/overnight/campaign-report.ts';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { resumeCampaign, runCampaign } from '../../src/overnight/campaign.ts';
import { findingIn } from '../../src/overnight/findings.ts';
import type { JobShare } from '../../src/overnight/journal.ts';
import { openJournal } from '../../src/overnight/open-journal.ts';
import { renderCampaign } from '../../src/report/campaign.ts';
import { subjects } from '../../src/subjects/index.ts';
import { assignmentOf } from './campaign-options.ts';
import { setUp, spend } from './campaigns.ts';
import { climbing, crashingModel } from './planted.ts';

/** As if so many runs of a job had reached its coverage goal. */
function withGoalReachedBy(share: JobShare, runs: number): JobShare {
  return { ...share, sums: { ...share.sums, reached: { 'it reaches five': { runs, leastShare: 0.2 } } } };
}

describe('a night in which nothing is wrong', () => {
  test('does its rounds, opens larger scopes, and says what it covers', async () => {
    const set = setUp(undefined, { workers: 2 });
    const report = await spend(set, ['plain'], 3, { strategies: ['random', 'explore', 'drive'] });
    expect(report).toMatchObject({ verdict: 'holds', findings: [], crashes: [], campaign: { how: 'rounds' } });
    const reported = report.jobs.map(({ of, sums, explored }) => [
      of.scopeName,
      of.strategy,
      sums.runs,
      explored?.isWhole,
    ]);
    expect(reported).toEqual([
      ['usual', 'random', 1750, undefined],
      ['usual', 'explore', 0, true],
      ['usual', 'drive', 0, true],
      ['large', 'random', 1750, undefined],
      ['large', 'explore', 0, true],
      ['large', 'drive', 0, true],
    ]);
    expect(report.jobs[2]?.explored).toMatchObject({ edges: 19, driven: 19 });
  });

  test('repeats nothing in the next night: other seeds, and what was seen is not new', async () => {
    const set = setUp();
    const first = await spend(set, ['plain'], 2);
    const second = await spend(set, ['plain'], 1);
    const [before, after] = [first.jobs[0], second.jobs[0]];
    expect(before?.newEdges).toBe(before?.shown?.edges);
    expect(after).toMatchObject({ newEdges: 0, newStates: 0, sums: { runs: 1000 }, shown: { runs: 1750 } });
    const numbers = set.journal.batchesOf(1).map(({ number }) => number);
    expect(numbers).toEqual([0, 1, 2, 3]);
  });

  test('says that runs were inconclusive where too few of them reached a coverage goal', async () => {
    const set = setUp();
    const { jobs } = await spend(set, ['plain'], 1, { scopes: ['usual'] });
    expect(jobs[0]?.missedGoals).toEqual([]);
    expect(jobs[0]?.sums.reached).toMatchObject({ 'it reaches five': { leastShare: 0.2 } });
    const { journal } = set;
    const shares = (campaign: number): JobShare[] =>
      journal.shares(campaign).map((share) => withGoalReachedBy(share, 49));
    expect(await reportCampaign({ ...journal, shares })).toMatchObject({
      verdict: 'inconclusive',
      jobs: [{ sums: { runs: 250 }, missedGoals: ['it reaches five'] }],
    });
  });
});

test('a night that took nothing to one of its systems is no green, and says to which', async () => {
  const set = setUp();
  const { campaign } = await spend(set, ['plain', 'wrong'], 1);
  const { journal } = set;
  const isMade = (number: number): boolean => journal.jobOf(number).system === 'plain';
  // As if its time had been up before anything was taken to the other one.
  const cut = {
    ...journal,
    entries: () => [],
    shares: (id: number) => journal.shares(id).filter(({ job }) => isMade(job)),
  };
  const report = await reportCampaign(cut);
  expect(report.verdict).toBe('inconclusive');
  const reported = renderCampaign(report, subjects).join('\n');
  expect(reported).toMatch(/inconclusive: no new finding in 500 runs, but not all of the work was done/);
  expect(reported).toContain('on wrong, usual, random: not reached');
  const alone = { ...campaign, jobs: campaign.jobs.filter(isMade) };
  expect((await reportCampaign({ ...cut, lastCampaign: () => alone })).verdict).toBe('holds');
});

describe('what a night finds', () => {
  test('is shrunk, kept as one file, counted, and known the next time', async () => {
    const set = setUp(undefined, { workers: 2 });
    const first = await spend(set, ['wrong'], 2);
    expect(first.verdict).toBe('violated');
    expect(first.findings).toHaveLength(1);
    const [finding] = first.findings;
    expect(finding).toMatchObject({ isNew: true, isSure: true, trace: { commands: { length: 7 } } });
    expect(finding?.timesInCampaign).toBeGreaterThan(1);
    // It does not stop the night.
    expect(first.jobs.map(({ sums }) => sums.runs)).toEqual([750, 750]);
    const files = await readCounterexamples(join(set.folder, 'counterexamples'));
    expect(files.map(({ path }) => path)).toEqual([finding?.path]);

    const second = await spend(set, ['wrong'], 1);
    expect(second.verdict).not.toBe('violated');
    expect(second.findings).toMatchObject([{ isNew: false, firstSeen: finding?.firstSeen }]);
    expect(second.findings[0]?.times).toBe((finding?.times ?? 0) + (second.findings[0]?.timesInCampaign ?? 0));
  });

  test('is new again where its file is gone', async () => {
    const set = setUp();
    await spend(set, ['wrong'], 1);
    rmSync(join(set.folder, 'counterexamples'), { recursive: true });
    expect(await spend(set, ['wrong'], 1)).toMatchObject({ verdict: 'violated', findings: [{ isNew: true }] });
  });

  test('is kept apart, with its rate, where it shows only sometimes', async () => {
    const set = setUp();
    const { findings, verdict } = await spend(set, ['sometimes'], 1);
    expect(verdict).toBe('violated');
    expect(findings[0]).toMatchObject({ isSure: false, of: 10 });
    expect(findings[0]?.shown).toBeLessThan(10);
    expect(findings[0]?.path).toContain('/sometimes/');
    expect(readdirSync(join(set.folder, 'counterexamples'))).toEqual(['sometimes']);
  });

  test('is also what driving all transitions shows once, and never again', async () => {
    const set = setUp(undefined, { inProcesses: true });
    const report = await spend(set, ['once'], 1, { strategies: ['explore', 'drive'], scopes: ['usual'] });
    expect(report).toMatchObject({
      verdict: 'violated',
      findings: [
        { isNew: true, isSure: false, shown: 0, of: 1, trace: { violation: { name: 'view.value', where: 'up' } } },
      ],
    });
    expect(report.findings[0]?.path).toContain('/sometimes/');
  });

  test('includes the findings of exploring and driving, with a proof where there is one', async () => {
    const set = setUp();
    const driven = await spend(set, ['wrong'], 1, { strategies: ['explore', 'drive'] });
    expect(driven.findings).toMatchObject([{ trace: { system: 'wrong', commands: { length: 7 } } }]);
    const off = await spend(set, ['plain'], 1, { strategies: ['explore'], policies: { floor: false } });
    expect(off.findings).not.toEqual([]);
    for (const { trace } of off.findings) expect(trace.policies).toEqual({ floor: false });
  });
});

test('what is found while another finding is minimised is a finding of the report', async () => {
  const set = setUp();
  const how = { subject: climbing, scopes: ['usual'] };
  const report = await spend(set, ['throwing'], 1, how);
  expect(report.findings.map(({ trace, isNew, times }) => [findingIn(trace).name, isNew, times > 0])).toEqual([
    ['view.value', true, true],
    ['RangeError', true, false],
  ]);
  expect(report.jobs[0]?.findings.toSorted()).toEqual(report.findings.map(({ key }) => key).toSorted());
  const reported = renderCampaign(report, subjects).join('\n');
  expect(reported).toMatch(/^violated: 2 new findings, in 250 runs$/m);
  expect(reported).toMatch(/^New: RangeError \(systemError\) of climbing on throwing$/m);
  expect(reported).toMatch(/^found while another finding was minimised, at /m);
  expect(await readCounterexamples(join(set.folder, 'counterexamples'))).toHaveLength(2);
});

test('a finding whose file is missing gets it when the campaign is resumed', async () => {
  const set = setUp();
  const assignment = assignmentOf(set.folder, ['wrong'], 2);
  // Cut off before its end.
  const cut = { ...set.journal, end: () => undefined };
  await runCampaign(assignment, { ...set.options, journal: cut });
  const files = await readCounterexamples(assignment.folder);
  expect(files).toHaveLength(1);
  rmSync(assignment.folder, { recursive: true });
  await resumeCampaign(set.options);
  expect(await readCounterexamples(assignment.folder)).toEqual(files);
  expect(await reportCampaign(set.journal)).toMatchObject({
    verdict: 'violated',
    findings: [{ path: files[0]?.path }],
  });
});

describe('a worker process that comes to an end', () => {
  /** Which deaths a night of these systems has, and what they say, where a piece may be without a step for so long. */
  async function crashesOf(
    systems: readonly string[],
    stallMs: number,
  ): Promise<CampaignReport & { reported: string[] }> {
    const set = setUp(undefined, { workers: 2, inProcesses: true });
    const patient = { ...set, options: { ...set.options, limits: { ...set.options.limits, stallMs } } };
    const report = await spend(patient, systems, 1, { scopes: ['usual'] });
    for (const { commands, seed } of report.crashes) {
      expect(commands?.at(-1)?.type).toBe('up');
      expect(commands?.filter(({ type }) => type === 'up').length).toBeGreaterThanOrEqual(7);
      expect(seed).not.toBeNull();
    }
    expect(readdirSync(set.folder).filter((name) => name.startsWith('worker-'))).toEqual([]);
    const reported = report.crashes.map(({ in: { system }, how, shown, of }) => [system, how, shown, of].join(' '));
    return { ...report, reported: reported.toSorted() };
  }

  test('is a finding with the run that did it, and not the end', async () => {
    // So patient that no machine is too slow to come to its end first.
    const { verdict, crashes, jobs, reported } = await crashesOf(['crashing', 'hoarding', 'plain'], 100_000);
    expect(verdict).toBe('violated');
    expect(reported).toEqual(['crashing crashed 2 2', 'hoarding memory 2 2']);
    expect(crashes.find(({ how }) => how === 'crashed')?.says).toContain('SIGABRT');
    const runs = jobs.map(({ of, sums }) => [of.system, sums.runs]);
    expect(runs).toEqual([
      ['crashing', 0],
      ['hoarding', 0],
      ['plain', 250],
    ]);
  });

  test('is ended where it hangs, busy or waiting', async () => {
    const { verdict, crashes, reported } = await crashesOf(['hanging', 'waiting'], 1000);
    expect(verdict).toBe('violated');
    expect(reported).toEqual(['hanging hung 2 2', 'waiting hung 2 2']);
    expect(crashes.map(({ says }) => says)).toEqual(Array(2).fill('no progress in 1 s'));
  });

  test('is no less one over what was kept', async () => {
    const set = setUp(undefined, { inProcesses: true });
    const { findings } = await spend(set, ['wrong'], 1);
    const path = findings[0]?.path ?? '';
    writeFileSync(path, readFileSync(path, 'utf8').replace('"system": "wrong"', '"system": "crashing"'));
    // Nothing but the replay takes anything to the system.
    const report = await spend(set, ['crashing'], 1, { strategies: ['explore'] });
    expect(report).toMatchObject({
      verdict: 'violated',
      findings: [],
      crashes: [],
      changed: [{ path, verdict: 'crashed' }],
    });
    expect(report.changed[0]?.note).toContain('SIGABRT');
    expect(set.notices.join('\n')).toContain('ended the process that replayed it, twice');
    expect(renderCampaign(report, subjects).join('\n')).toMatch(
      /violated: 1 kept counterexample that ended a process twice, in 0 runs/,
    );
  });

  test('twice outside of any run is reported, and its job is set aside', async () => {
    const set = setUp(undefined, { inProcesses: true });
    const assignment = assignmentOf(set.folder, ['plain'], 1, { subject: crashingModel, scopes: ['usual'] });
    await runCampaign({ ...assignment, budget: { seconds: 3600 } }, set.options);
    const { verdict, campaign, jobs, crashes } = await reportCampaign(set.journal);
    expect(verdict).toBe('inconclusive');
    expect(campaign.how).toBe('nothing left');
    expect(crashes.length).toBeGreaterThanOrEqual(3);
    for (const crash of crashes) expect(crash).toMatchObject({ how: 'crashed', commands: null, shown: 2, of: 2 });
    expect(jobs[0]?.setAside).toEqual({ cause: 'crash', message: 'its processes crashed: SIGKILL' });
    expect(set.notices.filter((line) => line.includes('is set aside'))).toHaveLength(1);
  });

  test('twice while a model is explored blames no system: the job is set aside', async () => {
    const set = setUp(undefined, { inProcesses: true });
    const how = { subject: crashingModel, scopes: ['usual'], strategies: ['explore'] } as const;
    const report = await spend(set, ['plain'], 3, how);
    expect(report).toMatchObject({ verdict: 'inconclusive', crashes: [{ how: 'crashed', shown: 2, of: 2 }] });
    expect(report.jobs[0]?.setAside).toEqual({ cause: 'crash', message: 'its processes crashed: SIGKILL' });
    expect(renderCampaign(report, subjects)[0]).toContain(
      'inconclusive: no new finding in 0 runs, but not all of the work was done',
    );
  });

  test('a system that cannot be opened is set aside, and that is no green', async () => {
    const set = setUp(undefined, { inProcesses: true });
    const report = await spend(set, ['closed', 'unreachable', 'plain'], 1);
    expect(report.verdict).toBe('inconclusive');
    expect(report.jobs.slice(0, 3).map(({ setAside }) => setAside)).toEqual([
      { cause: 'error', message: expect.stringContaining('the schema is unknown') as unknown },
      { cause: 'environment', message: expect.stringContaining('no server answers on port 5432') as unknown },
      null,
    ]);
    expect(report.jobs[2]?.sums.runs).toBe(250);
    expect(exitCodeOfCampaign(report)).toBe(2);
    const others = report.jobs.filter(({ setAside }) => setAside?.cause !== 'environment');
    expect(exitCodeOfCampaign({ ...report, jobs: others })).toBe(3);
    expect(exitCodeOfCampaign({ ...report, verdict: 'violated' })).toBe(1);
    expect(exitCodeOfCampaign({ verdict: 'holds', jobs: [] })).toBe(0);
  });
});

test('a second campaign on a journal is refused in one line; reading it is allowed', async () => {
  const set = setUp();
  expect(() => openJournal(join(set.folder, 'overnight.db'))).toThrow(
    /^another campaign is under way on .*overnight\.db:/,
  );
});
