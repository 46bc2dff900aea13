import { finishNow } from '../../src/kernel/event-loop.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { falseClaimIn } from '../../src/kernel/false-claim.ts';
import { firstSteps } from '../../src/kernel/first-steps.ts';
import { sameJson } from '../../src/kernel/json.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { chanceFrom } from '../linearize/histories.ts';

type AnyModel = Model<unknown, Command, Outcome, unknown>;

/**
 * The first claim of a model that the graph of its states contradicts: in the first states, and in as many at the end of
 * random runs. In each of them every command is taken that any of them enables, since the commands of a history are taken in
 * any state; and, for `changesNothing`, every command with every fault.
 */
export function falseClaimInGraph(model: AnyModel, mostStates: number): string | null {
  const commands = new Map<string, Command>();
  const states: unknown[] = [model.initial];
  for (const { before, command } of firstSteps(model, mostStates)) {
    commands.set(JSON.stringify(command), command);
    if (!sameJson(states.at(-1), before)) states.push(before);
  }
  for (let seed = 1; seed <= mostStates; seed += 1) states.push(endOfRun(model, seed, commands));
  const all = [...commands.values()];
  const faults = new Set(all.flatMap(({ fault }) => fault ?? []));
  const faulted = [...faults].flatMap((fault) => all.map((one): Command => Object.assign({}, one, { fault })));
  const { partition: _, ...withoutKeys } = model;
  for (const state of states) {
    const wrong = finishNow(falseClaimIn(model, state, all)) ?? finishNow(falseClaimIn(withoutKeys, state, faulted));
    if (wrong !== null) return wrong;
  }
  return null;
}

/** The state after a random run of enabled commands, which are added to `commands`. */
function endOfRun(model: AnyModel, seed: number, commands: Map<string, Command>): unknown {
  const chance = chanceFrom(seed);
  let state = model.initial;
  for (let left = 4 + chance(16); left > 0; left -= 1) {
    const enabled = model.commands(state);
    const command = enabled[chance(enabled.length)];
    if (command === undefined) return state;
    commands.set(JSON.stringify(command), command);
    state = stepOnCopy(model, state, command).state;
  }
  return state;
}
