import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import type { Assignment } from '../../src/overnight/assignment.ts';
import { journalError } from '../../src/overnight/bad-journal.ts';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { resumeCampaign, runCampaign } from '../../src/overnight/campaign.ts';
import { journalIn } from '../../src/overnight/journal-in.ts';
import type { Journal } from '../../src/overnight/journal.ts';
import { openJournal, readJournal } from '../../src/overnight/open-journal.ts';
import { assignmentOf } from './campaign-options.ts';
import { setUp } from './campaigns.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-adversity-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A journal in a folder of its own, that nobody holds. */
function journalNamed(name: string): string {
  const path = join(root, name, 'overnight.db');
  openJournal(path).close();
  return path;
}

describe('a journal that will not do is named in one line, and nothing in it is touched', () => {
  const opened: readonly [string, (path: string) => unknown][] = [
    ['a campaign', openJournal],
    ['the report', readJournal],
  ];

  test.each(opened)('for %s, where a later version wrote it', (_, open) => {
    const path = journalNamed(`later-${open.name}`);
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const before = readFileSync(path);
    expect(() => open(path)).toThrow(
      /^[^\n]*is a journal of version 99, and this Faultbook reads versions 1 to 5: [^\n]*$/,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.each(opened)('for %s, where it is cut off', (_, open) => {
    const path = journalNamed(`cut-${open.name}`);
    truncateSync(path, Math.floor(statSync(path).size / 2));
    const before = readFileSync(path);
    expect(() => open(path)).toThrow(/^[^\n]*is no journal, or is damaged \([^\n]*\): restore it, or move it away$/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.each(opened)('for %s, where it is something else', (_, open) => {
    const path = journalNamed(`other-${open.name}`);
    writeFileSync(path, 'Dear diary, today I have been a very long text, and no database at all.'.repeat(20));
    expect(() => open(path)).toThrow(/^[^\n]*is no journal, or is damaged[^\n]*$/);
  });

  test('where its place is no folder', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    expect(() => openJournal(join(file, 'overnight.db'))).toThrow(/ENOTDIR|EEXIST/);
    expect(() => readJournal(join(root, 'nowhere', 'overnight.db'))).toThrow(/^there is no journal [^\n]*begins one$/);
  });
});

async function sumsIn(journal: Journal): Promise<unknown> {
  try {
    const { jobs, verdict, findings } = await reportCampaign(journal);
    return {
      verdict,
      findings: findings.map(({ key }) => key),
      jobs: jobs.map(({ sums, batches }) => [sums.runs, batches]),
    };
  } finally {
    journal.close();
  }
}

test('a full disk ends the campaign in one line, and it is resumed once there is room', async () => {
  const full = journalNamed('full');
  const roomy = journalNamed('roomy');
  cpSync(full, roomy);
  const work = (folder: string): Assignment =>
    assignmentOf(join(root, folder), ['plain'], 2, { strategies: ['random', 'explore'] });
  const { options } = setUp();

  const database = new DatabaseSync(full);
  // The disk has room for a few batches more.
  database.exec('PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM');
  const { pages } = database.prepare('SELECT page_count AS pages FROM pragma_page_count').get() ?? {};
  database.exec(`PRAGMA max_page_count = ${Number(pages) + 8}`);
  const stopped = runCampaign(work('full'), { ...options, journal: journalIn(database, full) });
  await expect(stopped).rejects.toThrow(
    /overnight\.db cannot be written \([^\n]*\): make room, then go on with --resume$/,
  );
  database.close();

  const journal = openJournal(full);
  // Something was in it when it stopped: going on is more than beginning again.
  expect(journal.shares(1).reduce((sum, { batches }) => sum + batches, 0)).toBeGreaterThan(0);
  expect(journal.lastCampaign()).toMatchObject({ how: null });
  await resumeCampaign({ ...options, journal });
  const resumed = await sumsIn(journal);

  const whole = openJournal(roomy);
  await runCampaign(work('roomy'), { ...options, journal: whole });
  expect(resumed).toEqual(await sumsIn(whole));
});

test('a file that may not grow is a full disk as well', () => {
  const refused = Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 778 });
  expect(journalError('overnight.db', refused).message).toBe(
    'overnight.db cannot be written (disk I/O error): make room, then go on with --resume',
  );
});

test('an interrupted campaign drops the batches under way, and resumes with them', async () => {
  const set = setUp(undefined, { workers: 2, inProcesses: true });
  const stop = new AbortController();
  const interrupted = { ...set.options, signal: stop.signal, onProgress: () => stop.abort() };
  await runCampaign(assignmentOf(set.folder, ['plain'], 1), interrupted);
  const { verdict, campaign, jobs } = await reportCampaign(set.journal);
  expect({ verdict, how: campaign.how }).toEqual({ verdict: 'inconclusive', how: 'interrupted' });
  expect(jobs.map(({ batches, setAside }) => [batches, setAside])).toEqual([
    [0, null],
    [0, null],
  ]);
  await resumeCampaign(set.options);
  expect((await reportCampaign(set.journal)).jobs.map(({ sums }) => sums.runs)).toEqual([250, 250]);
});

test('a clock that jumps is named, and does not change the time of the campaign', async () => {
  const set = setUp();
  const { clock } = set.options;
  const over = new AbortController();
  // Forward by five hours, and then back by nine.
  const jumps = [5, -4];
  let atHours = 0;
  const options = {
    ...set.options,
    signal: over.signal,
    clock: { ...clock, now: () => new Date(clock.now().getTime() + atHours * 3_600_000) },
    onProgress() {
      if (set.notices.length === jumps.length) over.abort();
      else atHours = jumps[set.notices.length] ?? 0;
    },
  };
  await runCampaign({ ...assignmentOf(set.folder, ['plain'], 1), budget: { seconds: 3600 } }, options);
  expect(set.notices).toEqual([
    'the clock was set forward by 300 min: the campaign counts elapsed time, and is not affected',
    'the clock was set back by 540 min: the campaign counts elapsed time, and is not affected',
  ]);
  const { campaign } = await reportCampaign(set.journal);
  expect(campaign.how).toBe('interrupted');
  expect(campaign.spentSeconds).toBeLessThan(3600);
});
