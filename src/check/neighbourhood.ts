import { stepOnCopy } from '../kernel/execute.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';

/**
 * Every run that begins with any number of this run's commands, and goes on with at most `further` enabled commands. Shorter
 * runs count as well: a further command may mend a violation of a settled invariant.
 */
export function* neighbourhood<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
  further: number,
): Generator<readonly C[]> {
  let state = model.initial;
  for (let count = 0; count <= commands.length; count += 1) {
    yield* continuations(model, state, commands.slice(0, count), further);
    const next = commands[count];
    if (next !== undefined) state = stepOnCopy(model, state, next).state;
  }
}

function* continuations<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  state: State,
  commands: readonly C[],
  further: number,
): Generator<readonly C[]> {
  yield commands;
  if (further === 0) return;
  for (const command of model.commands(state)) {
    const longer = [...commands, command];
    // Most runs end here, and no command follows that would need the state.
    if (further === 1) yield longer;
    else yield* continuations(model, stepOnCopy(model, state, command).state, longer, further - 1);
  }
}
