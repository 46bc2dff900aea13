import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_206',
  title: 'Item duplication',
  subject: 'authority',
  without: ['singleSource'],
  scope: {
    servers: 2,
    players: 2,
    items: 1,
    transfers: 1,
    writes: 0,
    messages: 1,
    repeats: 0,
    active: 1,
    throttledFrom: 0,
    faults: 0,
    members: 0,
  },
  commands: [
    { type: 'pickUp', server: 's1', player: 'p1', item: 'i1' },
    { type: 'request', server: 's1', player: 'p2', to: 's2' },
    {
      type: 'deliver',
      message: {
        type: 'handOver',
        player: 'p2',
        from: 's1',
        to: 's2',
        token: 1,
        transfer: 1,
        version: 0,
        isDamaged: false,
      },
    },
    { type: 'pickUp', server: 's2', player: 'p2', item: 'i1' },
  ],
  breaks: { during: ['INV_204'], settled: [] },
  foundBy: 'the seed documents',
};
