import type { QueueCommand } from '../../alphabets/queue.ts';
import type { NamedRun } from '../../kernel/subject.ts';
import type { QueueScope } from '../../model/queue/state.ts';

/** Ordinary jobs, from submit to their end, without faults except crashes of workers. */
export const queueNamedRuns: readonly NamedRun<QueueCommand, QueueScope>[] = [
  {
    title: 'happy path',
    scope: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
    commands: [
      { type: 'submit', job: 'j1' },
      { type: 'lease', worker: 'w1' },
      { type: 'tick', byMs: 29_999 },
      { type: 'renew', worker: 'w1' },
      { type: 'commit', worker: 'w1' },
      { type: 'complete', worker: 'w1' },
    ],
  },
  {
    title: 'committed in three writes',
    without: ['atomicCommit'],
    scope: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
    commands: [
      { type: 'submit', job: 'j1' },
      { type: 'lease', worker: 'w1' },
      { type: 'commit', worker: 'w1' },
      { type: 'complete', worker: 'w1' },
    ],
  },
  {
    title: 'given up, taken up, reconciled',
    scope: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
    commands: [
      { type: 'submit', job: 'j1' },
      { type: 'lease', worker: 'w1' },
      { type: 'fail', worker: 'w1' },
      { type: 'lease', worker: 'w2' },
      { type: 'commit', worker: 'w2' },
      { type: 'crash', worker: 'w2' },
      { type: 'reconcile' },
    ],
  },
  {
    title: 'dead-lettered and resubmitted',
    scope: { workers: 1, jobs: 2, faults: 0, attempts: 1, inFlight: 0, retries: 0 },
    commands: [
      { type: 'submit', job: 'j1' },
      { type: 'lease', worker: 'w1' },
      { type: 'fail', worker: 'w1' },
      { type: 'resubmit', job: 'j2', of: 'j1' },
      { type: 'lease', worker: 'w1' },
      { type: 'commit', worker: 'w1' },
      { type: 'complete', worker: 'w1' },
    ],
  },
  {
    title: 'accepted, and written down later',
    without: ['durableIntake'],
    scope: { workers: 1, jobs: 1, faults: 0, attempts: 3, inFlight: 0, retries: 0 },
    commands: [
      { type: 'submit', job: 'j1' },
      { type: 'flush' },
      { type: 'lease', worker: 'w1' },
      { type: 'commit', worker: 'w1' },
      { type: 'complete', worker: 'w1' },
    ],
  },
];
