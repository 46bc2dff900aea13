import type { Command, Outcome } from '../kernel/model.ts';
import type { Alphabet } from './offers.ts';
import type { LaneOf } from './order.ts';
import { comparePlainness } from './order.ts';
import { plainerRuns } from './plainer.ts';
import { withOtherInstead, withoutDetours, withoutOneName, withoutTwo } from './shorter.ts';

/** Whether these commands still show the violation that is being minimised, that one and no other. */
export type Reproduces<C> = (commands: readonly C[]) => Promise<boolean> | boolean;

export interface MinimiseOptions<C> {
  /** Who acts in a command: of two runs of one length, the one with fewer changes of hand is the plainer. */
  readonly laneOf?: LaneOf<C>;
}

/**
 * A shortest run with the same violation, as far as small changes lead to it: no block, no one or two commands and
 * nothing that one name stands for can be left out of it, none be spared by more in another, and none be made plainer:
 * fewer faults, fewer changes of hand, smaller numbers, names in the order of their first use. No run is tried twice.
 */
export async function minimise<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
  reproduces: Reproduces<C>,
  { laneOf = () => '' }: MinimiseOptions<C> = {},
): Promise<readonly C[]> {
  const search = startSearch(commands, reproduces);
  const { take, takeFirst } = search;
  for (;;) {
    const before = search.best();
    await takeFirst(withoutDetours(model, before));
    await leaveOutBlocks(search);
    while (await takePlainer(plainerRuns(model, search.best(), laneOf), take));
    if (search.best() !== before) continue;
    if (await takeFirst(withOtherInstead(model, before))) continue;
    if (await takeFirst(withoutOneName(model, before))) continue;
    if (await takeFirst(withoutTwo(before))) continue;
    return before;
  }
}

/** Every run that is one step simpler, for whoever has a search of their own: shorter, or as long and plainer. */
export function* simplerRuns<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
  { laneOf = () => '' }: MinimiseOptions<C> = {},
): Generator<readonly C[]> {
  const shorter = withoutDetours(model, commands).filter(({ length }) => length < commands.length);
  yield* shorter;
  for (let size = Math.floor(commands.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = commands.length - size; from > -size; from -= size) yield without(commands, from, size);
  }
  yield* withOtherInstead(model, commands);
  yield* withoutOneName(model, commands);
  yield* withoutTwo(commands);
  for (const run of [...plainerRuns(model, commands, laneOf)].flat()) {
    // A search that forgets what it has tried must not go round in a circle.
    if (comparePlainness(run, commands, laneOf) < 0) yield run;
  }
}

interface MinimiseSearch<C> {
  best(): readonly C[];
  /** Tries a run, and makes it the best where it still shows the violation. */
  take(candidate: readonly C[]): Promise<boolean>;
  takeFirst(candidates: Iterable<readonly C[]>): Promise<boolean>;
}

function startSearch<C>(commands: readonly C[], reproduces: Reproduces<C>): MinimiseSearch<C> {
  const tried = new Set([JSON.stringify(commands)]);
  let best = commands;

  async function take(candidate: readonly C[]): Promise<boolean> {
    const text = JSON.stringify(candidate);
    if (tried.has(text)) return false;
    tried.add(text);
    const isStillBroken = await reproduces(candidate);
    if (isStillBroken) best = candidate;
    return isStillBroken;
  }

  return {
    best: () => best,
    take,
    async takeFirst(candidates) {
      for (const candidate of candidates) if (await take(candidate)) return true;
      return false;
    },
  };
}

/** Leaves out blocks from the end to the beginning, the longest first; single ones until none can go. */
async function leaveOutBlocks<C>({ best, take }: MinimiseSearch<C>): Promise<void> {
  for (let size = Math.floor(best().length / 2); size > 1; size = Math.floor(size / 2)) {
    for (let from = best().length - size; from > -size; from -= size) await take(without(best(), from, size));
  }
  for (let length = -1; length !== best().length;) {
    ({ length } = best());
    for (let from = length - 1; from >= 0; from -= 1) await take(without(best(), from, 1));
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
