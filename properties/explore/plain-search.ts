import { produce } from 'immer';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';

/** What a plain search says: every state by its text, nothing folded, nothing shared with the explorer. */
export interface PlainAnswer {
  readonly statesPerDepth: readonly number[];
  readonly generatedStates: number;
  /** Per invariant that falls, how many commands away at the nearest. */
  readonly violations: Readonly<Record<string, number>>;
}

/** Breadth first with immer's `produce` and a `Set` of texts. `textOf` says which states are one. */
export function plainSearch<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  textOf: (state: State) => string = (state) => JSON.stringify(state),
): PlainAnswer {
  const seen = new Set([textOf(model.initial)]);
  const violations: Record<string, number> = {};
  const statesPerDepth: number[] = [];
  let generatedStates = 1;
  let level = [model.initial];
  while (level.length > 0) {
    statesPerDepth.push(level.length);
    const next: State[] = [];
    for (const state of level) {
      for (const command of model.commands(state)) {
        let outcome: O | undefined;
        const after = produce(state, (draft) => {
          outcome = model.step(draft as State, command);
        });
        generatedStates += 1;
        for (const invariant of model.invariants) {
          const holds =
            'holds' in invariant
              ? invariant.holds(model.view(after))
              : invariant.holdsAcross(model.view(state), command, outcome as O, model.view(after));
          if (!holds) violations[invariant.id] ??= statesPerDepth.length;
        }
        const text = textOf(after);
        if (seen.has(text)) continue;
        seen.add(text);
        next.push(after);
      }
    }
    level = next;
  }
  return { statesPerDepth, generatedStates, violations };
}
