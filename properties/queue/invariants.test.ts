import type { QueueCommand, QueueOutcome, QueueView } from '../../src/alphabets/queue.ts';
import type { Step } from '../../src/kernel/invariant.ts';
import { copyJson } from '../../src/kernel/json.ts';
import { budgetInvariants } from '../../src/model/queue/budget-invariants.ts';
import { queueInvariants, settledQueueInvariants } from '../../src/model/queue/invariants.ts';
import { backoffMs, usualQueueTerms } from '../../src/model/queue/rules.ts';
import type { InvariantCases } from '../subjects/invariant-cases.ts';
import { testInvariants } from '../subjects/invariant-cases.ts';

const { refillMs } = usualQueueTerms;

type QueueStep = Step<QueueView, QueueCommand, QueueOutcome>;

/** One job in the hands of w1, in its second attempt; w2 still believes in the first. */
const sound: QueueView = {
  nowMs: 40_000,
  jobs: [
    {
      id: 'j1',
      key: 'j1',
      status: 'running',
      attempts: 2,
      token: 2,
      retryAtMs: 45_000,
      deadReason: null,
      resubmittedAs: null,
    },
    { id: 'j2', key: 'j2', status: 'done', attempts: 1, token: 1, retryAtMs: 0, deadReason: null, resubmittedAs: null },
  ],
  executions: [
    { id: 1, job: 'j1', attempt: 1, worker: 'w2', isDuplicate: false },
    { id: 2, job: 'j1', attempt: 2, worker: 'w1', isDuplicate: false },
    { id: 3, job: 'j2', attempt: 1, worker: 'w1', isDuplicate: false },
  ],
  leases: [
    { execution: 1, job: 'j1', token: 1, expiresAtMs: 30_000 },
    { execution: 2, job: 'j1', token: 2, expiresAtMs: 60_000 },
  ],
  commits: [{ job: 'j2', execution: 3, attempt: 1 }],
  effects: [{ job: 'j2', execution: 3 }],
  credits: [{ job: 'j2', execution: 3 }],
  retries: [{ execution: 2, fullAtMs: 60_000 }],
  buffered: [{ id: 'j3', key: 'j3' }],
  unacknowledged: [],
  workers: {
    w1: { isUp: true, holding: { job: 'j1', execution: 2, token: 2, hasApplied: false, hasCommitted: false } },
    w2: { isUp: true, holding: { job: 'j1', execution: 1, token: 1, hasApplied: false, hasCommitted: false } },
  },
};

/** A step from the sound state to one that was changed by hand. */
function stepTo(change: (view: QueueView) => void, command: QueueCommand, outcome: QueueOutcome): QueueStep {
  const after = copyJson(sound);
  change(after);
  return { before: sound, command, outcome, after };
}

function jobAt(view: QueueView, index: number): QueueView['jobs'][number] {
  const job = view.jobs[index];
  if (job === undefined) throw new Error(`there is no job at ${index}`);
  return job;
}

const noReply = { type: 'noReply' } as const;
/** The lease of w1, until then; and when the job may be tried again. */
function renewUntil(view: QueueView, expiresAtMs: number, retryAtMs: number): void {
  Object.assign(view.leases[1] ?? {}, { expiresAtMs });
  jobAt(view, 0).retryAtMs = retryAtMs;
}

/** The bucket is full just now, and the next retry takes so much out of it. */
function fullAgainFor(worthMs: number): QueueStep {
  const before = { ...sound, retries: [{ execution: 2, fullAtMs: sound.nowMs }] };
  const after = { ...before, retries: [...before.retries, { execution: 4, fullAtMs: sound.nowMs + worthMs }] };
  return { before, command: { type: 'lease', worker: 'w1' }, outcome: noReply, after };
}

const secondTry = { job: 'j1', attempt: 2, worker: 'w1', isDuplicate: false };
const ticked = [{ type: 'tick', byMs: 1 }, { type: 'ticked' }] as const;
/** The intake forgets what no client was told is accepted. */
const unanswered: QueueStep = {
  before: { ...sound, unacknowledged: ['j3'] },
  command: { type: 'flush' },
  outcome: noReply,
  after: { ...sound, unacknowledged: ['j3'], buffered: [] },
};
const staleCommit = [{ type: 'commit', worker: 'w2' }, { type: 'committed' }] as const;

const cases: InvariantCases<QueueView, QueueCommand, QueueOutcome>[] = [
  {
    id: 'INV_001',
    broken: [['a second effect of one job', stepTo((v) => v.effects.push({ job: 'j2', execution: 3 }), ...ticked)]],
    kept: [['an effect of another job', stepTo((v) => v.effects.push({ job: 'j1', execution: 2 }), ...ticked)]],
  },
  {
    id: 'INV_003',
    broken: [
      ['the older lease revived', stepTo((v) => Object.assign(v.leases[0] ?? {}, { expiresAtMs: 40_001 }), ...ticked)],
    ],
    kept: [
      [
        'the older lease at its very end',
        stepTo((v) => Object.assign(v.leases[0] ?? {}, { expiresAtMs: 40_000 }), ...ticked),
      ],
    ],
  },
  {
    id: 'INV_004',
    broken: [
      ['a commit', stepTo((v) => v.commits.push({ job: 'j1', execution: 1, attempt: 1 }), ...staleCommit)],
      ['an effect', stepTo((v) => v.effects.push({ job: 'j1', execution: 1 }), ...staleCommit)],
      [
        'a change of status',
        stepTo((v) => (jobAt(v, 0).status = 'queued'), { type: 'fail', worker: 'w2' }, { type: 'released' }),
      ],
      [
        'a renewal',
        stepTo(
          (v) => Object.assign(v.leases[0] ?? {}, { expiresAtMs: 70_000 }),
          { type: 'renew', worker: 'w2' },
          { type: 'renewed' },
        ),
      ],
      [
        'a change with no reply',
        stepTo(
          (v) => v.effects.push({ job: 'j1', execution: 1 }),
          { type: 'applyEffect', worker: 'w2', fault: 'replyLost' },
          { type: 'noReply' },
        ),
      ],
    ],
    kept: [
      ['a refusal', stepTo(() => undefined, { type: 'commit', worker: 'w2' }, { type: 'stale', token: 2 })],
      [
        'a note that the attempt was a duplicate',
        stepTo((v) => Object.assign(v.executions[0] ?? {}, { isDuplicate: true }), ...staleCommit),
      ],
      [
        'a change under the current token',
        stepTo(
          (v) => v.effects.push({ job: 'j1', execution: 2 }),
          { type: 'commit', worker: 'w1' },
          { type: 'committed' },
        ),
      ],
      ['a change to another job', stepTo((v) => v.effects.push({ job: 'j2', execution: 3 }), ...staleCommit)],
    ],
  },
  {
    id: 'INV_005',
    broken: [
      ['a token that goes back', stepTo((v) => (jobAt(v, 0).token = 1), ...ticked)],
      [
        'a grant under a token that was given before',
        stepTo((v) => v.leases.push({ execution: 4, job: 'j1', token: 2, expiresAtMs: 70_000 }), ...ticked),
      ],
    ],
    kept: [['a token that grows', stepTo((v) => (jobAt(v, 0).token = 3), ...ticked)]],
  },
  {
    id: 'INV_006',
    broken: [
      ['a job that is gone', stepTo((v) => v.jobs.pop(), ...ticked)],
      ['two jobs that changed places', stepTo((v) => Object.assign(v, { jobs: v.jobs.toReversed() }), ...ticked)],
      ['two jobs under one id, and the other gone', stepTo((v) => Object.assign(jobAt(v, 1), { id: 'j1' }), ...ticked)],
    ],
    kept: [
      [
        'a job that comes after the others',
        stepTo((v) => v.jobs.push({ ...jobAt(v, 1), id: 'j3', key: 'j3' }), { type: 'flush' }, { type: 'noReply' }),
      ],
    ],
  },
  {
    id: 'INV_007',
    broken: [
      ['a done job that runs again', stepTo((v) => (jobAt(v, 1).status = 'running'), ...ticked)],
      ['a done job that has failed', stepTo((v) => (jobAt(v, 1).status = 'failed'), ...ticked)],
    ],
    kept: [['a running job that is done', stepTo((v) => (jobAt(v, 0).status = 'done'), ...ticked)]],
  },
  {
    id: 'INV_011',
    broken: [
      ['a debit without its credit', stepTo((v) => v.effects.push({ job: 'j1', execution: 2 }), ...ticked)],
      ['a credit without its debit', stepTo((v) => v.effects.pop(), ...ticked)],
      [
        'the credit of another execution',
        stepTo((v) => Object.assign(v.credits[0] ?? {}, { execution: 2 }), ...ticked),
      ],
    ],
    kept: [
      [
        'one more effect that is whole',
        stepTo((v) => [v.effects, v.credits].map((rows) => rows.push({ job: 'j1', execution: 2 })), ...ticked),
      ],
    ],
  },
  {
    id: 'INV_012',
    broken: [
      ['a lease that lives again', stepTo((v) => Object.assign(v.leases[0] ?? {}, { expiresAtMs: 40_001 }), ...ticked)],
    ],
    kept: [
      ['a lease that is gone', stepTo((v) => v.leases.shift(), ...ticked)],
      [
        'a live one that is renewed',
        stepTo((v) => Object.assign(v.leases[1] ?? {}, { expiresAtMs: 70_000 }), ...ticked),
      ],
    ],
  },
  {
    id: 'INV_002',
    broken: [['an effect without a record', stepTo((v) => v.effects.push({ job: 'j1', execution: 2 }), ...ticked)]],
    kept: [
      ['a record without an effect', stepTo((v) => v.commits.push({ job: 'j1', execution: 2, attempt: 2 }), ...ticked)],
    ],
  },
  {
    id: 'INV_008',
    broken: [
      ['a job that still runs', stepTo(() => undefined, ...ticked)],
      [
        'a job that still waits',
        stepTo((v) => Object.assign(jobAt(v, 0), { status: 'queued' }) && v.buffered.pop(), ...ticked),
      ],
      ['a job that is still to be written down', stepTo((v) => (jobAt(v, 0).status = 'failed'), ...ticked)],
    ],
    kept: [
      [
        'a job that has failed for good',
        stepTo((v) => Object.assign(jobAt(v, 0), { status: 'failed' }) && v.buffered.pop(), ...ticked),
      ],
    ],
  },
  {
    id: 'INV_009',
    broken: [
      ['a committed job that still runs', stepTo((v) => (jobAt(v, 1).status = 'running'), ...ticked)],
      ['a committed job that has failed', stepTo((v) => (jobAt(v, 1).status = 'failed'), ...ticked)],
    ],
    kept: [['a failed job that is not committed', stepTo((v) => (jobAt(v, 0).status = 'failed'), ...ticked)]],
  },
  {
    id: 'INV_010',
    broken: [
      ['more effects than records', stepTo((v) => v.effects.push({ job: 'j2', execution: 3 }), ...ticked)],
      ['more records than effects', stepTo((v) => v.commits.push({ job: 'j1', execution: 2, attempt: 2 }), ...ticked)],
      [
        'a surplus of one job that makes up for the want of another',
        stepTo((v) => Object.assign(v.effects[0] ?? {}, { job: 'j1' }), ...ticked),
      ],
    ],
    kept: [['as many of the one as of the other', stepTo(() => undefined, ...ticked)]],
  },
  {
    id: 'INV_013',
    broken: [['an attempt too many', stepTo((v) => (jobAt(v, 0).attempts = 4), ...ticked)]],
    kept: [['the last attempt', stepTo((v) => (jobAt(v, 0).attempts = 3), ...ticked)]],
  },
  {
    id: 'INV_014',
    broken: [
      ['a third attempt five seconds early', stepTo((v) => (jobAt(v, 0).attempts = 3), ...ticked)],
      ['a renewal for which the next attempt does not wait', stepTo((v) => renewUntil(v, 90_000, 45_000), ...ticked)],
      [
        'a wait that ends a moment early',
        stepTo((v) => renewUntil(v, 90_000, 90_000 + backoffMs(usualQueueTerms, 2) - 1), ...ticked),
      ],
      [
        'a grant with no wait after it',
        stepTo((v) => v.leases.push({ ...v.leases[1], execution: 4 } as never), ...ticked),
      ],
    ],
    kept: [
      ['a second attempt of a job that need not wait', stepTo((v) => (jobAt(v, 1).attempts = 2), ...ticked)],
      [
        'a renewal with its wait',
        stepTo((v) => renewUntil(v, 90_000, 90_000 + backoffMs(usualQueueTerms, 2)), ...ticked),
      ],
    ],
  },
  {
    id: 'INV_015',
    broken: [
      [
        'more retries than the bucket holds',
        stepTo((v) => v.retries.push({ execution: 4, fullAtMs: 70_001 }), ...ticked),
      ],
      ['a retry that takes nothing', stepTo((v) => v.executions.push({ ...secondTry, id: 4 }), ...ticked)],
      ['one that takes too little', fullAgainFor(refillMs - 1)],
      ['one that is given back', stepTo((v) => (v.retries = []), ...ticked)],
      ['one that is altered', stepTo((v) => (v.retries = [{ execution: 2, fullAtMs: 50_000 }]), ...ticked)],
    ],
    kept: [
      ['the last retry of the bucket', fullAgainFor(refillMs)],
      ['a first attempt', stepTo((v) => v.executions.push({ ...secondTry, id: 4, attempt: 1 }), ...ticked)],
    ],
  },
  {
    id: 'INV_017',
    broken: [['two jobs for one wish', stepTo((v) => Object.assign(jobAt(v, 1), { key: 'j1' }), ...ticked)]],
    kept: [['a job with the key of a first time', stepTo((v) => Object.assign(jobAt(v, 1), { key: 'j3' }), ...ticked)]],
  },
  {
    id: 'INV_018',
    broken: [
      ['a failure without a reason', stepTo((v) => Object.assign(jobAt(v, 0), { status: 'failed' }), ...ticked)],
    ],
    kept: [
      [
        'a failure with one',
        stepTo((v) => Object.assign(jobAt(v, 0), { status: 'failed', deadReason: 'gaveUp' }), ...ticked),
      ],
    ],
  },
  {
    id: 'INV_019',
    broken: [
      [
        'a lease that is longer',
        stepTo((v) => v.leases.push({ execution: 4, job: 'j2', token: 2, expiresAtMs: 70_001 }), ...ticked),
      ],
      [
        'a lease that is renewed for less',
        stepTo((v) => Object.assign(v.leases[1] ?? {}, { expiresAtMs: 69_999 }), ...ticked),
      ],
    ],
    kept: [
      [
        'a lease as long as it has to be',
        stepTo((v) => v.leases.push({ execution: 4, job: 'j2', token: 2, expiresAtMs: 70_000 }), ...ticked),
      ],
      ['a lease that stays as it was', stepTo(() => undefined, ...ticked)],
    ],
  },
  {
    id: 'INV_020',
    broken: [
      ['a job that was to be written down is forgotten', stepTo((v) => v.buffered.pop(), { type: 'flush' }, noReply)],
      ['a job that is gone from the store', stepTo((v) => v.jobs.pop(), ...ticked)],
      [
        'a job that was accepted and is nowhere',
        stepTo(() => undefined, { type: 'submit', job: 'j4' }, { type: 'submitted' }),
      ],
      [
        'a job that is forgotten while another is written down',
        stepTo(
          (v) => v.jobs.push({ ...jobAt(v, 0), id: 'j4' }) && v.buffered.pop(),
          { type: 'flush' },
          { type: 'flushed', jobs: ['j3'] },
        ),
      ],
    ],
    kept: [
      [
        'a job that is written down',
        stepTo(
          (v) => v.jobs.push({ ...jobAt(v, 0), id: 'j3', key: 'j3' }) && v.buffered.pop(),
          { type: 'flush' },
          { type: 'flushed', jobs: ['j3'] },
        ),
      ],
      [
        'a job that is accepted, and to be written down',
        stepTo((v) => v.buffered.push({ id: 'j4', key: 'j4' }), { type: 'submit', job: 'j4' }, { type: 'submitted' }),
      ],
      ['a job that is refused', stepTo(() => undefined, { type: 'submit', job: 'j1' }, { type: 'alreadySubmitted' })],
      ['a job that is forgotten, and its client had no answer', unanswered],
    ],
  },
  {
    id: 'INV_016',
    broken: [
      [
        'a second job in flight',
        stepTo((v) => v.leases.push({ execution: 4, job: 'j2', token: 2, expiresAtMs: 40_001 }), ...ticked),
      ],
    ],
    kept: [
      [
        'a second job whose lease has just run out',
        stepTo((v) => v.leases.push({ execution: 4, job: 'j2', token: 2, expiresAtMs: 40_000 }), ...ticked),
      ],
    ],
  },
];

const ofBudget = budgetInvariants({ ...usualQueueTerms, attempts: 3, inFlight: 1, retries: 1 });

testInvariants([...queueInvariants(usualQueueTerms), ...ofBudget, ...settledQueueInvariants], cases);
