import * as fc from 'fast-check';
import { enablePatches, Immer } from 'immer';
import { expect, test } from 'vitest';
import { interleavings } from '../../src/check/interleavings.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { copyJson } from '../../src/kernel/json.ts';
import type { QueueCommand, QueueOutcome } from '../../src/model/queue/commands.ts';
import type { QueueState } from '../../src/model/queue/state.ts';
import { queue } from '../../src/subjects/queue.ts';
import { everyPolicySet, scopeOf } from './worlds.ts';

enablePatches();
const immer = new Immer({ autoFreeze: true });

test.each(everyPolicySet)(
  'with $title, a step gives the same state and outcome on a copy, on a draft, and by its patches',
  ({ policies }) => {
    const model = queue.model(policies, scopeOf('medium'));
    fc.assert(
      fc.property(interleavings(model, queue.generation, 30), (commands) => {
        let state = model.initial;
        for (const command of commands) {
          const before = copyJson(state);
          const onCopy = stepOnCopy(model, state, command);
          const onDraft = byProduce(model.step, state, command);
          expect(state).toEqual(before);
          expect(onDraft.state).toEqual(onCopy.state);
          expect(onDraft.byPatches).toEqual(onCopy.state);
          expect(onDraft.outcome).toEqual(onCopy.outcome);
          expect(JSON.parse(JSON.stringify(onCopy))).toEqual(onCopy);
          state = onDraft.state;
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  },
);

function byProduce(
  step: (draft: QueueState, command: QueueCommand) => QueueOutcome,
  state: QueueState,
  command: QueueCommand,
): { state: QueueState; byPatches: QueueState; outcome: QueueOutcome | undefined } {
  let outcome: QueueOutcome | undefined;
  const [next, patches] = immer.produceWithPatches(state, (draft) => {
    outcome = step(draft, command);
  });
  return { state: next, byPatches: immer.applyPatches(state, patches), outcome };
}
