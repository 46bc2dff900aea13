import { describe, expect, test } from 'vitest';
import type { CampaignProgress } from '../../src/report/campaign-progress.ts';
import { formatCampaignProgress, renderScreen } from '../../src/report/campaign-progress.ts';
import {
  formatDrivingProgress,
  formatExplorationProgress,
  formatRunsOf,
  formatSearchProgress,
} from '../../src/report/progress.ts';
import { longName } from './doors.ts';
import { textOf } from './text.ts';

test('progress is one line, whatever the work', () => {
  const exploring = { depth: 1, distinctStates: 1_000_000, frontier: 0, statesPerSecond: 999.6, secondsLeft: null };
  const lines = [
    formatSearchProgress({ done: 0, of: 1_000_000, isMinimising: false }),
    formatSearchProgress({ done: 1000, of: 2000, isMinimising: true }),
    formatExplorationProgress(exploring),
    formatExplorationProgress({ ...exploring, secondsLeft: 0.2 }),
    formatExplorationProgress({ ...exploring, secondsLeft: 0.2, slowestCall: { of: 'step', seconds: 4.2 } }),
    formatDrivingProgress({ phase: 'reaching states', states: 1000 }),
    formatDrivingProgress({ phase: 'driving', driven: 1, edges: 1000 }),
    formatDrivingProgress({ phase: 'minimising' }),
    formatRunsOf('happy path', 1, 1000),
  ];
  expect(textOf(lines)).toMatchInlineSnapshot(`
    "0 of 1,000,000 runs
    run 1,000 has a violation; shrinking the run
    depth 1, 1,000,000 states, 0 at this depth, 1,000 states/s
    depth 1, 1,000,000 states, 0 at this depth, 1,000 states/s, about 1 s left
    depth 1, 1,000,000 states, 0 at this depth, 1,000 states/s, about 1 s left; one call of step took 4 s
    1,000 states reached first
    1 of 1,000
    model and system diverge; shrinking the run
    happy path, 1 of 1,000 runs"
  `);
});

const share = {
  batches: 1,
  seconds: 2,
  sums: { runs: 1_000_000 },
  newEdges: 1000,
  findings: [],
  explored: null,
  raced: null,
  setAside: null,
};

const job: CampaignProgress['jobs'][number] = {
  job: { subject: 'doors', system: 'wooden', scopeName: 'small', strategy: 'random' },
  share,
  round: 1,
  isUnderWay: false,
  secondsLeft: null,
};

const campaign: CampaignProgress = {
  jobs: [
    job,
    { ...job, isUnderWay: true, secondsLeft: 89 },
    { ...job, share: { ...share, sums: { runs: 0 }, setAside: 'it crashed', findings: ['INV_1'] } },
    {
      ...job,
      job: { ...job.job, strategy: 'drive' },
      share: { ...share, explored: { edges: 1_000_000, isWhole: true } },
    },
    { ...job, job: { ...job.job, scopeName: 'large' }, share: { ...share, batches: 0 } },
  ],
  findings: 1,
  spentSeconds: 3600,
  secondsLeft: 25_200,
  isStopping: false,
};

describe('the screen of a campaign', () => {
  test('has a row for each job that has begun', () => {
    expect(textOf(renderScreen(campaign, { rows: 24, columns: 100 }))).toMatchInlineSnapshot(`
      "60 min, 7 h 0 min left: 4,000,000 runs, 5,000 new edges, 1 findings

        job                        round  runs       runs/s  new edges  found  left
        doors wooden small random  1      1,000,000  500000  1,000      0
      * doors wooden small random  1      1,000,000  500000  1,000      0      89 s
        doors wooden small random  1                         1,000      1      set aside
        doors wooden small drive   1      1,000,000  500000  1,000,000  0      whole"
    `);
  });

  test('where there is little room shows first the jobs that are under way', () => {
    expect(textOf(renderScreen(campaign, { rows: 7, columns: 100 }))).toMatchInlineSnapshot(`
      "60 min, 7 h 0 min left: 4,000,000 runs, 5,000 new edges, 1 findings

        job                        round  runs       runs/s  new edges  found  left
        doors wooden small random  1      1,000,000  500000  1,000      0
      * doors wooden small random  1      1,000,000  500000  1,000      0      89 s
        and 2 more"
    `);
  });

  test.each([20, 40, 80])('has no line wider than %i columns, and no more rows than the terminal', (columns) => {
    const wide = { ...job.job, subject: longName };
    const jobs = Array.from({ length: 50 }, () => ({ ...job, job: wide }));
    const lines = renderScreen({ ...campaign, jobs, isStopping: true }, { rows: 24, columns });
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
    expect(lines.length).toBeLessThan(24);
  });

  test('breaks its first line between words, without an indentation', () => {
    const lines = renderScreen({ ...campaign, jobs: [] }, { rows: 24, columns: 24 });
    expect(textOf(lines.slice(0, lines.indexOf('')))).toMatchInlineSnapshot(`
      "60 min, 7 h 0 min left:
      0 runs, 0 new edges, 1
      findings"
    `);
  });

  test('of a campaign that has not begun is rendered', () => {
    const begun = { ...campaign, jobs: [], findings: 0, spentSeconds: 0, secondsLeft: null };
    expect(textOf(renderScreen(begun, { rows: 24, columns: 80 }))).toMatchInlineSnapshot(`
      "0 s: 0 runs, 0 new edges, 0 findings

        job  round  runs  runs/s  new edges  found  left"
    `);
  });

  test('that is being stopped says so', () => {
    expect(formatCampaignProgress({ ...campaign, isStopping: true })).toMatchInlineSnapshot(
      `"60 min, 7 h 0 min left: 4,000,000 runs, 5,000 new edges, 1 findings; finishing the batches under way, a second signal stops at once"`,
    );
  });
});
