import { expect, test } from 'vitest';
import { formatCellResult } from '../../../src/lab/isolation-matrix/report/cell-result.ts';
import { matrixSpecificationTexts } from '../../../src/lab/isolation-matrix/report/matrix-specification-texts.ts';
import { doors } from '../../report/doors.ts';
import { textOf } from '../../report/text.ts';

test('the result of the tests of a cell is one line with the neighbouring cells', () => {
  const cell = {
    scenario: { pattern: 'lock', setting: 'loose', breaks: 'INV_1' },
    near: [{ broken: 0 }, { broken: 1 }],
  };
  expect(textOf([formatCellResult(cell, 1_000_000)])).toMatchInlineSnapshot(
    `"1000000 tests passed: INV_1 is violated by lock at loose, and holds in 1 of the 2 neighbouring cells"`,
  );
});

test('a specification of statements says in words what both transactions want', () => {
  const matrix = {
    says: 'two guests who open a door at once',
    breaks: 'opens both',
    invariant: 'INV_1',
    server: 'House',
    patterns: [{ name: 'lock', says: 'locks, then opens' }],
    settings: ['loose'],
    open: async () => {
      throw new Error('nothing of it is run here');
    },
  };
  const trace = {
    server: 'House',
    steps: [{ who: 'T1', statement: 'COMMIT', answer: 'done', woken: [] }],
    breaks: 'INV_1',
  } as const;
  expect(matrixSpecificationTexts({ ...doors, matrix }, trace)).toMatchInlineSnapshot(`
    {
      "breaks": "opens both",
      "patterns": {
        "lock": "locks, then opens",
      },
      "says": "At most one door is open.",
      "sequence": [
        "sequenceDiagram",
        "  participant L0 as T1",
        "  participant L1 as T2",
        "  participant L2 as House",
        "  L0->>L2: COMMIT",
        "  L2-->>L0: done",
      ],
      "wanted": "two guests who open a door at once",
    }
  `);
  expect(() => matrixSpecificationTexts({ ...doors, matrix }, { ...trace, breaks: 'INV_9' })).toThrow(
    'doors has no invariant INV_9',
  );
});
