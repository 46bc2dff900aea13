import type { Scenario } from '../../src/index.ts';

export const scenario: Scenario = {
  id: 'FM_303',
  title: 'The removal of an old job takes the key of a later one',
  subject: 'lease-queue',
  subjectFile: '../../properties/library-faults/queues.ts#faultyQueues',
  without: [],
  scope: { workers: 3, jobs: 4, keys: 2, groups: 2, faults: 2 },
  commands: [
    { type: 'submit', job: 'j1', key: 'k1', group: null },
    { type: 'fetch', worker: 'w1', upTo: 1 },
    { type: 'complete', worker: 'w1', place: 0 },
    { type: 'submit', job: 'j2', key: 'k1', group: null },
    { type: 'remove', job: 'j1' },
    { type: 'submit', job: 'j3', key: 'k1', group: null },
  ],
  breaks: { during: [], settled: [], onSystem: { system: 'key-removed-with-any-job', name: 'unique' } },
  violations: [],
  prevention: { by: 'system', system: 'key-removed-with-its-job', onSystem: { further: 1, atLeast: 200 } },
  foundBy: 'faultbook check, seed 1, run 36',
};
