import type { Runnable } from '../kernel/interpreter.ts';
import { isEnabledRun } from '../kernel/interpreter.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { allCommandsOf } from '../kernel/run.ts';

/** The run with the recovery that showed the violation as commands of its own, where the model enables all of them. */
export function unroll<State, C extends Command, O extends Outcome, View>(
  model: Runnable<State, C, O, View>,
  found: ViolatingRun<C>,
): ViolatingRun<C> {
  const { violation } = found;
  const commands = allCommandsOf(found);
  if (commands.length === found.commands.length) return { violation, commands };
  return isEnabledRun(model, commands) ? { violation, commands } : found;
}
