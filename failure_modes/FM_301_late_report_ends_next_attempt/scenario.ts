import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_301',
  title: 'A late report ends the next attempt',
  subject: 'lease-queue',
  subjectFile: '../../properties/library-faults/queues.ts#faultyQueues',
  without: [],
  scope: { workers: 2, jobs: 2, keys: 1, groups: 1, faults: 1 },
  commands: [
    { type: 'submit', job: 'j1', key: null, group: null },
    { type: 'fetch', worker: 'w1', upTo: 1 },
    { type: 'tick', ms: 30000 },
    { type: 'maintain' },
    { type: 'fetch', worker: 'w1', upTo: 1 },
    { type: 'fail', worker: 'w1', place: 0 },
  ],
  breaks: { during: [], settled: [], onSystem: { system: 'reports-by-job-id', name: 'shownHeld' } },
  violations: [],
  prevention: { by: 'system', system: 'reports-by-lease', onSystem: { further: 1, atLeast: 100 } },
  foundBy: 'faultbook check, seed 1, run 25',
};
