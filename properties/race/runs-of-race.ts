import { firstDisabled } from '../../src/kernel/interpreter.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import type { Race } from '../../src/kernel/race.ts';

/** Whether the model enables the commands of a race in some order, one after the other. */
export function isOneOfItsRuns<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { before, atOnce }: Race<C>,
): boolean {
  if (firstDisabled(model, before) !== null) return false;
  if (atOnce.every(({ commands }) => commands.length === 0)) return true;
  return atOnce.some(({ actor, commands: [next, ...others] }, side) => {
    if (next === undefined) return false;
    return isOneOfItsRuns(model, { before: [...before, next], atOnce: atOnce.with(side, { actor, commands: others }) });
  });
}
