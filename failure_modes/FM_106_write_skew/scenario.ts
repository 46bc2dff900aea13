import type { MatrixScenario } from '../../src/lab/isolation-matrix/scenario.ts';

export const scenario: MatrixScenario = {
  id: 'FM_106',
  title: 'Write skew under snapshot isolation',
  subject: 'booking',
  pattern: 'check then insert',
  setting: 'REPEATABLE READ',
  schedule: ['T1', 'T2', 'T1', 'T2', 'T1', 'T2'],
  alsoIn: ['insert … select', 'lock the bookings', 'lock the parent', 'advisory lock'],
  breaks: 'INV_101',
  cell: { interleavings: 20, broken: 18 },
  heldIn: [
    { pattern: 'check then insert', setting: 'SERIALIZABLE', interleavings: 20 },
    { pattern: 'version column', setting: 'REPEATABLE READ', interleavings: 24 },
    { pattern: 'conditional counter', setting: 'REPEATABLE READ', interleavings: 6 },
    { pattern: 'exclusion constraint', setting: 'REPEATABLE READ', interleavings: 14 },
  ],
  indexRow: { scenario: 'booking, check then insert at REPEATABLE READ', violated: 'INV_101', length: '6 statements' },
  foundBy: 'npm run matrix -- booking',
};
