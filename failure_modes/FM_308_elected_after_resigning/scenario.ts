import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_308',
  title: 'Elected after resigning',
  subject: 'lease-lock',
  subjectFile: '../../properties/library-faults/locks.ts#faultyLocks',
  without: [],
  scope: { clients: 2, locks: 1, faults: 1 },
  commands: [
    { type: 'acquire', client: 'c1', lock: 'l1' },
    { type: 'acquire', client: 'c2', lock: 'l1' },
    { type: 'release', client: 'c1', lock: 'l1' },
  ],
  breaks: { during: [], settled: [], onSystem: { system: 'elected-after-resigning', name: 'shownFree' } },
  violations: [],
  prevention: { by: 'system', system: 'resigned-for-good', onSystem: { further: 1, atLeast: 30 } },
  foundBy: 'faultbook check, seed 1, run 1',
};
