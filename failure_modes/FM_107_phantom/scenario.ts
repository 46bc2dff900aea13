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
  indexRow: { scenario: 'booking, lock the bookings at READ COMMITTED', violated: 'INV_101', length: '6 statements' },
  foundBy: 'faultbook matrix booking',
};
