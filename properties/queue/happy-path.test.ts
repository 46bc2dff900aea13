import { expect, test } from 'vitest';
import type { QueueCommand, QueueOutcome, QueuePolicies, QueueView } from '../../src/alphabets/queue.ts';
import { startLockstep } from '../../src/check/lockstep.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { usualQueueTerms } from '../../src/model/queue/rules.ts';
import type { QueueState } from '../../src/model/queue/state.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { scopeOf } from './worlds.ts';

/** The story that docs/04_happy_path.md tells: each command with the outcome that it has on both sides. */
const happyPath: readonly (readonly [QueueCommand, QueueOutcome])[] = [
  [{ type: 'submit', job: 'j1' }, { type: 'submitted' }],
  [
    { type: 'lease', worker: 'w1' },
    { type: 'leased', job: 'j1', execution: 1, attempt: 1, token: 1 },
  ],
  [{ type: 'tick', byMs: 29_999 }, { type: 'ticked' }],
  [{ type: 'renew', worker: 'w1' }, { type: 'renewed' }],
  [{ type: 'commit', worker: 'w1' }, { type: 'committed' }],
  [{ type: 'complete', worker: 'w1' }, { type: 'completed' }],
];

/** What the store keeps in the end: one execution, one commit, one effect, no lease, and a worker that is free again. */
const inTheEnd: QueueView = {
  nowMs: 29_999,
  jobs: [
    { id: 'j1', key: 'j1', status: 'done', attempts: 1, token: 1, retryAtMs: 0, deadReason: null, resubmittedAs: null },
  ],
  executions: [{ id: 1, job: 'j1', attempt: 1, worker: 'w1', isDuplicate: false }],
  leases: [],
  commits: [{ job: 'j1', execution: 1, attempt: 1 }],
  effects: [{ job: 'j1', execution: 1 }],
  credits: [{ job: 'j1', execution: 1 }],
  retries: [],
  buffered: [],
  unacknowledged: [],
  workers: { w1: { isUp: true, holding: null }, w2: { isUp: true, holding: null } },
};

const policies = allPolicies(queue) as QueuePolicies;
const scope = scopeOf('small');

test('the first scenario of the queue is this run', () => {
  expect(queue.namedRuns?.[0]).toEqual({ title: 'happy path', scope, commands: happyPath.map(([command]) => command) });
});

test.each(queue.systems)('a job goes from submit to done with one effect, on the model and on $name', async (kind) => {
  const model = queue.model(policies, scope);
  const system = await kind.open({ policies, scope, terms: usualQueueTerms });
  try {
    const outcomes: QueueOutcome[] = [];
    let state: QueueState = model.initial;
    const lockstep = await startLockstep(model, system, {
      observe: (step, after) => {
        outcomes.push(step.outcome);
        state = after;
      },
    });
    for (const [command] of happyPath) {
      expect(model.commands(state)).toContainEqual(command);
      await lockstep.perform(command);
    }
    expect(outcomes).toEqual(happyPath.map(([, outcome]) => outcome));
    expect(await system.view()).toEqual(inTheEnd);
    expect(model.recovery(state)).toEqual([]);
    await lockstep.recover();
    expect(await system.view()).toEqual(inTheEnd);
  } finally {
    await system.close();
  }
});
