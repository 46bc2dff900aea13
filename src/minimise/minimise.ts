import { sameJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { faultsAlong, isOffered } from './offers.ts';

/** Whether these commands still show the violation that is being minimised, that one and no other. */
export type Reproduces<C> = (commands: readonly C[]) => Promise<boolean> | boolean;

/** What the minimiser asks of a model. */
type Alphabet<State, C extends Command, O extends Outcome, View> = Pick<
  Model<State, C, O, View>,
  'initial' | 'commands' | 'step' | 'symmetry'
>;

/**
 * The shortest run that it can find with the same violation: no block, no single command and no two commands can be
 * left out of it, no two be made one by adding up a number (two ticks, say), none be spared by a fault at another (a
 * crash by a command that crashes), no fault taken away. Names of a symmetry group come in the order of their first use
 * where the violation allows it.
 */
export async function minimise<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
  reproduces: Reproduces<C>,
): Promise<readonly C[]> {
  // What is put into a run has to be on offer there, or the result is not a run of this scope.
  const stillOffered = (candidate: readonly C[]): Promise<boolean> | boolean =>
    isOffered(model, candidate) && reproduces(candidate);
  let best = commands;
  for (;;) {
    const next =
      (await firstThat(runsWithLess(best), reproduces)) ??
      (await firstThat(runsWithOtherInstead(best, faultsAlong(model, best)), stillOffered)) ??
      (await firstThat(plainerRuns(best, model.symmetry ?? []), reproduces));
    if (next === undefined) return best;
    best = next;
  }
}

async function firstThat<C>(
  candidates: Iterable<readonly C[]>,
  reproduces: Reproduces<C>,
): Promise<readonly C[] | undefined> {
  for (const candidate of candidates) if (await reproduces(candidate)) return candidate;
  return undefined;
}

/** Without a block, the longest blocks first; then without any two commands. */
function* runsWithLess<C>(commands: readonly C[]): Generator<readonly C[]> {
  for (let size = commands.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < commands.length; from += size) {
      yield [...commands.slice(0, from), ...commands.slice(from + size)];
    }
  }
  for (let first = 0; first < commands.length; first += 1) {
    for (let second = first + 1; second < commands.length; second += 1) {
      yield commands.filter((_, index) => index !== first && index !== second);
    }
  }
}

/** Without one command, and with more in another: the sum of both, or a fault that it had not. */
function* runsWithOtherInstead<C extends Command>(
  commands: readonly C[],
  faults: ReadonlyMap<string, ReadonlySet<string>>,
): Generator<readonly C[]> {
  for (const [spared, less] of commands.entries()) {
    for (const [kept, command] of commands.entries()) {
      if (kept === spared) continue;
      const sum = sumOf(command, less);
      if (sum !== undefined) yield commands.with(kept, sum).toSpliced(spared, 1);
      if (command.fault !== undefined) continue;
      for (const fault of faults.get(command.type) ?? []) {
        yield commands.with(kept, { ...command, fault }).toSpliced(spared, 1);
      }
    }
  }
}

/** The two made one, where they are alike but for one number. */
function sumOf<C extends Command>(command: C, other: C): C | undefined {
  const [one, two] = [command, other] as unknown as [Record<string, unknown>, Record<string, unknown>];
  const [key, ...more] = Object.keys(one).filter((name) => typeof one[name] === 'number');
  if (key === undefined || more.length > 0 || !sameJson({ ...one, [key]: 0 }, { ...two, [key]: 0 })) return undefined;
  return { ...command, [key]: Number(one[key]) + Number(two[key]) };
}

/** As long, and easier to read: with a fault less, or with the names in order. */
function* plainerRuns<C extends Command>(
  commands: readonly C[],
  symmetry: readonly (readonly string[])[],
): Generator<readonly C[]> {
  for (const [index, command] of commands.entries()) {
    if (command.fault === undefined) continue;
    const { fault: _fault, ...plain } = command;
    yield commands.with(index, plain as C);
  }
  const renamed = renameInOrder(commands, symmetry);
  if (!sameJson(renamed, commands)) yield renamed;
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
    for (const [index, name] of inOrder.entries()) newNames.set(name, group[index] ?? String(name));
  }
  return commands.map(
    (command) =>
      Object.fromEntries(
        Object.entries(command).map(([key, value]) => [key, key === 'type' ? value : (newNames.get(value) ?? value)]),
      ) as C,
  );
}
