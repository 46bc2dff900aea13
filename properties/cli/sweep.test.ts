import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import type { PlannedSweep } from '../../src/check/sweep-subject.ts';
import { sweepSubject } from '../../src/check/sweep-subject.ts';
import { exitOf } from '../../src/cli/exit.ts';
import { shippedProject } from '../../src/cli/project.ts';
import { sweepCommand } from '../../src/cli/sweep.ts';
import type { Watchable } from '../../src/kernel/model.ts';
import { renderSweep } from '../../src/report/sweep.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { unwrapped } from '../report/text.ts';
import { runHere } from './in-process.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-cli-'));
afterAll(() => rmSync(cwd, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

const subject = subjectOf('queue');
const signal = new AbortController().signal;

/** A job whose commit needs the reconciler if its worker dies, and no reconciler. */
const unreconciled: PlannedSweep = {
  title: 'a job',
  without: ['reconcile'],
  scope: { workers: 1, jobs: 1, faults: 0, attempts: 3, inFlight: 0, retries: 0 },
  commands: ['submit', 'lease', 'commit', 'complete'].map((type) =>
    type === 'submit' ? { type, job: 'j1' } : { type, worker: 'w1' },
  ),
  unprotected: [],
};

/** On a slow machine there is more to be told on the way than that it is done. */
const progress = /^(crashing .+ runs\n)*$/;

test('faultbook sweep prints the text in the document of crashes, and ends with 0', async () => {
  const { code, out, err } = await runHere(['sweep', 'queue'], { cwd });
  const document = readFileSync(join(import.meta.dirname, '../../docs/explanation/crashes.md'), 'utf8');
  expect(document).toContain(`\`\`\`\n${out.trimEnd()}\n\`\`\``);
  expect(err).toMatch(progress);
  expect(code).toBe(0);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a subject whose model cannot continue after a crash is refused by name', async () => {
  const blind = {
    ...subject,
    model: (...world: Parameters<typeof subject.model>) => {
      const { stateShowing: _, ...model } = subject.model(...world);
      return model;
    },
  };
  await expect(sweepSubject(blind, 'sqlite', [unreconciled], { signal })).rejects.toThrow(
    'queue: the model of queue has no stateShowing, which names the state after a crash',
  );
});

test('with --json it prints one object, with every failpoint and its crashes', async () => {
  const { code, out } = await runHere(['sweep', 'booking', '--json'], { cwd });
  const report = JSON.parse(out) as { rows: { points: { killed: string[] }[] }[] };
  expect(report).toMatchObject({ subject: 'booking', system: 'sqlite', verdict: 'holds' });
  expect(report.rows[0]).toMatchObject({ title: 'happy path', without: [], violations: [], isPartial: false });
  expect(report.rows[0]?.points[0]).toEqual({ name: 'read.connect', at: 0, killed: ['once', 'fromThenOn'] });
  expect(code).toBe(0);
});

test.each([
  ['sweep queue --system sqlit', "unknown system of queue 'sqlit'; did you mean 'sqlite'?"],
  ['sweep quue', "unknown subject 'quue'; did you mean 'queue'?"],
  ['sweep --points 3', "unknown option '--points'"],
])('%s is reported in one line, with exit code 2', async (args, message) => {
  const { code, out, err } = await runHere(args.split(' '), { cwd });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
});

test('a violation is printed with its crash and its steps, with exit code 1', async () => {
  const swept = await sweepSubject(subject, 'sqlite', [unreconciled], { signal });
  expect(exitOf(swept.verdict)).toBe(1);
  const reported = unwrapped(renderSweep(swept).join('\n'));
  expect(reported).toContain(
    'INV_009 (settled) is violated in a job without reconcile, killed at commit.after by command 3;',
  );
  expect(reported).toMatch(/^3 +\{type: commit, worker: w1\} +\{type: noReply\} +✗ commit\.after$/m);
  expect(reported).toContain('violated: a crash violated a protected invariant (');
});

test('an unprotected invariant that is violated is counted, and is no violation', async () => {
  const swept = await sweepSubject(subject, 'sqlite', [{ ...unreconciled, unprotected: ['INV_009'] }], { signal });
  expect(swept).toMatchObject({ verdict: 'holds', rows: [{ violations: [] }] });
  const violated = swept.rows[0]?.unprotectedViolations['INV_009'] ?? 0;
  expect(violated).toBeGreaterThan(2);
  const runs = swept.rows[0]?.runs ?? 0;
  expect(swept.invariants['INV_009']).toEqual({ protected: { runs: 0, violated: 0 }, unprotected: { runs, violated } });
  expect(swept.invariants['INV_002']).toEqual({
    protected: { runs, violated: 0 },
    unprotected: { runs: 0, violated: 0 },
  });
  expect(renderSweep(swept).join('\n')).toMatch(new RegExp(`^INV_009 +0 of 0 runs +${violated} of ${runs} runs$`, 'm'));
  expect(exitOf(swept.verdict)).toBe(0);
});

test('with nothing to crash it has shown little, with exit code 3', async () => {
  for (const planned of [[], [{ ...unreconciled, commands: [] }]]) {
    const swept = await sweepSubject(subject, 'sqlite', planned, { signal });
    expect(exitOf(swept.verdict)).toBe(3);
    expect(renderSweep(swept).at(-1)).toMatch(/^missed: /);
  }
});

test('a failpoint without its crash makes the sweep inconclusive, with exit code 3', async () => {
  const immortal = {
    ...subject,
    systems: subject.systems.map(({ name, open }) => ({
      name,
      open: async (...world: Parameters<typeof open>) => {
        const system = await open(...world);
        const watch: Watchable['watch'] = (crashesAt) =>
          system.failpoints?.watch((place) => crashesAt?.(place) === true && place !== 'commit.after');
        return { ...system, failpoints: { watch } };
      },
    })),
  };
  const swept = await sweepSubject(immortal, 'sqlite', [{ ...unreconciled, without: [] }], { signal });
  expect(exitOf(swept.verdict)).toBe(3);
  expect(renderSweep(swept).at(-1)).toMatch(/^missed: at some failpoints no crash took place/);
});

test('when it is stopped it says so, with exit code 130', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await sweepCommand(shippedProject(), ['queue'], {}, AbortSignal.abort())).toBe(130);
  expect(log.mock.calls.at(-1)?.[0]).toMatch(/^interrupted: stopped before every failpoint was reached/);
});

test('a system without failpoints is bad use', async () => {
  const bare = {
    ...subject,
    systems: subject.systems.map(({ name, open }) => ({
      name,
      open: async (...world: Parameters<typeof open>) => {
        const { failpoints: _, ...system } = await open(...world);
        return system;
      },
    })),
  };
  await expect(sweepSubject(bare, 'sqlite', [unreconciled], { signal })).rejects.toThrow(
    'queue: the system has no failpoints to crash at',
  );
});
