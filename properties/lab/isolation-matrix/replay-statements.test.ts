import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { matrixOf, withMatrix } from '../../../src/lab/isolation-matrix/matrices.ts';
import type { MatrixTrace } from '../../../src/lab/isolation-matrix/matrix-trace.ts';
import { readMatrixTrace } from '../../../src/lab/isolation-matrix/matrix-trace.ts';
import type { MatrixSchedule } from '../../../src/lab/isolation-matrix/matrix.ts';
import { assertFitsMatrix, replayStatements } from '../../../src/lab/isolation-matrix/replay-statements.ts';
import { subjectOf } from '../../../src/subjects/index.ts';
import { runLabHere } from '../run-lab.ts';

const booking = withMatrix(subjectOf('booking'));
const root = join(import.meta.dirname, '../../..');
const path = join(root, 'failure_modes/FM_106_write_skew/trace.json');
const trace = await readMatrixTrace(path);
const matrix = await matrixOf('booking').open();
afterAll(() => matrix.close());

/** The trace with its statements in another order. */
function inOrder(order: MatrixSchedule): MatrixTrace {
  const left = { T1: trace.steps.filter(({ who }) => who === 'T1'), T2: trace.steps.filter(({ who }) => who === 'T2') };
  return { ...trace, steps: order.map((who) => left[who].shift() ?? { who, statement: '', answer: '', woken: [] }) };
}

test('a trace of statements is reproduced, and nothing is answered otherwise', async () => {
  const replayed = await replayStatements(matrix, trace, 'x');
  expect(replayed).toEqual({ steps: trace.steps, isBroken: true, verdict: 'reproduced', changes: [] });
});

test('one after the other it is gone, and what is answered otherwise is named', async () => {
  const { verdict, changes } = await replayStatements(matrix, inOrder(['T1', 'T1', 'T1', 'T2', 'T2']), 'x');
  expect(verdict).toBe('gone');
  expect(changes).toEqual([
    expect.stringMatching(/^statement 4 was, .*: T2 SELECT .* → booked 1; and now: .* booked 2$/),
  ]);
});

test.each([
  ['ends early', trace, ['T1', 'T1'], /the schedule ends after 2 statements, and there are more$/],
  [
    'goes on too long',
    trace,
    ['T1', 'T1', 'T1', 'T2', 'T2', 'T2'],
    /T2 cannot send|has 6 statements, and both have ended/,
  ],
  [
    'has a transaction go on that has ended',
    trace,
    ['T1', 'T1', 'T1', 'T1'],
    /T1 cannot send statement 4: T1 waits or has/,
  ],
] as const)('a schedule that %s does not fit, and the next one is run as ever', async (_, __, order, message) => {
  const error = await replayStatements(matrix, inOrder(order), 'x').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'MismatchedTrace', message: expect.stringMatching(message) });
  expect((await replayStatements(matrix, trace, 'x')).verdict).toBe('reproduced');
});

test.each([
  [{ pattern: 'hope' }, /^x does not fit: booking has no pattern 'hope'; its patterns are check then insert, /],
  [{ setting: "SERIALIZABLE'; DROP" }, /booking has no setting 'SERIALIZABLE'; DROP'; its settings are /],
  [{ breaks: 'INV_102' }, /^x does not fit: what breaks in the matrix of booking is INV_101, not INV_102$/],
])('of a cell that there is not, %j, nothing is run', (fields, message) => {
  expect(() => assertFitsMatrix(booking, { ...trace, ...fields }, 'x')).toThrow(message);
});

test('of a subject without a matrix nothing is run', () => {
  expect(() => assertFitsMatrix(withMatrix(subjectOf('queue')), trace, 'x')).toThrow(
    'x does not fit: queue has no matrix',
  );
});

describe('on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('replay exits with 1, prints each answer, and rechecks every interleaving', async () => {
    const { code, out } = await runLabHere(['matrix:replay', path, '--recheck'], { cwd: folder });
    expect({ code, out }).toMatchObject({
      code: 1,
      out: expect.stringContaining('\nreproduced: INV_101, overbooks'),
    });
    expect(out).toContain("\n 2  T2  SELECT count(*) AS booked FROM bookings WHERE resource = 'r1' → booked 1\n");
    expect(out).toContain('\nall 20 interleavings run again: overbooks in 18, the shortest in 6 statements\n');
  });

  test('what is for commands alone is bad use', async () => {
    writeFileSync(join(folder, 'a.json'), JSON.stringify(trace));
    const { code, err } = await runLabHere(['matrix:replay', 'a.json', '--step', '1'], { cwd: folder });
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringMatching(/unknown option '--step'/),
    });
  });
});
