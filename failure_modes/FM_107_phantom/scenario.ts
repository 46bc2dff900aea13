import type { MatrixScenario } from '../../src/index.ts';

export const scenario: MatrixScenario = {
  id: 'FM_107',
  title: 'Phantom',
  subject: 'booking',
  pattern: 'lock the bookings',
  setting: 'READ COMMITTED',
  schedule: ['T1', 'T1', 'T2', 'T1', 'T2', 'T2'],
  alsoIn: ['check then insert', 'insert … select'],
  breaks: 'INV_101',
  foundBy: 'faultbook matrix booking',
};
