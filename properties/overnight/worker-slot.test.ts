import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { nothingShown } from '../../src/check/run-memory.ts';
import type { Batch } from '../../src/overnight/batch.ts';
import { planOf } from '../../src/overnight/rounds.ts';
import type { WorkerSlot } from '../../src/overnight/worker-slot.ts';
import { openSlot } from '../../src/overnight/worker-slot.ts';
import { jobOf, sourceOf, traceOf } from './parts.ts';
import { planted } from './planted.ts';

function setUp(stallMs: number, answerMs?: number): { slot: WorkerSlot; trail: string } {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-slot-'));
  const trail = join(folder, 'trail');
  const slot = openSlot({ stallMs, memoryMb: 250, ...(answerMs !== undefined && { answerMs }) }, trail);
  onTestFinished(() => {
    slot.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { slot, trail };
}

const explore: Batch = {
  kind: 'explore',
  job: jobOf({ strategy: 'explore' }),
  source: sourceOf(),
  maxStates: 1000,
  known: [],
  versions: {},
};
const steps = { commands: Array.from({ length: 7 }, () => ({ type: 'up' })), outcomes: null };
const slow: Batch = {
  kind: 'replay',
  job: jobOf({ system: 'slow' }),
  source: sourceOf(),
  traces: [{ path: 'kept.json', trace: traceOf({ ...steps, system: 'slow' }) }],
};

/** The worker processes that this one has started. */
function workers(): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const fields = rows.map((row) => row.trim().split(/\s+/));
  const own = fields.filter(([, parent]) => Number(parent) === process.pid);
  return own.filter((row) => row.at(-1)?.endsWith('overnight/worker.ts') === true).map(([pid]) => Number(pid));
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a process that is killed between two batches is replaced, and that is no crash', async () => {
  const { slot } = setUp(100_000);
  expect(await slot.do(explore)).toMatchObject({ type: 'done', crash: null });
  const [idle = 0, ...others] = workers();
  expect(others).toEqual([]);
  process.kill(idle, 'SIGKILL');
  while (isThere(idle)) await wait(20);
  expect(await slot.do(explore)).toMatchObject({ type: 'done', crash: null, done: { states: 10, isWhole: true } });
});

test('a batch whose process is killed once from outside is done on another one', async () => {
  const { slot } = setUp(100_000);
  const outcome = slot.do(slow);
  while (workers().length === 0) await wait(20);
  for (const pid of workers()) process.kill(pid, 'SIGKILL');
  expect(await outcome).toMatchObject({
    type: 'done',
    crash: { how: 'crashed', says: 'SIGKILL', shown: 1, of: 2, commands: null },
    done: { replays: [{ verdict: 'gone' }] },
  });
});

test('a batch is not taken to hang where a run takes long and each command little', async () => {
  // Seven commands and seven of recovery, at 300 ms each.
  const { slot } = setUp(3000);
  expect(await slot.do(slow)).toMatchObject({ type: 'done', crash: null, done: { replays: [{ verdict: 'gone' }] } });
});

test('a crash outside a run is reported without the run that an older campaign left', async () => {
  const { slot, trail } = setUp(100_000);
  writeFileSync(trail, '[{"type":"up"}]\n.');
  const plan = planOf({ origin: 'here', job: 1, number: 0 }, planted);
  const outcome = await slot.do({
    kind: 'runs',
    before: nothingShown,
    job: jobOf(),
    source: sourceOf('crashingModel'),
    plan,
    known: [],
    versions: {},
  });
  expect(outcome).toMatchObject({ type: 'crashed', crash: { how: 'crashed', shown: 2, of: 2, commands: null } });
  expect(existsSync(trail)).toBe(false);
});

test('a system is waited for as long as the limits say', async () => {
  const { slot } = setUp(100_000, 1);
  const trace = traceOf({ ...steps, system: 'waiting' });
  const batch: Batch = {
    kind: 'replay',
    job: jobOf({ system: 'waiting' }),
    source: sourceOf(),
    traces: [{ path: 'kept.json', trace }],
  };
  const note = 'the system did not answer within 0.001 s';
  expect(await slot.do(batch)).toMatchObject({ type: 'done', crash: null, done: { replays: [{ note }] } });
});

test('a stopped process is gone soon, whether it hears that or hangs', async () => {
  for (const system of ['slow', 'hanging']) {
    const { slot } = setUp(100_000);
    await slot.do(explore);
    const trace = traceOf({ ...steps, system });
    const outcome = slot.do({
      kind: 'replay',
      job: jobOf({ system }),
      source: sourceOf(),
      traces: [{ path: 'kept.json', trace }],
    });
    // Long enough that it has begun, as a rule.
    await wait(300);
    slot.stop();
    expect(await outcome).toEqual({ type: 'stopped' });
    while (workers().length > 0) await wait(20);
  }
});
