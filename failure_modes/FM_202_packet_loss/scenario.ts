import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_202',
  title: 'Packet loss',
  subject: 'authority',
  without: ['retryWithBackoff'],
  scope: {
    servers: 2,
    players: 1,
    items: 0,
    transfers: 1,
    writes: 0,
    messages: 1,
    repeats: 1,
    active: 1,
    throttledFrom: 0,
    faults: 0,
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
    { type: 'tick', byMs: 100 },
  ],
  breaks: { during: ['INV_209'], settled: [] },
  foundBy: 'the seed documents',
};
