import { enabledLike } from '../kernel/drawn.ts';
import { isEnabledRun, walk } from '../kernel/interpreter.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Alphabet } from './alphabet.ts';
import type { IsName, LaneOf } from './order.ts';
import { compare, compareSimplicity } from './order.ts';
import { withSmallerDrawn, withValue } from './smaller-drawn.ts';

/**
 * Simpler runs of the same length, in lists that start with the simplest run: where a run of a list shows a violation, the
 * runs after it usually do so too. Each run is before the given run in `compareSimplicity`, so that a search which forgets
 * its tried runs does not go round in a circle.
 */
export function* simplerRuns<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
  laneOf: LaneOf<C>,
  isName: IsName = () => true,
): Generator<readonly (readonly C[])[]> {
  const isSimpler = (run: readonly C[]): boolean => compareSimplicity(run, commands, laneOf) < 0;
  yield [renameInOrder(commands, model.symmetry ?? [])].filter(isSimpler);
  for (const [index, command] of commands.entries()) {
    if (command.fault === undefined) continue;
    const { fault: _fault, ...plain } = command;
    yield [commands.with(index, plain as C)];
  }
  // Not by the order of all runs: an arbitrary has its own order, which comes to an end, too.
  yield* withSmallerDrawn(model, commands);
  for (const runs of withOtherValue(model, commands, isName)) yield runs.filter(isSimpler);
  const moved = reordered(commands).filter((run) => isSimpler(run) && isEnabledRun(model, run));
  for (const run of moved.toSorted((a, b) => compareSimplicity(a, b, laneOf))) yield [run];
}

/** The same run with the names of each group in the order in which the run first uses them. */
function renameInOrder<C extends Command>(
  commands: readonly C[],
  symmetry: readonly (readonly string[])[],
): readonly C[] {
  const newNames = new Map<unknown, string>();
  const used = commands.flatMap((command) => Object.values(command) as unknown[]);
  for (const group of symmetry) {
    const inOrder = [...new Set(used)].filter((value) => group.includes(value as string));
    const names = group.toSorted(compare);
    for (const [index, name] of inOrder.entries()) newNames.set(name, names[index] ?? String(name));
  }
  return commands.map(
    (command) =>
      Object.fromEntries(
        Object.entries(command).map(([key, value]) => [key, key === 'type' ? value : (newNames.get(value) ?? value)]),
      ) as C,
  );
}

/**
 * Runs with another value in the place of a value, among the enabled commands: everywhere in the run, so that an id stays
 * shared, and in a single command alone.
 */
function* withOtherValue<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
  isName: IsName,
): Generator<readonly (readonly C[])[]> {
  for (const [index, { command, before }] of [...walk(model, commands)].entries()) {
    const enabled = enabledLike(model.drawn, model.commands(before), command);
    const drawn = model.drawn?.[command.type] ?? {};
    for (const [key, value] of Object.entries(command) as [string, unknown][]) {
      if (key === 'fault' || Object.hasOwn(drawn, key)) continue;
      const others = othersAt(command, key, enabled);
      if (others.length === 0) continue;
      const isShared = isName(value) && commands.some((one, at) => at !== index && Object.values(one).includes(value));
      if (isShared) yield others.map((other) => commands.map((one) => withValue(one, value, other)));
      yield others.map((other) => commands.with(index, { ...command, [key]: other }));
    }
  }
}

/** The other values of a field, among enabled commands of its type that agree in all other fields, in order. */
function othersAt<C extends Command>(command: C, key: string, enabled: readonly C[]): unknown[] {
  const own = (command as Readonly<Record<string, unknown>>)[key];
  return enabled
    .filter((other) => key in other && sameJson({ ...other, [key]: own }, command))
    .map((other) => (other as Readonly<Record<string, unknown>>)[key])
    .filter((value) => !sameJson(value, own))
    .toSorted(compare);
}

/** Runs with a command moved to another place. */
function reordered<C>(commands: readonly C[]): (readonly C[])[] {
  return commands.flatMap((command, from) =>
    commands.map((_, to) => commands.toSpliced(from, 1).toSpliced(to, 0, command)),
  );
}
