import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { interleavings } from '../../src/check/interleavings.ts';
import { pairOf, runInLockstep } from '../../src/check/run.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { QueueCommand, QueueOutcome } from '../../src/model/queue/commands.ts';
import { queue } from '../../src/subjects/queue.ts';
import { everyPolicySet, scopeOf } from './worlds.ts';

/** Every outcome, and whether it is a success, a refusal, or nobody's knowledge. The compiler sees that none is missing. */
const outcomes: Record<QueueOutcome['type'], 'done' | 'refused' | 'unknown'> = {
  submitted: 'done',
  alreadySubmitted: 'refused',
  leased: 'done',
  noWork: 'refused',
  alreadyHolding: 'refused',
  nothingHeld: 'refused',
  leaseEnded: 'refused',
  renewed: 'done',
  applied: 'done',
  alreadyApplied: 'refused',
  deferredToCommit: 'refused',
  committed: 'done',
  notApplied: 'refused',
  completed: 'done',
  notCommitted: 'refused',
  released: 'done',
  failedForGood: 'done',
  stale: 'refused',
  alreadyCommitted: 'refused',
  notRunning: 'refused',
  crashed: 'done',
  restarted: 'done',
  alreadyUp: 'refused',
  workerDown: 'refused',
  noSuchWorker: 'refused',
  ticked: 'done',
  notForward: 'refused',
  reconciled: 'done',
  nothingToReconcile: 'refused',
  noReconciler: 'refused',
  noReply: 'unknown',
};

/** Commands that no worker in its right mind would give, which both sides have to refuse alike. */
const unoffered: { commands: QueueCommand[]; without?: 'commitBoundary'; outcome: QueueOutcome['type'] }[] = [
  { commands: [{ type: 'tick', byMs: 0 }], outcome: 'notForward' },
  { commands: [{ type: 'tick', byMs: -5 }], outcome: 'notForward' },
  { commands: [{ type: 'commit', worker: 'w9' }], outcome: 'noSuchWorker' },
  { commands: [{ type: 'crash', worker: 'w9' }], outcome: 'noSuchWorker' },
  { commands: [{ type: 'restart', worker: 'w9' }], outcome: 'noSuchWorker' },
  {
    commands: [
      { type: 'lease', worker: 'w1', fault: 'crashAfter' },
      { type: 'crash', worker: 'w1' },
    ],
    outcome: 'workerDown',
  },
  {
    commands: [
      { type: 'crash', worker: 'w1' },
      { type: 'lease', worker: 'w1', fault: 'replyLost' },
    ],
    outcome: 'workerDown',
  },
  { commands: [{ type: 'commit', worker: 'w1', fault: 'crashAfter' }], outcome: 'nothingHeld' },
  {
    commands: [
      { type: 'submit', job: 'j1' },
      { type: 'lease', worker: 'w1' },
      { type: 'lease', worker: 'w1', fault: 'crashBefore' },
    ],
    outcome: 'alreadyHolding',
  },
  {
    commands: [
      { type: 'submit', job: 'j1' },
      { type: 'lease', worker: 'w1' },
      { type: 'complete', worker: 'w1' },
    ],
    outcome: 'notCommitted',
  },
  {
    commands: [
      { type: 'submit', job: 'j1' },
      { type: 'lease', worker: 'w1' },
      { type: 'commit', worker: 'w1' },
    ],
    without: 'commitBoundary',
    outcome: 'notApplied',
  },
  {
    commands: [
      { type: 'submit', job: 'j1' },
      { type: 'lease', worker: 'w1' },
      { type: 'applyEffect', worker: 'w1' },
      { type: 'applyEffect', worker: 'w1' },
    ],
    without: 'commitBoundary',
    outcome: 'alreadyApplied',
  },
  {
    commands: [
      { type: 'submit', job: 'j1' },
      { type: 'lease', worker: 'w1' },
      { type: 'commit', worker: 'w1', fault: 'crashBefore' },
    ],
    outcome: 'noReply',
  },
];

test.each(unoffered)('model and systems alike answer $outcome to $commands', async ({ commands, without, outcome }) => {
  const policies = { ...everyPolicySet[0]?.policies, ...(without && { [without]: false }) } as never;
  const scope = scopeOf('medium');
  for (const { name: system } of queue.systems) {
    const seen: string[] = [];
    await runInLockstep(pairOf(queue, { system, policies, scope }), commands, {
      observe: (step) => seen.push(step.outcome.type),
    });
    expect(seen.at(-1)).toBe(outcome);
  }
});

test('over all policy sets every command succeeds somewhere and is refused somewhere, and every outcome occurs', () => {
  const seen = new Map<string, Set<string>>();
  const saw = (type: string, outcome: string): unknown => seen.set(type, (seen.get(type) ?? new Set()).add(outcome));
  for (const { policies } of everyPolicySet) {
    const model = queue.model(policies, scopeOf('small'));
    const property = fc.property(interleavings(model, queue.generation, 25), (commands) => {
      let state = model.initial;
      for (const command of commands) {
        const executed = stepOnCopy(model, state, command);
        saw(command.type, executed.outcome.type);
        state = executed.state;
      }
    });
    fc.assert(property, { numRuns: 800, seed: 1 });
  }
  for (const { commands, outcome } of unoffered) saw(commands.at(-1)?.type ?? '', outcome);

  const kinds = (type: string): Set<string> =>
    new Set([...(seen.get(type) ?? [])].map((outcome) => outcomes[outcome as keyof typeof outcomes]));
  const types = Object.keys(queue.generation.weights);
  expect(types.filter((type) => !kinds(type).has('done'))).toEqual([]);
  expect(types.filter((type) => !kinds(type).has('refused'))).toEqual([]);
  const occurred = new Set([...seen.values()].flatMap((ofType) => Array.from(ofType)));
  expect(Object.keys(outcomes).filter((outcome) => !occurred.has(outcome))).toEqual([]);
});
