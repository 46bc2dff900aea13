import type { MatrixScenario } from '../../src/index.ts';

export const scenario: MatrixScenario = {
  id: 'FM_106',
  title: 'Write skew under snapshot isolation',
  subject: 'booking',
  pattern: 'check then insert',
  setting: 'REPEATABLE READ',
  schedule: ['T1', 'T2', 'T1', 'T2', 'T1', 'T2'],
  alsoIn: ['insert … select', 'lock the bookings', 'lock the parent', 'advisory lock'],
  breaks: 'INV_101',
  foundBy: 'faultbook matrix booking',
};
