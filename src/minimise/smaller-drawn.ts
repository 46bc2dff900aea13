import { enabledLike } from '../kernel/drawn.ts';
import { walk } from '../kernel/interpreter.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Alphabet } from './alphabet.ts';
import { valueAt } from './order.ts';

/**
 * Runs with a smaller value in a drawn field, by its arbitrary: in all commands with this value, so that a key stays shared,
 * and in a single command alone.
 */
export function* withSmallerDrawn<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
): Generator<readonly (readonly C[])[]> {
  for (const [index, { command, before }] of [...walk(model, commands)].entries()) {
    for (const [key, arbitrary] of Object.entries(model.drawn?.[command.type] ?? {})) {
      if (!Object.hasOwn(command, key)) continue;
      const value = valueAt(command, key);
      const smaller = arbitrary.canShrinkWithoutContext(value)
        ? Array.from(arbitrary.shrink(value, undefined), (shrunk) => shrunk.value)
        : representativesAt(model, before, command, key);
      const isShared = commands.some((one, at) => at !== index && Object.values(one).includes(value));
      if (isShared) yield* inLists(smaller, (other) => commands.map((one) => withValue(one, value, other)));
      yield* inLists(smaller, (other) => commands.with(index, { ...command, [key]: other }));
    }
  }
}

/** Other values of a drawn field in the representatives: all that is known where an arbitrary needs its context. */
function representativesAt<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  before: State,
  command: C,
  key: string,
): unknown[] {
  const representatives = model.commands(before).filter(({ type }) => type === command.type);
  return enabledLike(model.drawn, representatives, command)
    .flatMap((one, at) => (sameJson(one, command) ? representatives.slice(at, at + 1) : []))
    .map((representative) => valueAt(representative, key))
    .filter((value) => !sameJson(value, valueAt(command, key)));
}

/** Numbers in one list, since a larger number usually shows what a smaller number does; other values one by one. */
function* inLists<C>(
  values: readonly unknown[],
  runWith: (value: unknown) => readonly C[],
): Generator<readonly (readonly C[])[]> {
  if (values.every((value) => typeof value === 'number')) yield values.map(runWith);
  else for (const value of values) yield [runWith(value)];
}

/** The same command with another value in the place of a value. */
export function withValue<C extends Command>(command: C, value: unknown, other: unknown): C {
  return Object.fromEntries(
    Object.entries(command).map(([key, own]) => [
      key,
      key !== 'type' && key !== 'fault' && own === value ? other : own,
    ]),
  ) as C;
}
