import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_210',
  title: 'Authority taken too early',
  subject: 'authority',
  without: ['lease'],
  scope: {
    servers: 2,
    players: 1,
    items: 0,
    transfers: 0,
    writes: 1,
    messages: 1,
    repeats: 0,
    active: 1,
    throttledFrom: 0,
    faults: 1,
    members: 0,
  },
  commands: [
    { type: 'cut', server: 's1' },
    { type: 'tick', byMs: 5000 },
    { type: 'save', server: 's1', player: 'p1' },
    { type: 'deliver', message: { type: 'save', player: 'p1', token: 1, version: 1, isDamaged: false } },
  ],
  breaks: { during: ['INV_203'], settled: [] },
  foundBy: 'the seed documents',
};
