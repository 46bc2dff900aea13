import { sameJson } from '../kernel/json.ts';
import type { Command } from '../kernel/model.ts';

/** Whether these commands still show the violation that is being minimised, that one and no other. */
export type Reproduces<C> = (commands: readonly C[]) => Promise<boolean> | boolean;

/** What may be put into a run to make it shorter or plainer. */
export interface Alphabet {
  /** Groups of interchangeable names. */
  readonly symmetry?: readonly (readonly string[])[] | undefined;
  /** Per type of command, the faults that it can meet. */
  readonly faults?: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * The shortest run that it can find with the same violation: no block, no single command and no two commands can be
 * left out of it, no two be made one by adding up a number (two ticks, say), none be spared by a fault at another (a
 * crash by a command that crashes), no fault taken away. Names of a symmetry group come in the order of their first use.
 */
export async function minimise<C extends Command>(
  commands: readonly C[],
  reproduces: Reproduces<C>,
  { symmetry = [], faults = new Map() }: Alphabet = {},
): Promise<readonly C[]> {
  let best = commands;
  for (;;) {
    const next =
      (await firstThat(shorterRuns(best), reproduces)) ??
      (await firstThat(runsWithFaultInstead(best, faults), reproduces)) ??
      (await firstThat(plainerRuns(best, symmetry), reproduces));
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
function* shorterRuns<C extends Command>(commands: readonly C[]): Generator<readonly C[]> {
  for (let size = commands.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < commands.length; from += size) {
      yield [...commands.slice(0, from), ...commands.slice(from + size)];
    }
  }
  for (let first = 0; first < commands.length; first += 1) {
    for (let second = first + 1; second < commands.length; second += 1) {
      yield commands.filter((_, index) => index !== first && index !== second);
      yield* merged(commands, first, second);
    }
  }
}

/** The two made one, where they are alike but for one number; the sum takes the place of either. */
function* merged<C extends Command>(commands: readonly C[], first: number, second: number): Generator<readonly C[]> {
  const [one, other] = [commands[first], commands[second]] as [Record<string, unknown>, Record<string, unknown>];
  const [key, ...more] = Object.keys(one).filter((name) => typeof one[name] === 'number');
  if (key === undefined || more.length > 0 || !sameJson({ ...one, [key]: 0 }, { ...other, [key]: 0 })) return;
  const sum = { ...one, [key]: Number(one[key]) + Number(other[key]) } as unknown as C;
  yield commands.with(first, sum).toSpliced(second, 1);
  yield commands.with(second, sum).toSpliced(first, 1);
}

/** Without one command, and with a fault at another that had none. */
function* runsWithFaultInstead<C extends Command>(
  commands: readonly C[],
  faults: ReadonlyMap<string, ReadonlySet<string>>,
): Generator<readonly C[]> {
  for (const spared of commands.keys()) {
    for (const [struck, command] of commands.entries()) {
      if (struck === spared || command.fault !== undefined) continue;
      for (const fault of faults.get(command.type) ?? [])
        yield commands.with(struck, { ...command, fault }).toSpliced(spared, 1);
    }
  }
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
