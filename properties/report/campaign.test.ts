import { describe, expect, test } from 'vitest';
import type { CampaignFinding, CampaignJobReport, CampaignToRender } from '../../src/report/campaign-report.ts';
import { formatCampaignMarkdown, renderCampaign } from '../../src/report/campaign.ts';
import { counterexample, doors, twoOpen, violation } from './doors.ts';
import { textOf } from './text.ts';

const nothing: CampaignToRender = {
  verdict: 'inconclusive',
  campaign: { begunAt: '2024-01-31T22:00:00.000Z', endedAt: null, how: null, spentSeconds: 0, leftOut: [] },
  findings: [],
  crashes: [],
  changed: [],
  jobs: [],
  unreached: [],
};

const job: CampaignJobReport = {
  of: { subject: 'doors', system: 'wooden', scopeName: 'small', strategy: 'random' },
  batches: 1,
  setAside: null,
  missedGoals: [],
  sums: { runs: 1_000_000, reached: { 'a door is open': {} } },
  runsPerSecond: 34.6,
  shown: { states: 1, edges: 1000 },
  newEdges: 1,
  newEdgesInLastHour: 1,
  newEdgesPerHour: 12.4,
  left: { chance: 0.0001, chanceAtMost: 0.0002 },
  explored: null,
  raced: null,
};

const idle = {
  sums: { runs: 0, reached: {} },
  shown: null,
  newEdges: 0,
  newEdgesInLastHour: 0,
  newEdgesPerHour: null,
  left: null,
};
const whole = { states: 1, edges: 1_000_000, driven: 1_000_000, isWhole: true };
const exploring = { ...job, ...idle, of: { ...job.of, strategy: 'explore' }, explored: whole } as const;
const driving = { ...job, ...idle, of: { ...job.of, strategy: 'drive' }, explored: whole } as const;

const finding: CampaignFinding = {
  trace: { ...counterexample, policies: {} },
  details: violation.details,
  isNew: true,
  isSure: true,
  shown: 3,
  of: 3,
  path: 'counterexamples/a.json',
  times: 1_000_000,
  timesInCampaign: 1,
  firstSeen: '2024-01-01T00:00:00.000Z',
};

const crash = {
  isOfSystem: true,
  how: 'crashed',
  says: 'SIGABRT',
  shown: 2,
  of: 2,
  seed: 7,
  commands: twoOpen.slice(0, 1),
  in: job.of,
} as const;

const full: CampaignToRender = {
  ...nothing,
  verdict: 'violated',
  campaign: {
    ...nothing.campaign,
    endedAt: '2024-02-01T06:00:00.000Z',
    how: 'time',
    spentSeconds: 28_800,
    leftOut: ['a sloth'],
  },
  findings: [
    finding,
    { ...finding, isSure: false, shown: 1, path: null, times: 1, trace: { ...finding.trace, subject: 'unknown' } },
    { ...finding, isNew: false },
  ],
  crashes: [crash, { ...crash, isOfSystem: false, how: 'memory', seed: null, commands: null, shown: 1 }],
  changed: [
    { path: 'b.json', verdict: 'crashed', note: 'SIGABRT' },
    { path: 'c.json', verdict: 'gone', note: '' },
    { path: 'd.json', verdict: 'mismatch', note: 'a note' },
  ],
  jobs: [job, exploring, driving],
  unreached: [
    { subject: 'doors', scopeName: 'small', outcomes: ['close: alreadyDone'], missedGoals: [] },
    // No run was made there, so that its outcomes say nothing.
    { subject: 'doors', scopeName: 'large', outcomes: ['close: alreadyDone'], missedGoals: [] },
  ],
};

describe('a campaign', () => {
  test('in which nothing was done is rendered', () => {
    expect(textOf(renderCampaign(nothing, []))).toMatchInlineSnapshot(`
      "inconclusive: no new finding in 0 runs, but not all of the work was done
      begun 2024-01-31 22:00 UTC, under way, or cut off: --resume continues (0 s of
        work)
      0 new edges in all"
    `);
  });

  test('with every section is rendered', () => {
    expect(textOf(renderCampaign(full, [doors]))).toMatchInlineSnapshot(`
      "violated: 2 new findings, and 1 batch that ended a process twice, and 1 kept
        counterexample that ended a process twice, in 1,000,000 runs; 1 known one
        still there
      begun 2024-01-31 22:00 UTC, until 2024-02-01 06:00 UTC: time limit reached (8 h
        0 min of work)
      1 new edge in the last hour

      New: INV_1 (invariant) of doors on wooden
      doors on wooden, all policies on, 2 doors
      #  guest           house
      1  open d1 → done  d1 is open
      2  open d2 → done  d2 is open
      => INV_1 is violated: INV_1: d1 and d2 are open
      minimal: no run of at most 1 command has this violation (3 states explored)
      seen 1 times in this campaign, 1,000,000 in all, since 2024-01-01 00:00 UTC
      kept: counterexamples/a.json
      to replay it:   npx faultbook replay counterexamples/a.json
      to promote it:  npx faultbook promote counterexamples/a.json --name inv_1

      New: INV_1 (invariant) of unknown on wooden, only sometimes
      unknown on wooden, all policies on, 2 doors
      INV_1: d1 and d2 are open
      minimal: no run of at most 1 command has this violation (3 states explored)
      seen 1 times in this campaign, since 2024-01-01 00:00 UTC
      reproduced in 1 of 3 replays
      kept in the journal alone: the folder of counterexamples could not be written

      Processes that exited early
      doors on wooden, small, random, seed 7: crashed in 2 of 2 tries (SIGABRT); its
        run so far: [{"type":"open","door":"d1"}]
      doors on wooden, small, random: took too much memory in 1 of 2 tries (SIGABRT)

      Known, and still there
      INV_1 (invariant) of doors on wooden, by 2 commands: seen 1 times in this
        campaign, 1,000,000 in all, since 2024-01-01 00:00 UTC; counterexamples/a.json

      Kept counterexamples that ended their process
      b.json: SIGABRT, twice

      Kept counterexamples with another result
      c.json: gone
      d.json: mismatch: a note

      Covered
      random runs           runs       runs/s  states  edges  new  next run  in 10,000
      doors on wooden,      1,000,000  35      1       1,000  1    0.02 %    86.5 %
        small
      next run, in 10,000: the chance that the next run, or any of the next 10,000,
        shows a new edge, at most
      doors, small: all 1 state explored, and every order of recovery
      doors, small on wooden: all 1,000,000 edges between 1 state driven, name by name

      Not covered
      a sloth
      doors, small: no random run reached close: alreadyDone

      Where to spend the next campaign
      doors on wooden, small, random: at most 12 new edges per hour and process, at
        the same rate"
    `);
  });

  const goal = 'at least 9 of the 10 outcomes that exploring reaches (seen: 8)';
  const tooMany = { subject: 'doors', scopeName: 'small', outcomes: ['close: alreadyDone'], missedGoals: [goal] };

  test('says which scope showed too few of its outcomes', () => {
    const report = { ...nothing, verdict: 'inconclusive', jobs: [job], unreached: [tooMany] } as const;
    expect(textOf(renderCampaign(report, [])).replaceAll(/\s+/g, ' ')).toContain(
      `doors, small: no random run reached close: alreadyDone; inconclusive: too few were shown: ${goal}`,
    );
  });

  test('says in its first line what came of it', () => {
    const known = { ...finding, isNew: false };
    const firstLines = [
      { ...nothing, verdict: 'holds', jobs: [job] } as const,
      { ...nothing, verdict: 'inconclusive', jobs: [{ ...job, missedGoals: ['a door is open'] }] } as const,
      { ...nothing, verdict: 'inconclusive', jobs: [job] } as const,
      { ...nothing, verdict: 'inconclusive', jobs: [job], unreached: [tooMany] } as const,
      { ...nothing, verdict: 'holds', findings: [known, known] } as const,
      { ...nothing, verdict: 'violated', crashes: [crash, crash] } as const,
    ].map((report) => textOf(renderCampaign(report, [])).split('\nbegun')[0] ?? '');
    expect(textOf(firstLines)).toMatchInlineSnapshot(`
      "holds: no new finding in 1,000,000 runs: a sample, no proof
      inconclusive: no new finding in 1,000,000 runs, but too few of them reached a
        coverage goal
      inconclusive: no new finding in 1,000,000 runs, but not all of the work was done
      inconclusive: no new finding in 1,000,000 runs, but too few of the reachable
        outcomes were shown
      holds: no new finding in 0 runs: a sample, no proof; 2 known ones still there
      violated: 2 batches that ended a process twice, in 0 runs"
    `);
  });

  test('says what the systems lack or do not show', () => {
    const limits = {
      notShown: ['doors.lock'],
      outcomesNotShown: [],
      missingCommands: ['slam'],
      unclaimedPolicies: [],
      accepted: { INV_1: 'The door is old.' },
      goalsOutOfReach: [],
      lookedAt: null,
    };
    const lines = renderCampaign({ ...nothing, limits: [{ subject: 'doors', system: 'wooden', limits }] }, []);
    expect(lines.slice(lines.indexOf('Not covered') + 1).filter((line) => line.startsWith('doors: '))).toEqual([
      'doors: wooden does not show of the view: doors.lock',
      'doors: wooden does not have the commands: slam',
      'doors: INV_1 is not asked of wooden: The door is old.',
    ]);
  });

  test('says how much was driven where the system chose the endings of commands', () => {
    const jobs = [{ ...driving, explored: { ...whole, edges: 9, driven: 7 } }];
    expect(textOf(renderCampaign({ ...nothing, jobs }, []))).toContain(
      'doors, small on wooden: 7 of 9 edges between 1 state driven, name by name, and\n  the others it never chose',
    );
  });

  test('says of each job that is not complete why', () => {
    const some = { ...whole, driven: 1, isWhole: false };
    const jobs = [
      { ...job, setAside: { message: 'it crashed' } },
      { ...job, missedGoals: ['a door is open', 'a draught'] },
      { ...job, batches: 0 },
      { ...driving, explored: some },
      { ...exploring, explored: { ...some, states: 1000 } },
      { ...exploring, explored: { ...some, states: 0 } },
    ];
    const lines = renderCampaign({ ...nothing, jobs }, []);
    expect(textOf(lines.slice(lines.indexOf('Not covered')))).toContain('not reached');
    expect(textOf(lines)).toMatchInlineSnapshot(`
      "inconclusive: no new finding in 3,000,000 runs, but too few of them reached a
        coverage goal
      begun 2024-01-31 22:00 UTC, under way, or cut off: --resume continues (0 s of
        work)
      3 new edges in all

      Covered
      random runs           runs       runs/s  states  edges  new  next run  in 10,000
      doors on wooden,      1,000,000  35      1       1,000  1    0.02 %    86.5 %
        small
      doors on wooden,      1,000,000  35      1       1,000  1    0.02 %    86.5 %
        small
      doors on wooden,      1,000,000  35      1       1,000  1    0.02 %    86.5 %
        small
      next run, in 10,000: the chance that the next run, or any of the next 10,000,
        shows a new edge, at most

      Not covered
      doors on wooden, small, random: set aside: it crashed
      doors on wooden, small, random: inconclusive: too few of its runs reached: a
        door is open; a draught
      doors on wooden, small, random: not reached
      doors on wooden, small, drive: 1 of 1,000,000 edges driven
      doors on wooden, small, explore: 1,000 states, and more are left
      doors on wooden, small, explore: more states than could be reached

      Where to spend the next campaign
      doors on wooden, small, random: at most 12 new edges per hour and process, at
        the same rate
      doors on wooden, small, random: at most 12 new edges per hour and process, at
        the same rate
      doors on wooden, small, random: at most 12 new edges per hour and process, at
        the same rate"
    `);
  });

  test('is a Markdown file with code blocks where columns are aligned', () => {
    expect(formatCampaignMarkdown({ ...full, findings: [finding] }, [doors])).toMatchInlineSnapshot(`
      "# violated: 1 new finding, and 1 batch that ended a process twice, and 1 kept counterexample that ended a process twice, in 1,000,000 runs

      ## The campaign

      - begun 2024-01-31 22:00 UTC, until 2024-02-01 06:00 UTC: time limit reached (8 h 0 min of work)

      - 1 new edge in the last hour

      ## New: INV_1 (invariant) of doors on wooden

      - doors on wooden, all policies on, 2 doors

      \`\`\`
      #  guest           house
      1  open d1 → done  d1 is open
      2  open d2 → done  d2 is open
      => INV_1 is violated: INV_1: d1 and d2 are open
      \`\`\`

      - minimal: no run of at most 1 command has this violation (3 states explored)

      - seen 1 times in this campaign, 1,000,000 in all, since 2024-01-01 00:00 UTC

      - kept: counterexamples/a.json

      \`\`\`
      to replay it:   npx faultbook replay counterexamples/a.json
      to promote it:  npx faultbook promote counterexamples/a.json --name inv_1
      \`\`\`

      ## Processes that exited early

      - doors on wooden, small, random, seed 7: crashed in 2 of 2 tries (SIGABRT); its run so far: [{"type":"open","door":"d1"}]

      - doors on wooden, small, random: took too much memory in 1 of 2 tries (SIGABRT)

      ## Kept counterexamples that ended their process

      - b.json: SIGABRT, twice

      ## Kept counterexamples with another result

      - c.json: gone

      - d.json: mismatch: a note

      ## Covered

      \`\`\`
      random runs           runs       runs/s  states  edges  new  next run  in 10,000
      doors on wooden,      1,000,000  35      1       1,000  1    0.02 %    86.5 %
        small
      \`\`\`

      - next run, in 10,000: the chance that the next run, or any of the next 10,000, shows a new edge, at most

      - doors, small: all 1 state explored, and every order of recovery

      - doors, small on wooden: all 1,000,000 edges between 1 state driven, name by name

      ## Not covered

      - a sloth

      - doors, small: no random run reached close: alreadyDone

      ## Where to spend the next campaign

      - doors on wooden, small, random: at most 12 new edges per hour and process, at the same rate
      "
    `);
  });
});
