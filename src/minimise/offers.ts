import { stepOnCopy } from '../kernel/execute.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';

/** What the minimiser asks of a model. */
export type Alphabet<State, C extends Command, O extends Outcome, View> = Pick<
  Model<State, C, O, View>,
  'initial' | 'commands' | 'step' | 'symmetry'
>;

/** One command of a run, as the model takes it. */
export interface Taken<State, C, O> {
  readonly command: C;
  readonly before: State;
  readonly outcome: O;
  readonly after: State;
}

/** A run on the model, command by command. */
export function takenBy<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'initial' | 'step'>,
  commands: readonly C[],
): Taken<State, C, O>[] {
  let before = model.initial;
  return commands.map((command) => {
    const { state: after, outcome } = stepOnCopy(model, before, command);
    const taken = { command, before, outcome, after };
    before = after;
    return taken;
  });
}

/** Whether the model offers each of these commands where it comes: whether they are a run of the model's scope. */
export function isRun<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
): boolean {
  return takenBy(model, commands).every(({ command, before }) =>
    model.commands(before).some((offered) => sameJson(offered, command)),
  );
}
