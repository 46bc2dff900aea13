import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_212',
  title: 'Answer lost',
  subject: 'authority',
  without: ['reconcile'],
  scope: {
    servers: 2,
    players: 1,
    items: 0,
    transfers: 1,
    writes: 1,
    messages: 2,
    repeats: 1,
    active: 1,
    throttledFrom: 0,
    faults: 1,
    members: 0,
  },
  commands: [
    { type: 'request', server: 's1', player: 'p1', to: 's2' },
    { type: 'tick', byMs: 150 },
    {
      type: 'deliver',
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
      fault: 'replyLost',
    },
    {
      type: 'deliver',
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
  ],
  breaks: { during: ['INV_214'], settled: ['INV_212'] },
  foundBy: 'faultbook explore',
};
