import { deepStrictEqual } from 'node:assert/strict';
import * as fc from 'fast-check';
import { enablePatches, Immer } from 'immer';
import { test } from 'vitest';
import { interleavings } from '../../src/check/interleavings.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { copyJson } from '../../src/kernel/json.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { everyPolicySet, scopeOf } from './worlds.ts';

enablePatches();
const immer = new Immer({ autoFreeze: true });

test.each(everyPolicySet)(
  '$title: a step gives the same result on a copy, on a draft and by its patches',
  ({ subject, policies }) => {
    const model = subject.model(policies, scopeOf(subject, 'medium'));
    fc.assert(
      fc.property(fc.limitShrink(interleavings(model, subject.generation, 30), 500), (commands) => {
        let state = model.initial;
        for (const command of commands) {
          // Not by `expect`, which takes most of the time for so many pairs.
          const before = copyJson(state);
          const onCopy = stepOnCopy(model, state, command);
          const onDraft = byProduce(model.step, state, command);
          deepStrictEqual(state, before);
          deepStrictEqual(onDraft.state, onCopy.state);
          deepStrictEqual(onDraft.byPatches, onCopy.state);
          deepStrictEqual(onDraft.outcome, onCopy.outcome);
          deepStrictEqual(JSON.parse(JSON.stringify(onCopy)), onCopy);
          state = onDraft.state;
        }
      }),
      { numRuns: 15, seed: 1 },
    );
  },
);

function byProduce(
  step: Model<unknown, Command, Outcome, unknown>['step'],
  state: unknown,
  command: Command,
): { state: unknown; byPatches: unknown; outcome: Outcome | undefined } {
  let outcome: Outcome | undefined;
  const [next, patches] = immer.produceWithPatches(state as object, (draft) => {
    outcome = step(draft, command);
  });
  return { state: next, byPatches: immer.applyPatches(state as object, patches), outcome };
}
