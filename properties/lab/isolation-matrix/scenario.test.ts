import { describe, expect, test } from 'vitest';
import type { FailureMode } from '../../../src/corpus/failure-modes.ts';
import { cellsAmong } from '../../../src/lab/isolation-matrix/failure-modes.ts';
import type { MatrixScenario } from '../../../src/lab/isolation-matrix/scenario.ts';
import { parseMatrixScenario } from '../../../src/lab/isolation-matrix/scenario.ts';

const cell: MatrixScenario = {
  id: 'FM_106',
  title: 'Write skew',
  subject: 'booking',
  foundBy: 'a person',
  pattern: 'check then insert',
  setting: 'read committed',
  schedule: ['T1', 'T2'],
  alsoIn: ['insert … select'],
  cell: { interleavings: 20, broken: 18 },
  heldIn: [{ pattern: 'check then insert', setting: 'serializable', interleavings: 20 }],
  breaks: 'INV_101',
  indexRow: { scenario: 'booking, check then insert', violated: 'INV_101', length: '2 statements' },
};

function wrongOf(value: unknown): string {
  const parsed = parseMatrixScenario(value);
  return 'wrong' in parsed ? parsed.wrong : 'nothing';
}

describe('a scenario of a cell', () => {
  test('is read as it stands', () => {
    expect(parseMatrixScenario(cell)).toEqual({ scenario: cell });
  });

  test.each<[string, unknown]>([
    ['id', 'FM_1060'],
    ['pattern', ''],
    ['setting', ''],
    ['schedule', []],
    ['schedule.0', ['T3']],
    ['alsoIn.0', ['']],
    ['alsoIn', 'none'],
    ['cell.broken', { interleavings: 20, broken: 0 }],
    ['heldIn.0.interleavings', [{ pattern: 'lock', setting: 'serializable' }]],
    ['breaks', ''],
    ['title', ''],
    ['indexRow', undefined],
    ['breaks', { during: [], settled: [] }],
  ])('is refused with the place: %s, %j', (place, value) => {
    const [field = ''] = place.split('.');
    expect(wrongOf({ ...cell, [field]: value })).toMatch(new RegExp(`^scenario\\.${place}: [^;]*$`));
  });

  test.each([
    ['schedule', { schedule: ['T1'] }],
    ['pattern', { pattern: 'check then insert' }],
  ])('that has only a %s is refused with the missing fields', (_field, value) => {
    expect(wrongOf(value)).toMatch(/scenario\.setting: /);
    expect(wrongOf(value)).not.toMatch(/scenario\.commands: /);
  });

  test('has no field that it does not know', () => {
    expect(wrongOf({ ...cell, more: 1 })).toContain('"more"');
    expect(wrongOf({ ...cell, commands: [] })).toContain('Unrecognized key: "commands"');
  });
});

test('a failure mode whose scenario is no cell is reported in one line', () => {
  const modes: FailureMode[] = [{ ...cell, folder: 'FM_106_write_skew' }];
  expect(cellsAmong(modes)).toEqual(modes);
  const other = { ...cell, folder: 'FM_905_cell', schedule: ['T1', 'T3'] };
  expect(() => cellsAmong([...modes, other])).toThrow(
    /^FM_905_cell\/scenario\.ts exports no cell: scenario\.schedule\.1: [^\n]*"T1"\|"T2"[^\n]*$/,
  );
});
