import { createFingerprintSet } from '../kernel/fingerprint-set.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import type { Runnable } from '../kernel/interpreter.ts';
import { endingsOf } from '../kernel/interpreter.ts';
import type { Command, Outcome } from '../kernel/model.ts';

/**
 * The edges of a model's graph of states in order of length: for each edge a shortest run that ends with it, of at most
 * `longest` commands. States that differ in names or instants are distinct.
 */
export function* edgesByLength<State, C extends Command, O extends Outcome, View>(
  model: Runnable<State, C, O, View>,
  longest: number,
): Generator<readonly C[]> {
  const known = createFingerprintSet();
  known.add(fingerprintOf(model.initial));
  let level: { readonly state: State; readonly commands: readonly C[] }[] = [{ state: model.initial, commands: [] }];
  for (let length = 1; length <= longest && level.length > 0; length += 1) {
    const next: typeof level = [];
    for (const { state: from, commands: before } of level) {
      for (const command of model.commands(from)) {
        const commands = [...before, command];
        yield commands;
        for (const { state } of endingsOf(model, from, command))
          if (known.add(fingerprintOf(state))) next.push({ state, commands });
      }
    }
    level = next;
  }
}
