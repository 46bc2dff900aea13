import { copyJson } from './json.ts';
import type { Command, Ending, Model, Outcome } from './model.ts';
import { UnsoundModel } from './unsound-model.ts';

/** The part of a model that takes a step. */
type Steppable<State, C extends Command, O extends Outcome, View> = Pick<Model<State, C, O, View>, 'step'> & {
  readonly name?: string;
};

/** Runs a step on a scratch copy, without a proxy. The original state does not change. Throws `UnsoundModel`. */
export function stepOnCopy<State, C extends Command, O extends Outcome, View>(
  model: Steppable<State, C, O, View>,
  state: State,
  command: C,
): Ending<State, O> {
  const draft = copyJson(state);
  const outcome = stepInPlace(model, draft, command);
  return { state: draft, outcome };
}

/**
 * Runs a step on this draft, which becomes the state after the step. Throws `UnsoundModel` where the step gives no outcome.
 */
export function stepInPlace<State, C extends Command, O extends Outcome, View>(
  model: Steppable<State, C, O, View>,
  draft: State,
  command: C,
): O {
  let outcome: O;
  try {
    outcome = model.step(draft, command);
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new UnsoundModel(
      `the model${nameOf(model)} throws at ${JSON.stringify(command)}: ${message.split('\n')[0]}; step has to answer ` +
        'every command in every state, and to refuse by its outcome',
      { cause: error },
    );
  }
  if (typeof (outcome as Partial<Outcome> | undefined)?.type === 'string') return outcome;
  const isAsync = typeof (outcome as { then?: unknown } | undefined)?.then === 'function';
  throw new UnsoundModel(
    `the model${nameOf(model)} gives no outcome for ${JSON.stringify(command)}: ` +
      (isAsync ? 'step returns a promise, and must not be async' : 'step has to return a record with a type'),
  );
}

function nameOf({ name }: { readonly name?: string }): string {
  return name === undefined ? '' : ` of ${name}`;
}
