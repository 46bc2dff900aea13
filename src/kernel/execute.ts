import { copyJson } from './json.ts';
import type { Command, Model, Outcome } from './model.ts';

/** Where a step led. */
export interface Executed<State, O> {
  readonly state: State;
  readonly outcome: O;
}

/** Runs a step on a scratch copy: no proxy in between, and the original stays as it is. */
export function stepOnCopy<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'step'>,
  state: State,
  command: C,
): Executed<State, O> {
  const draft = copyJson(state);
  const outcome = model.step(draft, command);
  return { state: draft, outcome };
}
