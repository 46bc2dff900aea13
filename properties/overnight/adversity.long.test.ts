import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { openJournal } from '../../src/overnight/open-journal.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-adversity-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A night of the planted subject in a process that may write no file of more than so many blocks of 512 bytes. */
async function campaignWithin(folder: string, blocks: string): Promise<{ code: number | null; err: string }> {
  const module = fileURLToPath(new URL('./campaign-process.ts', import.meta.url));
  const command = `ulimit -f ${blocks}; exec "$0" "$@"`;
  const campaign = spawn('sh', ['-c', command, process.execPath, module, folder, '3', 'plain'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // What it compiles would be cut off as well.
    env: { ...process.env, NODE_COMPILE_CACHE: '' },
  });
  const exit = once(campaign, 'exit') as Promise<[number | null]>;
  const err = await text(campaign.stderr);
  const [code] = await exit;
  return { code, err };
}

async function sumsIn(path: string): Promise<unknown> {
  const journal = openJournal(path);
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

test('a process whose files may not grow ends its campaign in one line, to be resumed', async () => {
  const full = join(root, 'full', 'overnight.db');
  openJournal(full).close();
  const roomy = join(root, 'roomy');
  cpSync(join(root, 'full'), roomy, { recursive: true });
  const stopped = await campaignWithin(join(root, 'full'), '200');
  expect(stopped.code).not.toBe(0);
  expect(stopped.err).toMatch(/overnight\.db cannot be written \([^\n]*\): make room, then go on with --resume\n/);
  const journal = openJournal(full);
  const madeBefore = journal.shares(1).reduce((sum, { batches }) => sum + batches, 0);
  const wasUnderWay = journal.lastCampaign();
  journal.close();
  expect(wasUnderWay).toMatchObject({ how: null });
  expect(await campaignWithin(join(root, 'full'), 'unlimited')).toEqual({ code: 0, err: '' });
  expect(await campaignWithin(roomy, 'unlimited')).toEqual({ code: 0, err: '' });
  expect(await sumsIn(full)).toEqual(await sumsIn(join(roomy, 'overnight.db')));
  // Something was in it when it stopped: going on is more than beginning again.
  expect(madeBefore).toBeGreaterThan(0);
});
