import { stepOnCopy } from '../kernel/execute.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';

/** A state of the model, and a shortest run to it. */
export interface ReachedState<State, C> {
  readonly state: State;
  readonly run: readonly C[];
}

/**
 * The states of a model level by level: first the initial state, then those that a command leads to, and so on, each once by its
 * key. `null` comes after each step, since there may be many between two levels. Commands with a fault are left out.
 */
export function* statesByDepth<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { depth, keyOf }: { readonly depth: number; keyOf(state: unknown): string },
): Generator<readonly ReachedState<State, C>[] | null> {
  const seen = new Set([keyOf(model.initial)]);
  let level: readonly ReachedState<State, C>[] = [{ state: model.initial, run: [] }];
  for (let length = 0; length <= depth && level.length > 0; length += 1) {
    yield level;
    if (length === depth) return;
    const next: ReachedState<State, C>[] = [];
    for (const { state, run } of level)
      for (const command of withoutFaults(model.commands(state))) {
        yield null;
        const { state: after } = stepOnCopy(model, state, command);
        const key = keyOf(after);
        if (seen.has(key)) continue;
        seen.add(key);
        next.push({ state: after, run: [...run, command] });
      }
    level = next;
  }
}

/** The commands that races consist of. */
export function withoutFaults<C extends Command>(commands: readonly C[]): C[] {
  return commands.filter(({ fault }) => fault === undefined);
}
