import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_307',
  title: 'A late release frees the lock of another client',
  subject: 'lease-lock',
  subjectFile: '../../properties/library-faults/locks.ts#faultyLocks',
  without: [],
  scope: { clients: 2, locks: 1, faults: 1 },
  commands: [
    { type: 'acquire', client: 'c1', lock: 'l1' },
    { type: 'tick', ms: 30000 },
    { type: 'acquire', client: 'c2', lock: 'l1' },
    { type: 'release', client: 'c1', lock: 'l1' },
  ],
  breaks: { during: [], settled: [], onSystem: { system: 'release-by-key', name: 'keepsOthers' } },
  violations: [],
  prevention: { by: 'system', system: 'release-by-grant', onSystem: { further: 1, atLeast: 50 } },
  foundBy: 'faultbook check, seed 1, run 15',
};
