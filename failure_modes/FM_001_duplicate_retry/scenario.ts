import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_001',
  title: 'Duplicate retry',
  subject: 'queue',
  without: ['commitBoundary'],
  scope: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
  commands: [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
    { type: 'applyEffect', worker: 'w1' },
    { type: 'tick', byMs: 30000 },
    { type: 'lease', worker: 'w2' },
    { type: 'applyEffect', worker: 'w2' },
  ],
  breaks: { during: ['INV_001'], settled: ['INV_002', 'INV_010'] },
  foundBy: 'the seed documents',
};
