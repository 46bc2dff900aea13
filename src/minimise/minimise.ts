import { isEnabledRun } from '../kernel/interpreter.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Alphabet } from './alphabet.ts';
import type { IsName, LaneOf } from './order.ts';
import { repaired } from './repair.ts';
import { withOtherInstead, withoutDetours, withoutOneName, withoutTwo } from './shorter.ts';
import { simplerRuns } from './simpler.ts';

/** Whether these commands still show the violation that is being minimised, and not another. */
export type Reproduces<C> = (commands: readonly C[]) => Promise<boolean> | boolean;

export interface MinimiseOptions<C> {
  /** The actor of a command: of two runs of the same length, the run with fewer context switches is simpler. */
  readonly laneOf?: LaneOf<C>;
  /**
   * Which values of a run are names, and are replaced or left out everywhere at once: by default any value that stands in several
   * places; `symmetry`: those of the model's symmetry alone, where a number of jobs may equal a position.
   */
  readonly names?: 'symmetry';
}

/**
 * A shortest run with the same violation, as far as small changes lead to it. Neither a block, nor a command or a pair, nor
 * all commands with the same name can be left out; no command can be left out by enlarging another; and no command can be
 * made simpler: fewer faults, fewer context switches, smaller numbers, names in the order of their first use. No run is
 * tried twice, and every tried run has only commands that the model enables where they are taken.
 */
export async function minimise<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
  reproduces: Reproduces<C>,
  { laneOf = () => '', names }: MinimiseOptions<C> = {},
): Promise<readonly C[]> {
  const isName = isNameIn(model, names);
  const search = startSearch(model, commands, reproduces);
  const { take, takeFirstShorter } = search;
  for (;;) {
    const before = search.best();
    await takeFirstShorter(withoutDetours(model, before));
    await leaveOutBlocks(search);
    while (await takeSimpler(simplerRuns(model, search.best(), laneOf, isName), take));
    if (search.best() !== before) continue;
    if (await takeFirstShorter(withOtherInstead(model, before))) continue;
    if (await takeFirstShorter(withoutOneName(model, before, isName))) continue;
    if (await takeFirstShorter(withoutTwo(before))) continue;
    return before;
  }
}

/**
 * Every run that is simpler by a single change, for callers with their own search: shorter, or of the same length and
 * simpler, with only commands that the model enables.
 */
export function* smallerRuns<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
  { laneOf = () => '', names }: MinimiseOptions<C> = {},
): Generator<readonly C[]> {
  const isName = isNameIn(model, names);
  for (const shorter of shorterRuns(model, commands, isName)) yield repaired(model, shorter);
  for (const run of [...simplerRuns(model, commands, laneOf, isName)].flat()) if (isEnabledRun(model, run)) yield run;
}

function* shorterRuns<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
  isName: IsName,
): Generator<readonly C[]> {
  const shorter = withoutDetours(model, commands).filter(({ length }) => length < commands.length);
  yield* shorter;
  for (let size = Math.floor(commands.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = commands.length - size; from > -size; from -= size) yield without(commands, from, size);
  }
  yield* withOtherInstead(model, commands);
  yield* withoutOneName(model, commands, isName);
  yield* withoutTwo(commands);
}

/** Which values are names. */
function isNameIn(
  { symmetry = [] }: { readonly symmetry?: readonly (readonly string[])[] },
  names: MinimiseOptions<never>['names'],
): IsName {
  if (names === undefined) return () => true;
  const known = new Set<unknown>(symmetry.flat());
  return (value) => known.has(value);
}

interface MinimiseSearch<C> {
  best(): readonly C[];
  /** Tries a run, and makes it the best run where its commands are enabled and it still shows the violation. */
  take(candidate: readonly C[]): Promise<boolean>;
  /** Tries a run that is shorter than the best, repaired where commands are not enabled any more. */
  takeShorter(candidate: readonly C[]): Promise<boolean>;
  takeFirstShorter(candidates: Iterable<readonly C[]>): Promise<boolean>;
}

function startSearch<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
  reproduces: Reproduces<C>,
): MinimiseSearch<C> {
  const tried = new Set([JSON.stringify(commands)]);
  let best = commands;

  async function tryOnce(candidate: readonly C[], isRun: (candidate: readonly C[]) => boolean): Promise<boolean> {
    const text = JSON.stringify(candidate);
    if (tried.has(text)) return false;
    tried.add(text);
    if (!isRun(candidate) || !(await reproduces(candidate))) return false;
    best = candidate;
    return true;
  }

  async function takeShorter(candidate: readonly C[]): Promise<boolean> {
    return tryOnce(repaired(model, candidate), () => true);
  }

  return {
    best: () => best,
    take: (candidate) => tryOnce(candidate, (run) => isEnabledRun(model, run)),
    takeShorter,
    async takeFirstShorter(candidates) {
      for (const candidate of candidates) if (await takeShorter(candidate)) return true;
      return false;
    },
  };
}

/** Leaves out blocks from the end to the beginning, the longest first; then single commands until none can be left out. */
async function leaveOutBlocks<C>({ best, takeShorter }: MinimiseSearch<C>): Promise<void> {
  for (let size = Math.floor(best().length / 2); size > 1; size = Math.floor(size / 2)) {
    for (let from = best().length - size; from > -size; from -= size) await takeShorter(without(best(), from, size));
  }
  for (let length = -1; length !== best().length;) {
    ({ length } = best());
    for (let from = length - 1; from >= 0; from -= 1) await takeShorter(without(best(), from, 1));
  }
}

function without<C>(commands: readonly C[], from: number, size: number): readonly C[] {
  return commands.filter((_, index) => index < from || index >= from + size);
}

async function takeSimpler<C>(
  lists: Iterable<readonly (readonly C[])[]>,
  take: MinimiseSearch<C>['take'],
): Promise<boolean> {
  for (const runs of lists) if (await takeSimplest(runs, take)) return true;
  return false;
}

/**
 * Takes the simplest possible run of a list that starts with the simplest, by halving: the run before it was tried, and
 * failed.
 */
async function takeSimplest<C>(runs: readonly (readonly C[])[], take: MinimiseSearch<C>['take']): Promise<boolean> {
  let [failing, showing] = [-1, runs.length];
  for (let at = 0; at > failing && at < showing; at = (failing + showing) >> 1) {
    if (await take(runs[at] ?? [])) showing = at;
    else failing = at;
  }
  return showing < runs.length;
}
