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
  indexRow: { scenario: 'booking, check then insert at REPEATABLE READ', violated: 'INV_101', length: '6 statements' },
  foundBy: 'faultbook matrix booking',
};
