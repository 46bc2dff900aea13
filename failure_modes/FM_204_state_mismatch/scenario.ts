import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_204',
  title: 'State mismatch',
  subject: 'authority',
  without: ['checksum'],
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
    { type: 'request', server: 's1', player: 'p1', to: 's2', fault: 'damaged' },
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
        isDamaged: true,
      },
    },
    { type: 'deliver', message: { type: 'confirmed', player: 'p1', to: 's1', token: 1 } },
  ],
  breaks: { during: ['INV_206'], settled: [] },
  foundBy: 'the seed documents',
};
