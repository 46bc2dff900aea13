import type { Command, Model, Outcome } from './model.ts';

/** Where a model states no bound, more recovery than this is taken for one that never ends. */
const longestOfAll = 10_000;

/**
 * The one order of recovery that a random run takes: always the first command on offer. `endless` where that does not
 * end within the bound that the model states.
 */
export function nextRecovery<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'recovery' | 'longestRecovery'>,
  state: State,
  count: number,
): C | 'quiet' | 'endless' {
  const [command] = model.recovery(state);
  if (command === undefined) return 'quiet';
  return count >= (model.longestRecovery ?? longestOfAll) ? 'endless' : command;
}
