import { enabledLike } from '../kernel/drawn.ts';
import { startWay } from '../kernel/interpreter.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Alphabet } from './alphabet.ts';
import { compare, valueAt } from './order.ts';

/**
 * The nearest run with only enabled commands: a command that is not enabled where it is taken is replaced by an enabled
 * command of the same type that differs in a single value, and is left out where no such command exists. So a shorter run is
 * not lost where a tick, say, has another length without the command before it.
 */
export function repaired<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
): readonly C[] {
  const run: C[] = [];
  const way = startWay(model);
  for (const command of commands) {
    const taken = nearestEnabled(command, enabledLike(model.drawn, way.enabled(), command));
    if (taken === undefined) continue;
    run.push(taken);
    way.take(taken);
  }
  return run;
}

function nearestEnabled<C extends Command>(command: C, alike: readonly C[]): C | undefined {
  return alike.find((other) => sameJson(other, command)) ?? nearestByValue(command, alike);
}

/** The enabled command that differs in a single value: the next larger value, or else the largest. */
function nearestByValue<C extends Command>(command: C, alike: readonly C[]): C | undefined {
  for (const [key, value] of Object.entries(command) as [string, unknown][]) {
    if (key === 'fault') continue;
    const others = alike.filter((other) => key in other && sameJson({ ...other, [key]: value }, command));
    const inOrder = others.toSorted((a, b) => compare(valueAt(a, key), valueAt(b, key)));
    const nearest = inOrder.find((other) => compare(valueAt(other, key), value) > 0) ?? inOrder.at(-1);
    if (nearest !== undefined) return nearest;
  }
  return undefined;
}
