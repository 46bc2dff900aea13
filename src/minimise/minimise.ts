import { isEnabledRun } from '../kernel/interpreter.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Alphabet } from './alphabet.ts';
import type { LaneOf } from './order.ts';
import { plainerRuns } from './plainer.ts';
import { repaired } from './repair.ts';
import { withOtherInstead, withoutDetours, withoutOneName, withoutTwo } from './shorter.ts';

/** Whether these commands still show the violation that is being minimised, that one and no other. */
export type Reproduces<C> = (commands: readonly C[]) => Promise<boolean> | boolean;

export interface MinimiseOptions<C> {
  /** Who acts in a command: of two runs of one length, the one with fewer changes of hand is the plainer. */
  readonly laneOf?: LaneOf<C>;
}

/**
 * A shortest run with the same violation, as far as small changes lead to it: no block, no one or two commands and
 * nothing that one name stands for can be left out of it, none be spared by more in another, and none be made simpler:
 * fewer faults, fewer context switches, smaller numbers, names in the order of their first use. No run is tried twice, and
 * every run that is tried has only commands that the model enables where they are taken.
 */
export async function minimise<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
  reproduces: Reproduces<C>,
  { laneOf = () => '' }: MinimiseOptions<C> = {},
): Promise<readonly C[]> {
  const search = startSearch(model, commands, reproduces);
  const { take, takeFirstShorter } = search;
  for (;;) {
    const before = search.best();
    await takeFirstShorter(withoutDetours(model, before));
    await leaveOutBlocks(search);
    while (await takePlainer(plainerRuns(model, search.best(), laneOf), take));
    if (search.best() !== before) continue;
    if (await takeFirstShorter(withOtherInstead(model, before))) continue;
    if (await takeFirstShorter(withoutOneName(model, before))) continue;
    if (await takeFirstShorter(withoutTwo(before))) continue;
    return before;
  }
}

/**
 * Every run that is one step simpler, for callers with a search of their own: shorter, or as long and simpler, with only
 * commands that the model enables.
 */
export function* simplerRuns<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
  { laneOf = () => '' }: MinimiseOptions<C> = {},
): Generator<readonly C[]> {
  for (const shorter of shorterRuns(model, commands)) yield repaired(model, shorter);
  for (const run of [...plainerRuns(model, commands, laneOf)].flat()) if (isEnabledRun(model, run)) yield run;
}

function* shorterRuns<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
): Generator<readonly C[]> {
  const shorter = withoutDetours(model, commands).filter(({ length }) => length < commands.length);
  yield* shorter;
  for (let size = Math.floor(commands.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = commands.length - size; from > -size; from -= size) yield without(commands, from, size);
  }
  yield* withOtherInstead(model, commands);
  yield* withoutOneName(model, commands);
  yield* withoutTwo(commands);
}

interface MinimiseSearch<C> {
  best(): readonly C[];
  /** Tries a run, and makes it the best where its commands are enabled and it still shows the violation. */
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

/** Leaves out blocks from the end to the beginning, the longest first; single ones until none can go. */
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

async function takePlainer<C>(
  lists: Iterable<readonly (readonly C[])[]>,
  take: MinimiseSearch<C>['take'],
): Promise<boolean> {
  for (const runs of lists) if (await takePlainest(runs, take)) return true;
  return false;
}

/** Of runs with the plainest first, the plainest that can be had, by halving: the one before it was tried, and in vain. */
async function takePlainest<C>(runs: readonly (readonly C[])[], take: MinimiseSearch<C>['take']): Promise<boolean> {
  let [failing, showing] = [-1, runs.length];
  for (let at = 0; at > failing && at < showing; at = (failing + showing) >> 1) {
    if (await take(runs[at] ?? [])) showing = at;
    else failing = at;
  }
  return showing < runs.length;
}
