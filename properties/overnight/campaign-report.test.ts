import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keepCounterexample } from '../../src/corpus/counterexamples.ts';
import type { CampaignReport } from '../../src/overnight/campaign-report.ts';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { findingKey } from '../../src/overnight/findings.ts';
import type { Job } from '../../src/overnight/job.ts';
import type { CrashEntry, JournalEntry, Journal, Campaign, Replayed, JobShare } from '../../src/overnight/journal.ts';
import { setUp } from './campaigns.ts';
import { entryOf, explored, jobOf, shareOf, traceOf } from './parts.ts';

interface Parts {
  readonly campaign?: Partial<Campaign>;
  /** By their numbers, from 1. */
  readonly jobs?: readonly Job[];
  readonly shares?: readonly JobShare[];
  readonly entries?: readonly JournalEntry[];
  readonly crashes?: readonly CrashEntry[];
  readonly replayed?: readonly Replayed[];
  readonly newEdgesSince?: Journal['newEdgesSince'];
  /** Of earlier campaigns. */
  readonly earlier?: readonly JobShare[];
  readonly missing?: number;
}

/** The report of a campaign of which the journal has this. */
async function reportOf(parts: Parts = {}): Promise<CampaignReport> {
  const { folder, journal } = setUp();
  const { jobs = [jobOf()], shares = [shareOf()], entries = [], crashes = [], replayed = [] } = parts;
  const campaign: Campaign = {
    id: 1,
    begunAt: '2026-01-01T20:00:00.000Z',
    endedAt: '2026-01-02T06:00:00.000Z',
    how: 'rounds',
    budget: { rounds: 1 },
    jobs: jobs.map((_, at) => at + 1),
    folder: join(folder, 'counterexamples'),
    leftOut: [],
    spentSeconds: 36_000,
    ...parts.campaign,
  };
  const { earlier = [], missing } = parts;
  const subjects = [{ name: jobOf().subject, ...(missing !== undefined && { missing }) }];
  const read: Journal = {
    ...journal,
    lastCampaign: () => campaign,
    jobOf: (number) => jobs[number - 1] ?? jobOf(),
    shares: () => [...shares],
    sharesOf: (job) => [...earlier, ...shares].filter((one) => one.job === job),
    entries: () => [...entries],
    crashes: () => [...crashes],
    replayed: () => [...replayed],
    newEdgesSince: parts.newEdgesSince ?? (() => 0),
  };
  return reportCampaign(read, subjects);
}

const verdictOf = async (parts: Parts): Promise<string> => (await reportOf(parts)).verdict;

const entry = entryOf();
const kept: Replayed = { path: 'kept.json', key: entry.key, trace: entry.trace, verdict: 'reproduced', note: '' };
const missed = shareOf({
  sums: { runs: 100, commands: 900, reached: { opened: { runs: 1, leastShare: 0.1 } }, outcomes: {} },
});
const setAside = shareOf({ setAside: { cause: 'environment', message: 'no server answers on port 5432' } });
const crash: CrashEntry = {
  how: 'crashed',
  says: 'SIGABRT',
  commands: [{ type: 'up' }],
  shown: 2,
  of: 2,
  job: 1,
  number: 0,
  seed: 1,
};

describe('the verdict of a campaign', () => {
  test('holds where runs were made and nothing was found', async () => {
    expect(await verdictOf({})).toBe('holds');
  });

  test('is violated by a new finding, and not by a known one', async () => {
    expect(await verdictOf({ entries: [entry] })).toBe('violated');
    expect(await verdictOf({ entries: [entry], replayed: [kept] })).toBe('holds');
    expect(await verdictOf({ entries: [entry, entryOf({ key: 'another' })], replayed: [kept] })).toBe('violated');
    // The file of a finding that is known and does not show it any more: the finding is new again.
    expect(await verdictOf({ entries: [entry], replayed: [{ ...kept, verdict: 'gone' }] })).toBe('violated');
  });

  test('is violated by a batch that crashes its process each time, not by one crash', async () => {
    expect(await verdictOf({ crashes: [crash] })).toBe('violated');
    expect(await verdictOf({ crashes: [{ ...crash, shown: 1 }] })).toBe('holds');
    expect(await verdictOf({ crashes: [{ ...crash, shown: 1 }, crash] })).toBe('violated');
  });

  test.each(['crashed', 'hung', 'memory'] as const)(
    'blames a system for what %s within a call of it alone',
    async (how) => {
      const jobs = [jobOf(), jobOf({ strategy: 'explore' }), jobOf({ strategy: 'drive' })];
      const shares = jobs.map((_, at) => shareOf({ job: at + 1 }));
      for (const job of [1, 2, 3]) {
        const of = (commands: CrashEntry['commands'], shown = 2): Parts => ({
          jobs,
          shares,
          crashes: [{ ...crash, how, job, commands, shown }],
        });
        expect(await verdictOf(of(null))).toBe('inconclusive');
        expect(await verdictOf(of(null, 1))).toBe('holds');
        expect(await verdictOf(of([]))).toBe('violated');
        expect(await verdictOf(of([{ type: 'up' }]))).toBe('violated');
      }
    },
  );

  test('is inconclusive where a kept counterexample could not be replayed', async () => {
    expect(await verdictOf({ replayed: [{ ...kept, verdict: 'not replayed' }] })).toBe('inconclusive');
  });

  test('is violated by a kept counterexample over which its process crashes', async () => {
    expect(await verdictOf({ replayed: [{ ...kept, verdict: 'crashed' }] })).toBe('violated');
    for (const verdict of ['gone', 'mismatch', 'other', 'unreadable'] as const)
      expect(await verdictOf({ replayed: [{ ...kept, verdict }] })).toBe('holds');
  });

  test('is no success where a coverage goal was missed or a job was set aside', async () => {
    expect(await verdictOf({ shares: [missed] })).toBe('inconclusive');
    expect(await verdictOf({ shares: [setAside] })).toBe('inconclusive');
    const jobs = [jobOf(), jobOf({ scopeName: 'large' })];
    for (const share of [missed, setAside]) {
      const report = await reportOf({ jobs, shares: [shareOf(), { ...share, job: 2 }] });
      expect(report.verdict).not.toBe('holds');
    }
  });

  test('is violated even where other jobs missed their goals or were set aside', async () => {
    const jobs = [jobOf(), jobOf({ subject: 'other' })];
    for (const share of [missed, setAside]) {
      const shares = [share, shareOf({ job: 2 })];
      expect(await verdictOf({ jobs, shares, entries: [entry] })).toBe('violated');
      expect(await verdictOf({ jobs, shares, crashes: [crash] })).toBe('violated');
      expect(await verdictOf({ jobs, shares, replayed: [{ ...kept, verdict: 'crashed' }] })).toBe('violated');
    }
  });

  test('is inconclusive where nothing was done, or nothing on one of the systems', async () => {
    expect(await verdictOf({ shares: [] })).toBe('inconclusive');
    expect(await verdictOf({ jobs: [jobOf({ strategy: 'explore' })], shares: [] })).toBe('inconclusive');
    const drive = jobOf({ strategy: 'drive' });
    expect(await verdictOf({ jobs: [jobOf(), drive], shares: [shareOf()] })).toBe('holds');
    expect(await verdictOf({ jobs: [jobOf(), { ...drive, system: 'wrong' }], shares: [shareOf()] })).toBe(
      'inconclusive',
    );
    expect(await verdictOf({ jobs: [jobOf(), { ...drive, subject: 'other' }], shares: [shareOf()] })).toBe(
      'inconclusive',
    );
    const explore = jobOf({ strategy: 'explore' });
    // To explore takes nothing to a system.
    expect(await verdictOf({ jobs: [jobOf(), explore], shares: [shareOf({ job: 2, explored })] })).toBe('inconclusive');
    expect(await verdictOf({ jobs: [jobOf(), explore], shares: [shareOf()] })).toBe('holds');
  });
});

describe('the findings of a campaign', () => {
  test('are listed with the new ones first, then those that always show', async () => {
    const keys = ['known', 'known sometimes', 'new sometimes', 'new'];
    const entries = keys.map((key) => entryOf({ key, shown: key.endsWith('sometimes') ? 4 : 10 }));
    const replayed = entries.slice(0, 2).map(({ key }): Replayed => Object.assign({}, kept, { key }));
    const { findings } = await reportOf({ entries, replayed });
    expect(findings.map(({ key, isNew, isSure }) => [key, isNew, isSure])).toEqual([
      ['new', true, true],
      ['new sometimes', true, false],
      ['known', false, true],
      ['known sometimes', false, false],
    ]);
  });

  test('are listed with their files, which are others for those that show only sometimes', async () => {
    const { folder } = setUp();
    const trace = traceOf();
    const key = findingKey(trace, trace.violation);
    const options = { symmetry: [], gone: [] };
    const sure = await keepCounterexample(folder, trace, options);
    const sometimes = await keepCounterexample(join(folder, 'sometimes'), trace, options);
    writeFileSync(join(folder, 'no-trace.json'), '{}');
    const entries = [entryOf({ key }), entryOf({ key, shown: 3 }), entryOf({ key: 'another' })];
    const { findings } = await reportOf({ campaign: { folder }, entries });
    expect(findings.map(({ path }) => path)).toEqual([sure.path, null, sometimes.path]);
  });

  test('name kept counterexamples that do not show what they did', async () => {
    const gone: Replayed = { ...kept, verdict: 'gone' };
    expect((await reportOf({ replayed: [kept, gone] })).changed).toEqual([gone]);
  });

  test('name the job of each crash', async () => {
    const jobs = [jobOf(), jobOf({ scopeName: 'large' })];
    const { crashes } = await reportOf({ jobs, crashes: [{ ...crash, job: 2 }] });
    expect(crashes).toMatchObject([{ how: 'crashed', in: { scopeName: 'large' } }]);
  });
});

describe('what a report says of a job', () => {
  const shown = { runs: 1000, states: 90, edges: 300, loneRuns: 40, single: 50, double: 20, isFull: false };

  test('is its speed, and what is left to find by its runs so far', async () => {
    const asked: unknown[] = [];
    const newEdgesSince = (...args: readonly number[]): number => asked.push(args);
    const { jobs } = await reportOf({ shares: [shareOf({ shown })], newEdgesSince });
    const [job] = jobs;
    expect(job).toMatchObject({ runsPerSecond: 25, newEdgesInLastHour: 1, left: { chance: 0.04, expected: 0.05 } });
    expect(job?.newEdgesPerHour).toBeCloseTo(0.05 * 25 * 3600, 9);
    expect(asked).toEqual([[1, 1, 36_000 - 3600]]);
  });

  test('is no more new edges than a drive of the same model leaves', async () => {
    const jobs = [jobOf(), jobOf({ strategy: 'drive' }), jobOf({ scopeName: 'large', model: 'another' })];
    const drive = shareOf({ job: 2, explored: { ...explored, edges: 310 } });
    const shares = [shareOf({ shown }), drive, shareOf({ job: 3, shown })];
    const { jobs: reported } = await reportOf({ jobs, shares });
    expect(reported[0]?.newEdgesPerHour).toBe(10);
    expect(reported[2]?.newEdgesPerHour).toBeCloseTo(0.05 * 25 * 3600, 9);
    const tooMany = [shareOf({ shown }), { ...drive, explored: { ...explored, states: 0, edges: 0 } }];
    expect((await reportOf({ jobs: jobs.slice(0, 2), shares: tooMany })).jobs[0]?.newEdgesPerHour).toBeGreaterThan(10);
  });

  test('is no estimate of the rest where the counts are full or no runs were made', async () => {
    const full = await reportOf({ shares: [shareOf({ shown: { ...shown, isFull: true } })] });
    expect(full.jobs[0]).toMatchObject({ left: null, newEdgesPerHour: null });
    const idle = await reportOf({ shares: [shareOf({ shown, seconds: 0, sums: { ...missed.sums, runs: 0 } })] });
    expect(idle.jobs[0]).toMatchObject({ runsPerSecond: 0, newEdgesPerHour: null, left: { chance: 0.04 } });
    const one = await reportOf({ shares: [shareOf({ shown, sums: { ...missed.sums, runs: 1 } })] });
    expect(one.jobs[0]?.newEdgesPerHour).not.toBeNull();
    expect((await reportOf()).jobs[0]).toMatchObject({ left: null, newEdgesPerHour: null });
  });

  test('is nothing at all where nothing was done of it', async () => {
    const { jobs } = await reportOf({ jobs: [jobOf(), jobOf({ scopeName: 'large' })], shares: [shareOf()] });
    expect(jobs[1]).toMatchObject({ job: 2, batches: 0, of: { scopeName: 'large' }, left: null });
  });
});

test('a report lists the outcomes of each scope that exploring reached and no run did', async () => {
  const outcomes = { up: { moved: 1, stuck: 1 }, down: { refused: 1, moved: 4 } };
  const taken = (of: Record<string, Record<string, number>>): object => ({
    sums: { runs: 10, commands: 50, reached: {}, outcomes: of },
  });
  const jobs = [
    jobOf(),
    jobOf({ strategy: 'explore' }),
    jobOf({ strategy: 'drive' }),
    jobOf({ scopeName: 'large' }),
    jobOf({ scopeName: 'large', strategy: 'explore' }),
  ];
  const { unreached } = await reportOf({
    jobs,
    shares: [
      shareOf(taken({ up: { moved: 9 } })),
      shareOf({ job: 2, explored: { ...explored, outcomes } }),
      shareOf({ job: 3, explored: { ...explored, outcomes: { up: { lost: 1 } } } }),
      shareOf({ job: 4, ...taken({ down: { moved: 9 } }) }),
      shareOf({ job: 5, explored: { ...explored, outcomes: { down: { moved: 1 } } } }),
    ],
  });
  const [{ subject, scopeName }] = jobs as [Job];
  // The exploration took `down` more often than `up`.
  const names = ['down: moved', 'down: refused', 'up: lost', 'up: stuck'];
  expect(unreached).toEqual([{ subject, scopeName, outcomes: names, missedGoals: [] }]);
});

describe('outcomes that no run has shown make a campaign inconclusive', () => {
  const outcomes = { up: { moved: 1, stuck: 1 }, down: { refused: 1, moved: 4 } };
  const sumsOf = (runs: number, of: Record<string, Record<string, number>>): Partial<JobShare> => ({
    sums: { runs, commands: 50, reached: {}, outcomes: of },
  });
  const few = shareOf(sumsOf(600, { up: { moved: 9 }, down: { refused: 1 } }));
  const parts: Parts = {
    jobs: [jobOf(), jobOf({ strategy: 'explore' })],
    shares: [few, shareOf({ job: 2, explored: { ...explored, outcomes } })],
    missing: 0.25,
  };

  test('where the runs of all nights are enough to say so, and the subject sets a share', async () => {
    expect(await verdictOf(parts)).toBe('holds');
    const later = { ...parts, earlier: [few] };
    const { verdict, unreached } = await reportOf(later);
    expect({ verdict, unreached }).toMatchObject({
      verdict: 'inconclusive',
      unreached: [{ missedGoals: ['at least 3 of the 4 outcomes that exploring reaches (seen: 2)'] }],
    });
    const { missing: _, ...without } = later;
    expect(await verdictOf(without)).toBe('holds');
    expect(await verdictOf({ ...later, missing: 0.5 })).toBe('holds');
  });

  test('also where runs without a policy have shown them', async () => {
    const switched = shareOf({ job: 3, ...sumsOf(600, outcomes) });
    const jobs = [...(parts.jobs ?? []), jobOf({ off: 'floor', policies: { floor: false } })];
    const shares = [...(parts.shares ?? []), switched];
    expect(await verdictOf({ ...parts, jobs, shares, earlier: [few] })).toBe('inconclusive');
  });

  test('unless an earlier night has shown them', async () => {
    const earlier = [shareOf(sumsOf(600, { down: { moved: 1 } }))];
    const { verdict, unreached } = await reportOf({ ...parts, earlier });
    expect({ verdict, unreached }).toMatchObject({ verdict: 'holds', unreached: [{ outcomes: ['up: stuck'] }] });
  });
});

test('a journal without a campaign has no report', async () => {
  const { folder, journal } = setUp();
  mkdirSync(join(folder, 'counterexamples'));
  await expect(reportCampaign(journal)).rejects.toThrow(/^this journal has no campaign yet/);
});
