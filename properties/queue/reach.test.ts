import { expect, test } from 'vitest';
import type { QueueCommand, QueueOutcome } from '../../src/alphabets/queue.ts';
import { runToViolation } from '../../src/check/run.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { everyPolicySet, scopeOf } from './worlds.ts';

/** Commands that no worker in its right mind would give, which both sides have to refuse alike. */
const notEnabled: { commands: QueueCommand[]; without?: 'commitBoundary'; outcome: QueueOutcome['type'] }[] = [
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

test.each(notEnabled)(
  'model and systems alike answer $outcome to $commands',
  async ({ commands, without, outcome }) => {
    const policies = { ...everyPolicySet[0]?.policies, ...(without && { [without]: false }) } as never;
    const scope = scopeOf('medium');
    for (const { name: system } of queue.systems) {
      const seen: string[] = [];
      expect(
        await runToViolation(setUp(queue, { system, policies, scope }), commands, {
          observe: (step) => seen.push(step.outcome.type),
        }),
      ).toBeNull();
      expect(seen.at(-1)).toBe(outcome);
    }
  },
);
