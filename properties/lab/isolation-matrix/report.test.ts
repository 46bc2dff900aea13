import { expect, test } from 'vitest';
import type { MatrixStep } from '../../../src/lab/isolation-matrix/matrix.ts';
import { formatMatrixProgress } from '../../../src/lab/isolation-matrix/report/matrix-progress.ts';
import { renderHoldingRuns, renderMatrix } from '../../../src/lab/isolation-matrix/report/matrix.ts';
import type { MatrixReport } from '../../../src/lab/isolation-matrix/run-matrix.ts';
import { longName } from '../../report/doors.ts';
import { textOf } from '../../report/text.ts';

const steps: readonly MatrixStep[] = [
  { who: 'T1', statement: 'SELECT open', answer: '0', woken: [] },
  { who: 'T2', statement: `UPDATE ${longName}`, answer: 'waits', woken: [] },
  { who: 'T1', statement: 'COMMIT', answer: 'done', woken: [{ who: 'T2', answer: '1 row' }] },
];

const matrix = {
  says: 'two guests who open a door at once',
  breaks: 'opens both',
  patterns: [
    { name: 'look then open', says: 'looks, then opens' },
    { name: 'lock', says: 'locks, then opens' },
  ],
  settings: ['loose', 'strict'],
};

const cell = {
  pattern: 'look then open',
  setting: 'loose',
  interleavings: 20,
  broken: 8,
  right: 12,
  neither: 0,
  refusals: {},
  shortest: steps,
  held: null,
  failureMode: 'FM_901',
};

const holding = {
  ...cell,
  setting: 'strict',
  broken: 0,
  refusals: { '40P01': 1, '40001': 2 },
  shortest: null,
  held: steps,
};

const report: MatrixReport = {
  subject: 'doors',
  says: matrix.says,
  verdict: 'complete',
  interleavings: 1_000_000,
  cells: [cell, { ...holding, failureMode: null }],
};

test('a matrix is a table of its cells, and a minimal run of each that breaks', () => {
  expect(textOf(renderMatrix(matrix, report))).toMatchInlineSnapshot(`
    "doors: two guests who open a door at once
                    loose                          strict
    look then open  opens both in 8 of 20, FM_901  holds in 20, 40001 40P01
    All of them, 1,000,000 interleavings in 2 cells: every order in which the server can be given the statements.

    look then open at loose opens both:
     1  T1  SELECT open → 0
     2  T2  UPDATE
              aVeryLongNameaVeryLongNameaVeryLongNameaVeryLongNameaVeryLongNameaVeryLongNameaVeryLongNameaVeryLo
              ngNameaVeryLongNameaVeryLongNameaVeryLongNameaVeryLongName → waits
     3  T1  COMMIT → done; T2 goes on: 1 row"
  `);
});

test('a matrix without cells is rendered, whatever its verdict', () => {
  const ends = (['complete', 'inconclusive', 'interrupted'] as const).map((verdict) =>
    textOf(renderMatrix(matrix, { ...report, verdict, interleavings: 0, cells: [] })),
  );
  expect(textOf(ends)).toMatchInlineSnapshot(`
    "doors: two guests who open a door at once
      loose  strict
    All of them, 0 interleavings in 0 cells: every order in which the server can be given the statements.
    doors: two guests who open a door at once
      loose  strict
    Inconclusive: in some cell no session ever succeeded. 0 interleavings in 0 cells.
    doors: two guests who open a door at once
      loose  strict
    Interrupted after 0 interleavings in 0 cells."
  `);
});

test('of each cell that holds a run is shown in which the two overlap', () => {
  expect(textOf(renderHoldingRuns([cell, holding]))).toMatchInlineSnapshot(`
    "
    look then open at strict holds, as here:
     1  T1  SELECT open → 0
     2  T2  UPDATE
              aVeryLongNameaVeryLongNameaVeryLongNameaVeryLongNameaVeryLongNameaVeryLongNameaVeryLongNameaVeryLo
              ngNameaVeryLongNameaVeryLongNameaVeryLongNameaVeryLongName → waits
     3  T1  COMMIT → done; T2 goes on: 1 row"
  `);
  expect(renderHoldingRuns([])).toEqual([]);
});

test('the progress of a matrix is one line', () => {
  const progress = { cell: 1, cells: 24, pattern: 'lock', setting: 'strict', interleavings: 1000 };
  expect(formatMatrixProgress(progress)).toBe('1 of 24, lock at strict, 1,000 interleavings');
});
