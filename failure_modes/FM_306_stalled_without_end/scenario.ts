import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_306',
  title: 'A stalled job that is handed out without end',
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
    { type: 'tick', ms: 30000 },
    { type: 'maintain' },
    { type: 'fetch', worker: 'w1', upTo: 1 },
  ],
  breaks: { during: [], settled: [], onSystem: { system: 'stalled-without-end', name: 'budget' } },
  violations: [],
  prevention: { by: 'system', system: 'stalled-once', onSystem: { further: 1, atLeast: 200 } },
  foundBy: 'faultbook check, seed 1, run 8',
};
