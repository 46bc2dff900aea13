import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRaceTrace } from '../../../src/corpus/any-trace.ts';
import { runLabHere, runLabProcess } from '../run-lab.ts';

const cwd = tmpdir();

test('matrix prints one JSON object, keeps broken runs, and exits with 0 when complete', async () => {
  const keep = mkdtempSync(join(cwd, 'faultbook-'));
  const args = ['matrix', 'booking', '--pattern', 'insert … select', '--json', '--keep', keep];
  const { code, out } = await runLabProcess(args, { cwd });
  const kept = await Promise.all(readdirSync(keep).map((name) => readRaceTrace(join(keep, name))));
  expect(kept.map(({ policies }) => policies)).toEqual([
    { snapshot: false, serializable: false },
    { snapshot: true, serializable: false },
  ]);
  for (const { subject, system, moves, violation, certificate, foundBy } of kept) {
    expect({ subject, system, violation: violation.kind }).toEqual({
      subject: 'booking-patterns',
      system: 'insert … select',
      violation: 'notLinearizable',
    });
    expect(moves).toHaveLength(4);
    expect(certificate).toMatchObject({ kind: 'minimal', races: 0 });
    expect(foundBy.who).toBe('npm run matrix -- booking');
  }
  rmSync(keep, { recursive: true });
  const report = JSON.parse(out) as { verdict: string; interleavings: number; cells: { broken: number }[] };
  expect({ code, verdict: report.verdict, interleavings: report.interleavings }).toEqual({
    code: 0,
    verdict: 'complete',
    interleavings: 18,
  });
  expect(report.cells.map(({ broken }) => broken > 0)).toEqual([true, true, false]);
});

test.each([
  [['matrix', 'queue'], 'faultbook: queue has no matrix; there is one of booking\n'],
  [['matrix', 'bookings'], /unknown subject 'bookings'; did you mean 'booking'\?/],
  [['matrix', 'queues'], "faultbook: unknown subject 'queues'; did you mean 'booking'? There is: booking\n"],
  [['matrix', 'booking', '--pattern', 'lock the parents'], /did you mean 'lock the parent'\?/],
])('%j is bad use, in one line', async (args, says) => {
  const { code, out, err } = await runLabHere(args, { cwd });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(says);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
});
