import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_305',
  title: 'A lock that outlives its job',
  subject: 'lease-queue',
  subjectFile: '../../properties/library-faults/queues.ts#faultyQueues',
  without: [],
  scope: { workers: 3, jobs: 4, keys: 2, groups: 2, faults: 2 },
  commands: [
    { type: 'submit', job: 'j1', key: null, group: 'g1' },
    { type: 'submit', job: 'j2', key: null, group: 'g1' },
    { type: 'fetch', worker: 'w1', upTo: 1 },
    { type: 'tick', ms: 30000 },
    { type: 'maintain' },
    { type: 'fetch', worker: 'w1', upTo: 1 },
    { type: 'complete', worker: 'w1', place: 0 },
    { type: 'fetch', worker: 'w1', upTo: 1 },
  ],
  breaks: { during: [], settled: [], onSystem: { system: 'lock-outlives-its-job', name: 'progress' } },
  violations: [],
  prevention: { by: 'system', system: 'lock-ends-with-its-job', onSystem: { further: 1, atLeast: 300 } },
  foundBy: 'faultbook check, seed 1, run 692',
};
