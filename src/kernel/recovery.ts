import type { Command, Model, Outcome } from './model.ts';

/** Where a model states no bound, more recovery than this is taken for one that never ends. */
const longestOfAll = 10_000;

/** What a model says of recovery. */
type Recovering<State, C extends Command> = Pick<Model<State, C, Outcome, unknown>, 'recovery' | 'longestRecovery'>;

/**
 * The one order of recovery that a run takes: always the first command that may still heal something. `nonTerminating`
 * where that does not end within the bound that the model states; `count`: how many commands were taken already.
 */
export function nextRecovery<State, C extends Command>(
  model: Recovering<State, C>,
  state: State,
  count: number,
): C | 'quiescent' | 'nonTerminating' {
  const [command] = model.recovery(state);
  if (command === undefined) return 'quiescent';
  return count >= (model.longestRecovery ?? longestOfAll) ? 'nonTerminating' : command;
}
