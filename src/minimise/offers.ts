import { stepOnCopy } from '../kernel/execute.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';

/** Per type of command, every fault that the model offers for it somewhere along this run. */
export function faultsAlong<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'initial' | 'commands' | 'step'>,
  commands: readonly C[],
): Map<string, Set<string>> {
  const faults = new Map<string, Set<string>>();
  let state = model.initial;
  for (const command of commands) {
    for (const { type, fault } of model.commands(state)) {
      if (fault !== undefined) faults.set(type, (faults.get(type) ?? new Set()).add(fault));
    }
    ({ state } = stepOnCopy(model, state, command));
  }
  return faults;
}

/** Whether the model offers each of these commands where it comes: whether they are a run of the model's scope. */
export function isOffered<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'initial' | 'commands' | 'step'>,
  commands: readonly C[],
): boolean {
  let state = model.initial;
  for (const command of commands) {
    if (!model.commands(state).some((offered) => sameJson(offered, command))) return false;
    ({ state } = stepOnCopy(model, state, command));
  }
  return true;
}
