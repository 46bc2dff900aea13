import * as fc from 'fast-check';
import { stepOnCopy } from '../kernel/execute.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Generation } from '../kernel/subject.ts';

/**
 * A fast-check arbitrary of interleavings that knows the model: each command is one that the model offers in the state
 * which the commands before it lead to. The type is picked first, by its weight, then one of the commands of that type
 * with or without a fault, by the fault rate. (A uniform choice is blind: types with many arguments crowd out the rest.)
 *
 * Runs have `length` commands; those that fast-check biases towards small values have fewer. It shrinks by leaving
 * commands out, which is always valid since a model's `step` is total.
 */
export function interleavings<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  generation: Generation,
  length: number,
): fc.Arbitrary<readonly C[]> {
  return new Interleavings(model, generation, length);
}

class Interleavings<State, C extends Command, O extends Outcome, View> extends fc.Arbitrary<readonly C[]> {
  readonly #model: Model<State, C, O, View>;
  readonly #generation: Generation;
  readonly #length: number;

  constructor(model: Model<State, C, O, View>, generation: Generation, length: number) {
    super();
    this.#model = model;
    this.#generation = generation;
    this.#length = length;
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<readonly C[]> {
    const isShort = biasFactor !== undefined && random.nextInt(1, biasFactor) === 1;
    const length = isShort ? random.nextInt(1, this.#length) : this.#length;
    const commands: C[] = [];
    let state = this.#model.initial;
    while (commands.length < length) {
      const command = pick(random, this.#generation, this.#model.commands(state));
      if (command === undefined) break;
      commands.push(command);
      state = stepOnCopy(this.#model, state, command).state;
    }
    return new fc.Value(commands, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is readonly C[] {
    return Array.isArray(value);
  }

  override shrink(commands: readonly C[]): fc.Stream<fc.Value<readonly C[]>> {
    return fc.stream(shorter(commands));
  }
}

/** The commands without one of their halves, quarters, and so on down to single ones. */
function* shorter<C>(commands: readonly C[]): Generator<fc.Value<readonly C[]>> {
  for (let size = Math.ceil(commands.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < commands.length; from += size) {
      yield new fc.Value([...commands.slice(0, from), ...commands.slice(from + size)], undefined);
    }
  }
}

function pick<C extends Command>(random: fc.Random, generation: Generation, offered: readonly C[]): C | undefined {
  const weightOf = (type: string): number => generation.weights[type] ?? 1;
  const types = new Map<string, C[]>();
  let total = 0;
  for (const command of offered) {
    const same = types.get(command.type);
    if (same === undefined) {
      types.set(command.type, [command]);
      total += weightOf(command.type);
    } else {
      same.push(command);
    }
  }
  if (total <= 0) return undefined;
  let left = random.nextInt(1, total);
  for (const [type, commands] of types) {
    left -= weightOf(type);
    if (left <= 0) return pickOfType(random, generation.faultRate, commands);
  }
  return undefined;
}

function pickOfType<C extends Command>(random: fc.Random, faultRate: number, commands: readonly C[]): C | undefined {
  const struck = commands.filter(({ fault }) => fault !== undefined);
  const isStruck = struck.length > 0 && random.nextInt(1, 1000) <= faultRate * 1000;
  const choices = isStruck ? struck : commands.filter(({ fault }) => fault === undefined);
  return choices[random.nextInt(0, Math.max(0, choices.length - 1))];
}
