import { createFingerprintSet } from './fingerprint-set.ts';
import { fingerprintOf } from './fingerprint.ts';
import { endingsOf } from './interpreter.ts';
import type { Command, Model, Outcome } from './model.ts';

/** A command taken in a state, and one of its endings. */
export interface FirstStep<State, C, O> {
  readonly before: State;
  readonly command: C;
  readonly outcome: O;
  readonly after: State;
}

/**
 * Every step from the first states of a model, breadth first: from at most so many states. Returns whether these are all its
 * states. States that differ in names or instants are distinct.
 */
export function* firstSteps<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'name' | 'initial' | 'commands' | 'step' | 'endings'>,
  mostStates: number,
): Generator<FirstStep<State, C, O>, boolean> {
  const known = createFingerprintSet();
  known.add(fingerprintOf(model.initial));
  const states = [model.initial];
  for (let at = 0; at < states.length; at += 1) {
    if (at >= mostStates) return false;
    const before = states[at] as State;
    for (const command of model.commands(before)) {
      for (const { state: after, outcome } of endingsOf(model, before, command)) {
        yield { before, command, outcome, after };
        if (known.add(fingerprintOf(after))) states.push(after);
      }
    }
  }
  return true;
}
