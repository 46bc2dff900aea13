import { foldTime } from '../kernel/instants.ts';
import { endingsOf } from '../kernel/interpreter.ts';
import { copyJson, renameJson, sameJson } from '../kernel/json.ts';
import type { Command, Ending, Model, Outcome } from '../kernel/model.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';

/**
 * Checks a model's symmetry: in this state, exchanging two names of a group and then taking a step gives the same as taking
 * the step and then exchanging the names. The same holds for the enabled commands and the invariants. (A queue that hands
 * out jobs by their ids is not symmetric in its jobs: its states would be merged wrongly.) The work yields after each
 * command. Throws `UnsoundModel`.
 */
export function* auditSymmetry<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  state: State,
): Generator<void, void> {
  for (const group of model.symmetry ?? []) {
    for (const [at, name] of group.entries()) {
      const other = group[at + 1];
      if (other !== undefined) yield* auditExchange(model, state, [name, other]);
    }
  }
}

function* auditExchange<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  state: State,
  [one, other]: readonly [string, string],
): Generator<void, void> {
  const names = new Map([
    [one, other],
    [other, one],
  ]);
  const mirrored = renameJson(copyJson(state), names);
  const fail = (what: string): never => {
    throw new UnsoundModel(
      `the model of ${model.name} says that ${one} and ${other} are interchangeable, but ${what} in ${JSON.stringify(state)}; ` +
        'the usual causes are an order by name, a name within a longer text, and a set that is kept as a sorted list',
    );
  };
  const enabled = model.commands(state);
  const mirroredCommands = new Set(model.commands(mirrored).map(textOf));
  if (mirroredCommands.size !== new Set(enabled.map(textOf)).size) fail('their enabled commands differ');
  for (const command of enabled) {
    yield;
    const mirroredCommand = renameJson(command, names);
    if (!mirroredCommands.has(textOf(mirroredCommand))) fail(`${textOf(mirroredCommand)} is not enabled for the other`);
    const after = foldedEndings(model, state, command).map((ending) => renameJson(ending, names));
    const mirroredAfter = foldedEndings(model, mirrored, mirroredCommand);
    const isSame =
      after.length === mirroredAfter.length &&
      after.every((ending) => mirroredAfter.some((mirror) => sameJson(ending, mirror)));
    if (!isSame) fail(`${textOf(command)} treats them differently`);
  }
  const [view, mirroredView] = [model.view(state), model.view(mirrored)];
  for (const invariant of [...model.invariants, ...model.settled]) {
    if ('holds' in invariant && invariant.holds(view) !== invariant.holds(mirroredView))
      fail(`${invariant.id} is not the same for both`);
  }
}

function foldedEndings<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  state: State,
  command: C,
): Ending<State, O>[] {
  return endingsOf(model, state, command).map((ending) => {
    // A step on a copy has no part of the state; an ending of the model's own may.
    const after = model.endings === undefined ? ending : copyJson(ending);
    foldTime(model, after.state);
    return after;
  });
}

/** The same text for the same command, in any order of its keys. */
function textOf(command: Command): string {
  return JSON.stringify(Object.entries(command).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
