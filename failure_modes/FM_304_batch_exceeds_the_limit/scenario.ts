import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_304',
  title: 'A batch exceeds the limit of a group',
  subject: 'lease-queue',
  subjectFile: '../../properties/library-faults/queues.ts#faultyQueues',
  without: [],
  scope: { workers: 2, jobs: 2, keys: 1, groups: 1, faults: 1 },
  commands: [
    { type: 'submit', job: 'j1', key: null, group: 'g1' },
    { type: 'submit', job: 'j2', key: null, group: 'g1' },
    { type: 'fetch', worker: 'w1', upTo: 2 },
  ],
  breaks: { during: [], settled: [], onSystem: { system: 'limit-before-the-batch', name: 'groupHeld' } },
  violations: [],
  prevention: { by: 'system', system: 'limit-within-the-batch', onSystem: { further: 1, atLeast: 70 } },
  foundBy: 'faultbook check, seed 1, run 17',
};
