import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { reportCampaign } from '../../src/overnight/campaign-report.ts';
import { openJournal } from '../../src/overnight/open-journal.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-kill-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** By the same journal the same pieces are made, whatever becomes of the processes. */
openJournal(join(root, 'empty', 'overnight.db')).close();

function startIn(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  copyFileSync(join(root, 'empty', 'overnight.db'), join(folder, 'overnight.db'));
  return folder;
}

function campaign(folder: string): ChildProcess {
  const module = fileURLToPath(new URL('./campaign-process.ts', import.meta.url));
  return spawn(process.execPath, [module, folder, '4', 'plain', 'wrong'], { stdio: 'inherit' });
}

/** All that does not depend on when what was done. */
async function sumsIn(folder: string): Promise<unknown> {
  const journal = openJournal(join(folder, 'overnight.db'));
  try {
    const { jobs, findings, campaign: ended, verdict } = await reportCampaign(journal);
    const ofJobs = jobs.map(({ sums, shown, newStates, newEdges, batches, explored, of }) => {
      // The count of a known violation, and the reached goals, depend on when the violation became known.
      const { runs } = sums;
      return of.system === 'plain'
        ? { sums, shown, newStates, newEdges, batches, explored }
        : { runs, batches, explored };
    });
    const ofFindings = findings.map(({ key, trace, isNew }) => ({
      key,
      trace: 'commands' in trace ? trace.commands : trace,
      isNew,
    }));
    return { verdict, how: ended.how, ofJobs, ofFindings };
  } finally {
    journal.close();
  }
}

function childrenOf(pid: number): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  return pairs.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pids: readonly number[]): Promise<void> {
  while (pids.some(isThere)) await wait(20);
}

test('a campaign killed twenty times loses and repeats no batch and leaves no process', async () => {
  const undisturbed = startIn('undisturbed');
  expect(await once(campaign(undisturbed), 'exit')).toEqual([0, null]);
  const expected = await sumsIn(undisturbed);
  const delays = fc.sample(fc.integer({ min: 20, max: 700 }), { numRuns: 200, seed: 8 });
  const codes = new Set<number | null>();
  let kills = 0;
  for (let round = 0; kills < 20; round += 1) {
    const folder = startIn(`killed-${round}`);
    for (let isOver = false; !isOver;) {
      const spent = campaign(folder);
      const exit = once(spent, 'exit').then(([code]) => code as number | null);
      const pid = spent.pid ?? 0;
      await Promise.race([exit, wait(300 + (delays[kills] ?? 0))]);
      const workers = spent.exitCode === null ? childrenOf(pid) : [];
      const [worker] = workers;
      // A worker first, then the night itself: both have to be got over.
      if (kills < 20 && worker !== undefined && kills % 2 === 0) {
        process.kill(worker, 'SIGKILL');
        kills += 1;
        await Promise.race([exit, wait(delays[kills] ?? 0)]);
      }
      const left = spent.exitCode === null ? childrenOf(pid) : [];
      if (kills < 20 && spent.exitCode === null) {
        spent.kill('SIGKILL');
        kills += 1;
      }
      const code = await exit;
      await gone([...workers, ...left]);
      isOver = code === 0;
      codes.add(code);
    }
    expect(await sumsIn(folder)).toEqual(expected);
  }
  expect(kills).toBe(20);
  expect(codes).toEqual(new Set([null, 0]));
});
