import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openJournal } from '../../src/overnight/open-journal.ts';
import type { LeaseQueueProject } from '../planted/lease-queue/own-project.ts';
import { faultbookIn, projectOfLeaseQueue } from '../planted/lease-queue/own-project.ts';
import { unwrapped } from '../report/text.ts';

interface Report {
  readonly verdict: string;
  readonly findings: readonly { readonly key: string }[];
  readonly jobs: readonly {
    readonly batches: number;
    readonly newEdges: number;
    readonly sums: { readonly runs: number; readonly commands: number; readonly outcomes: object };
  }[];
}

/** Begins a campaign on the sound version with an empty journal that is the same each time. */
function projectBesides(empty: string): LeaseQueueProject {
  const project = projectOfLeaseQueue('the report of a stale worker counts');
  const folder = join(project.root, '.faultbook');
  mkdirSync(folder);
  copyFileSync(empty, join(folder, 'overnight.db'));
  return project;
}

async function sumsOf(project: LeaseQueueProject): Promise<unknown> {
  const { out } = await faultbookIn(project, 'report --json');
  const { verdict, findings, jobs } = JSON.parse(out) as Report;
  return {
    verdict,
    keys: findings.map(({ key }) => key),
    jobs: jobs.map(({ batches, newEdges, sums }) => ({ batches, newEdges, sums })),
  };
}

test('a campaign of a contract that is killed goes on exactly, and loses no batch', async () => {
  const origin = projectOfLeaseQueue('the report of a stale worker counts');
  const empty = join(origin.root, 'empty.db');
  openJournal(empty).close();
  const asked = 'overnight lease-queue --systems new --rounds 3 --workers 2';
  const undisturbed = projectBesides(empty);
  expect((await faultbookIn(undisturbed, asked)).code).toBe(0);
  const expected = await sumsOf(undisturbed);

  const killed = projectBesides(empty);
  const bin = join(import.meta.dirname, '../../bin/faultbook.js');
  let args = asked;
  let kills = 0;
  let isEnded = false;
  for (let delayMs = 1_500; !isEnded; delayMs += 500) {
    const child = spawn(process.execPath, [bin, ...args.split(' '), '--subject', './subject.ts#jobs'], {
      cwd: killed.root,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), delayMs);
    const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    clearTimeout(timer);
    if (code === null) kills += 1;
    // It was killed before it began, or after it had ended.
    isEnded = code === 0 || err.includes('has ended');
    args = err.includes('no campaign to resume') ? asked : 'overnight --resume';
  }
  expect(kills).toBeGreaterThan(1);
  expect(await sumsOf(killed)).toEqual(expected);
});

test('a campaign finds a broken promise, and its report names the promise', async () => {
  const project = projectOfLeaseQueue('a job has one try too many');
  const found = await faultbookIn(project, 'overnight lease-queue --rounds 1');
  expect(found.code).toBe(1);
  const named = 'New: shownWaiting (invariant) of lease-queue on old';
  expect(unwrapped(found.out)).toContain(named);
  expect((await faultbookIn(project, 'report')).out).toContain(named);
});
