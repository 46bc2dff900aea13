import { describe, expect, test } from 'vitest';
import type { QueueCommand, QueueOutcome, QueuePolicies } from '../../src/alphabets/queue.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { firstSteps } from '../../src/kernel/first-steps.ts';
import { holdsAfter } from '../../src/kernel/invariant.ts';
import type { Operation } from '../../src/kernel/operation.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { linearize } from '../../src/linearize/linearize.ts';
import { openQueueModel } from '../../src/model/queue/cut.ts';
import { queueModel } from '../../src/model/queue/model.ts';
import { leasePassesOver, reconcilerMisses } from '../../src/model/queue/overlapping.ts';
import { usualQueueTerms } from '../../src/model/queue/rules.ts';
import type { QueueScope, QueueState } from '../../src/model/queue/state.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { timed } from '../linearize/timed.ts';

const policies = allPolicies(queue) as QueuePolicies;
const scope: QueueScope = { workers: 3, jobs: 3, faults: 1, attempts: 1, inFlight: 0, retries: 0 };
const model = queueModel(policies, scope);

const submit = (job: string): QueueCommand => ({ type: 'submit', job });
const ask = (type: 'lease' | 'commit' | 'fail', worker: string): QueueCommand => ({ type, worker });
const reconcile: QueueCommand = { type: 'reconcile' };

function after(...commands: readonly QueueCommand[]): QueueState {
  let state = model.initial;
  for (const command of commands) state = stepOnCopy(model, state, command).state;
  return state;
}

/** What a command may answer while another operation overlaps, and the status of each job then. */
function besides(state: QueueState, command: QueueCommand, outcome?: QueueOutcome): string[] {
  const endings = model.whileOverlapping?.(state, command, outcome) ?? [];
  return endings.map((ending) => {
    const answer = ending.outcome;
    const jobs = ending.state.jobs.map(({ status }) => status).join(' ');
    return `${answer.type}${'job' in answer ? ` ${answer.job}` : ''}: ${jobs}`;
  });
}

describe('while another operation overlaps, a lease', () => {
  const two = after(submit('j1'), submit('j2'));

  test('passes over the first free job, or over every free job', () => {
    expect(besides(two, ask('lease', 'w1'))).toEqual(['leased j2: queued running', 'noWork: queued queued']);
  });

  test('with a known outcome passes over the jobs that this outcome leaves out', () => {
    expect(besides(two, ask('lease', 'w1'), { type: 'noWork' })).toEqual(['noWork: queued queued']);
    const leased: QueueOutcome = { type: 'leased', job: 'j2', execution: 1, attempt: 1, token: 1 };
    expect(besides(two, ask('lease', 'w1'), leased)).toEqual(['leased j2: queued running']);
    expect(besides(two, ask('lease', 'w1'), { ...leased, job: 'j3' })).toEqual([]);
    // Without an answer it may have passed over any of them.
    const lost: QueueCommand = { type: 'lease', worker: 'w1', fault: 'replyLost' };
    expect(besides(two, lost, { type: 'noReply' })).toEqual(['noReply: queued running', 'noReply: queued queued']);
  });

  test('passes over a job without attempts left, which stays running', () => {
    const spent = after(submit('j1'), submit('j2'), ask('lease', 'w1'), { type: 'tick', byMs: 30_000 });
    expect(stepOnCopy(model, spent, ask('lease', 'w2')).state.jobs[0]?.status).toBe('failed');
    expect(besides(spent, ask('lease', 'w2'))).toEqual([
      'leased j2: running running',
      'noWork: failed queued',
      'noWork: running queued',
    ]);
  });

  test('dead-letters a job, which is then submitted again before the lease takes a job', () => {
    const spent = after(submit('j1'), ask('lease', 'w1'), { type: 'tick', byMs: 30_000 });
    const resubmit: QueueCommand = { type: 'resubmit', job: 'j2', of: 'j1' };
    expect(stepOnCopy(model, spent, resubmit).outcome.type).toBe('notDeadLettered');
    expect(besides(spent, resubmit)).toEqual(['resubmitted: failed queued']);
    const atWork = after(submit('j1'), ask('lease', 'w1'));
    expect(besides(atWork, resubmit)).toEqual([]);
    const isKnown = after(submit('j1'), ask('lease', 'w1'), submit('j2'), { type: 'tick', byMs: 30_000 });
    expect(besides(isKnown, resubmit)).toEqual([]);
  });

  test('has no further ending where its worker does not ask the store', () => {
    expect(besides(two, ask('lease', 'w9'))).toEqual([]);
    expect(besides(after(submit('j1'), submit('j2'), ask('lease', 'w1')), ask('lease', 'w1'))).toEqual([]);
  });
});

describe('while another operation overlaps, a reconciler', () => {
  const committed = after(
    ...['j1', 'j2', 'j3'].map(submit),
    ...['w1', 'w2', 'w3'].flatMap((worker) => [ask('lease', worker), ask('commit', worker)]),
  );

  test('leaves any committed jobs as they are', () => {
    expect(besides(committed, reconcile)).toHaveLength(7);
    expect(besides(committed, reconcile, { type: 'reconciled', jobs: ['j2'] })).toEqual([
      'reconciled: running done running',
    ]);
    expect(besides(committed, reconcile, { type: 'nothingToReconcile' })).toEqual([
      'nothingToReconcile: running running running',
    ]);
  });

  test('has no further ending where every committed job is finished', () => {
    expect(besides(after(submit('j1')), reconcile)).toEqual([]);
    expect(besides(committed, reconcile, { type: 'reconciled', jobs: ['j1', 'j2', 'j3'] })).toEqual([]);
  });
});

test.each(Object.keys(queue.scopes))('no ending beside another operation violates an invariant of %s', (name) => {
  const world = queueModel(policies, queue.scopes[name] ?? scope);
  let endings = 0;
  for (const { before, command } of firstSteps(world, 60)) {
    for (const { state, outcome } of world.whileOverlapping?.(before, command) ?? []) {
      endings += 1;
      const step = { before: world.view(before), command, outcome, after: world.view(state) };
      for (const invariant of world.invariants) expect(holdsAfter(invariant, step), invariant.id).toBe(true);
    }
  }
  expect(endings).toBeGreaterThan(10);
});

test('a lease that is cut off may have passed over a job, with and without an answer', () => {
  const open = openQueueModel(policies, scope, { ...usualQueueTerms, cuts: true });
  const endings = open.whileOverlapping?.(after(submit('j1'), submit('j2')), {
    type: 'lease',
    worker: 'w1',
    fault: 'cut',
    at: 0,
  });
  expect(endings?.map(({ outcome, state }) => `${outcome.type}: ${state.jobs[1]?.status} ${state.faults}`)).toEqual([
    'leased: running 0',
    'noReply: running 1',
    'noWork: queued 0',
    'noReply: queued 1',
  ]);
});

describe('a history of the queue', () => {
  const leased = (job: string, execution: number): QueueOutcome => ({
    type: 'leased',
    job,
    execution,
    attempt: 1,
    token: 1,
  });
  const noWork: QueueOutcome = { type: 'noWork' };
  const begun: readonly Operation<QueueCommand, QueueOutcome>[] = [
    timed('c', [1, 2], submit('j1'), { type: 'submitted' }),
    timed('c', [3, 4], submit('j2'), { type: 'submitted' }),
  ];

  test('is right where leases pass over the jobs of each other', async () => {
    const found = await linearize(model, [
      ...begun,
      timed('w1', [5, 8], ask('lease', 'w1'), leased('j2', 1)),
      timed('w2', [6, 7], ask('lease', 'w2'), noWork),
      timed('w3', [9, 10], ask('lease', 'w3'), leased('j1', 2)),
    ]);
    expect(found).toMatchObject({
      verdict: 'linearizable',
      overlapsNeeded: [
        { operation: 3, because: leasePassesOver },
        { operation: 2, because: leasePassesOver },
      ],
    });
  });

  test.each([
    ['grants the second job', leased('j2', 1)],
    ['finds no work', noWork],
  ])('is wrong where a lease that overlaps no other operation %s', async (_, outcome) => {
    const found = await linearize(model, [...begun, timed('w1', [5, 6], ask('lease', 'w1'), outcome)]);
    expect(found).toMatchObject({ verdict: 'illegal' });
  });

  test('is right where a reconciler misses one of two commits that overlap it', async () => {
    const found = await linearize(model, [
      timed('c', [1, 1], submit('j1'), { type: 'submitted' }),
      timed('c', [2, 2], submit('j2'), { type: 'submitted' }),
      timed('w1', [3, 4], ask('lease', 'w1'), leased('j1', 1)),
      timed('w2', [5, 6], ask('lease', 'w2'), leased('j2', 2)),
      timed('r', [7, 20], reconcile, { type: 'reconciled', jobs: ['j2'] }),
      timed('w1', [8, 9], ask('commit', 'w1'), { type: 'committed' }),
      // Called after the commit of the first job has returned, and seen by the reconciler all the same.
      timed('w2', [10, 11], ask('commit', 'w2'), { type: 'committed' }),
    ]);
    expect(found).toMatchObject({
      verdict: 'linearizable',
      overlapsNeeded: [{ operation: 4, because: reconcilerMisses }],
    });
  });
});
