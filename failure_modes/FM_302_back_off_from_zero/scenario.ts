import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_302',
  title: 'A back-off that grows from zero',
  subject: 'lease-queue',
  subjectFile: '../../properties/library-faults/queues.ts#faultyQueues',
  without: [],
  scope: { workers: 2, jobs: 2, keys: 1, groups: 1, faults: 1 },
  commands: [
    { type: 'submit', job: 'j1', key: null, group: null },
    { type: 'fetch', worker: 'w1', upTo: 1 },
    { type: 'fail', worker: 'w1', place: 0 },
    { type: 'fetch', worker: 'w1', upTo: 1 },
  ],
  breaks: { during: [], settled: [], onSystem: { system: 'back-off-from-zero', name: 'waits' } },
  violations: [],
  prevention: { by: 'system', system: 'back-off-from-a-second', onSystem: { further: 1, atLeast: 80 } },
  foundBy: 'faultbook check, seed 1, run 1',
};
