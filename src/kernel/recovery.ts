import type { Command, Model, Outcome } from './model.ts';

/** Where a model states no bound, a longer recovery counts as endless. Only one order is followed, so the bound is high. */
const defaultLongestRecovery = 10_000;

/** The part of a model that describes recovery. */
type Recovering<State, C extends Command> = Pick<Model<State, C, Outcome, unknown>, 'recovery' | 'longestRecovery'>;

/**
 * The order of recovery that a run takes: always the first command of `recovery`. `nonTerminating` where the recovery does
 * not end within the bound that the model states; `count`: the number of commands taken so far.
 */
export function nextRecovery<State, C extends Command>(
  model: Recovering<State, C>,
  state: State,
  count: number,
): C | 'quiescent' | 'nonTerminating' {
  const [command] = model.recovery(state);
  if (command === undefined) return 'quiescent';
  return count >= (model.longestRecovery ?? defaultLongestRecovery) ? 'nonTerminating' : command;
}

/**
 * The next command of a recovery where the world may be in any of these states: the first command of the first state that
 * has one. Since each state may add its own recovery, the bound is that of the model for each of `ways` states.
 */
export function nextRecoveryOfAny<State, C extends Command>(
  model: Recovering<State, C>,
  possible: readonly { readonly state: State }[],
  count: number,
  ways = 1,
): C | 'quiescent' | 'nonTerminating' {
  for (const { state } of possible) {
    const next = nextRecovery(model, state, Math.floor(count / ways));
    if (next !== 'quiescent') return next;
  }
  return 'quiescent';
}
