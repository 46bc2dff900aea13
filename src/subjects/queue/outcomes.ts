import type { QueueCommand, QueuePolicies, WorkerCommand } from '../../alphabets/queue.ts';
import type { ManualRun } from '../../kernel/subject.ts';
import type { QueueSubject } from './subject-type.ts';

const ofAnyWorker = { noSuchWorker: 'refused', workerDown: 'refused' } as const;
const ofAnyAttempt = { ...ofAnyWorker, nothingHeld: 'refused', stale: 'refused', noReply: 'unknown' } as const;

/** Every outcome that each command of the queue can have. */
export const queueOutcomes: Required<QueueSubject>['outcomes'] = {
  submit: { submitted: 'accepted', alreadySubmitted: 'refused', noReply: 'unknown' },
  resubmit: { resubmitted: 'accepted', notDeadLettered: 'refused', alreadySubmitted: 'refused' },
  flush: { flushed: 'accepted', nothingToFlush: 'refused', noReply: 'unknown' },
  lease: { ...ofAnyWorker, leased: 'accepted', noWork: 'refused', alreadyHolding: 'refused', noReply: 'unknown' },
  renew: { ...ofAnyAttempt, renewed: 'accepted', leaseEnded: 'refused' },
  applyEffect: { ...ofAnyAttempt, applied: 'accepted', alreadyApplied: 'refused', deferredToCommit: 'refused' },
  commit: {
    ...ofAnyAttempt,
    committed: 'accepted',
    alreadyCommitted: 'refused',
    notApplied: 'refused',
    notRunning: 'refused',
  },
  complete: { ...ofAnyAttempt, completed: 'accepted', notCommitted: 'refused', notRunning: 'refused' },
  fail: {
    ...ofAnyAttempt,
    released: 'accepted',
    failedForGood: 'accepted',
    alreadyCommitted: 'refused',
    notRunning: 'refused',
  },
  crash: { ...ofAnyWorker, crashed: 'accepted' },
  restart: { restarted: 'accepted', alreadyUp: 'refused', noSuchWorker: 'refused' },
  tick: { ticked: 'accepted', notForward: 'refused' },
  reconcile: { reconciled: 'accepted', nothingToReconcile: 'refused', noReconciler: 'refused' },
};

const ofAttempt: readonly WorkerCommand['type'][] = ['renew', 'applyEffect', 'commit', 'complete', 'fail'];
const ofWorker = ['lease', ...ofAttempt, 'crash'] as const;

/** w1 is granted j1, the first and only job. */
const granted: readonly QueueCommand[] = [
  { type: 'submit', job: 'j1' },
  { type: 'lease', worker: 'w1' },
];

/** w1 gives j1 up until the job has failed for good, at any number of attempts up to 3. */
const givenUp: readonly QueueCommand[] = [1, 2, 3].flatMap((): readonly QueueCommand[] => [
  { type: 'fail', worker: 'w1' },
  { type: 'lease', worker: 'w1' },
]);

/** Commands that no sane worker takes, and that both sides must refuse. */
export const queueManualRuns: readonly ManualRun<QueueCommand, keyof QueuePolicies>[] = [
  ...[...ofWorker, 'restart' as const].map((type) => ({ commands: [{ type, worker: 'nobody' }] })),
  ...ofWorker.map((type) => ({ commands: [{ type: 'crash', worker: 'w1' } as const, { type, worker: 'w1' }] })),
  ...ofAttempt.map((type) => ({ commands: [{ type, worker: 'w1' }] })),
  { commands: [...granted, { type: 'lease', worker: 'w1' }] },
  { commands: [...granted, { type: 'complete', worker: 'w1' }] },
  { without: ['commitBoundary'], commands: [...granted, { type: 'commit', worker: 'w1' }] },
  {
    without: ['commitBoundary'],
    commands: [...granted, { type: 'applyEffect', worker: 'w1' }, { type: 'applyEffect', worker: 'w1' }],
  },
  { commands: [{ type: 'resubmit', job: 'j2', of: 'j1' }] },
  { commands: [...granted, ...givenUp, { type: 'resubmit', job: 'j1', of: 'j1' }] },
  { commands: [{ type: 'flush' }] },
  { commands: [{ type: 'tick', byMs: 0 }] },
];
