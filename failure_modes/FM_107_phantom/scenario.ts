import type { MatrixScenario } from '../../src/lab/isolation-matrix/scenario.ts';

export const scenario: MatrixScenario = {
  id: 'FM_107',
  title: 'Phantom',
  subject: 'booking',
  pattern: 'lock the bookings',
  setting: 'READ COMMITTED',
  schedule: ['T1', 'T1', 'T2', 'T1', 'T2', 'T2'],
  alsoIn: ['check then insert', 'insert … select'],
  breaks: 'INV_101',
  cell: { interleavings: 6, broken: 4 },
  heldIn: [
    { pattern: 'lock the bookings', setting: 'SERIALIZABLE', interleavings: 6 },
    { pattern: 'lock the parent', setting: 'READ COMMITTED', interleavings: 8 },
    { pattern: 'advisory lock', setting: 'READ COMMITTED', interleavings: 8 },
    { pattern: 'version column', setting: 'READ COMMITTED', interleavings: 24 },
    { pattern: 'conditional counter', setting: 'READ COMMITTED', interleavings: 6 },
    { pattern: 'exclusion constraint', setting: 'READ COMMITTED', interleavings: 14 },
  ],
  indexRow: { scenario: 'booking, lock the bookings at READ COMMITTED', violated: 'INV_101', length: '6 statements' },
  foundBy: 'npm run matrix -- booking',
};
