import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_207',
  title: 'Stuck transfer',
  subject: 'authority',
  without: ['watchdog'],
  scope: {
    servers: 2,
    players: 1,
    items: 0,
    transfers: 1,
    writes: 0,
    messages: 1,
    repeats: 0,
    active: 1,
    throttledFrom: 0,
    faults: 1,
    members: 0,
  },
  commands: [
    { type: 'request', server: 's1', player: 'p1', to: 's2' },
    {
      type: 'drop',
      message: {
        type: 'handOver',
        player: 'p1',
        from: 's1',
        to: 's2',
        token: 1,
        transfer: 1,
        version: 0,
        isDamaged: false,
      },
    },
    { type: 'cut', server: 's1' },
    { type: 'tick', byMs: 100 },
    { type: 'heal', server: 's1' },
    { type: 'tick', byMs: 9900 },
  ],
  breaks: { during: ['INV_207'], settled: ['INV_212'] },
  foundBy: 'the seed documents',
};
