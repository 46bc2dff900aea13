import { Immer } from 'immer';
import type { Executed } from '../kernel/execute.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';

const immer = new Immer({ autoFreeze: true });

/**
 * Runs a step once more as an immer recipe and compares: a step that reads a clock, draws a random number, keeps
 * something between two calls or holds on to a piece of another state comes out differently. The state that it returns
 * is frozen, so whatever else of the model changes it throws. Throws `UnsoundModel`.
 */
export function audited<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'name' | 'step'>,
  state: State,
  command: C,
  onCopy: Executed<State, O>,
): Executed<State, O> {
  let outcome: O | undefined;
  const onDraft = immer.produce(state, (draft) => {
    outcome = model.step(draft as State, command);
  });
  if (outcome === undefined) {
    throw new UnsoundModel(`the model ${model.name} gave no outcome for ${JSON.stringify(command)}`);
  }
  if (sameJson(outcome, onCopy.outcome) && sameJson(onDraft, onCopy.state)) return { ...onCopy, state: onDraft };
  throw new UnsoundModel(
    `the model ${model.name} gave two answers to ${JSON.stringify(command)}: ${JSON.stringify(onCopy)} on a copy, ` +
      `${JSON.stringify({ state: onDraft, outcome })} on a draft; the usual causes are a clock, randomness, memory ` +
      'between two calls, or a value that is not JSON',
  );
}
