import { namesOfDrawn } from '../kernel/drawn.ts';
import { createFingerprintSet } from '../kernel/fingerprint-set.ts';
import { collisionChance } from '../kernel/fingerprint.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { digestText } from './digest.ts';
import type { Found } from './found.ts';
import { addFound, addTargets, emptyFound } from './found.ts';
import { isHeapFull, isMachineFull } from './memory.ts';
import type { SearchPool } from './pool.ts';
import { poolOfOne } from './pool.ts';
import { never } from './recoveries.ts';
import type { Exploration, ExploreOptions, ExploreProgress, Target } from './result.ts';
import { startSearch } from './search.ts';
import { simplestRuns } from './simplest.ts';
import type { Reductions } from './space.ts';
import { poolOfThreads } from './threads.ts';

/**
 * Visits every state that the model can reach, breadth first, and finds every violated invariant, each with a minimal run;
 * among minimal runs the one with the fewest faults, then the fewest context switches, then the first in the order of its
 * text. From every state every order of recovery is followed to its end.
 */
export async function explore<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  options: ExploreOptions<C> = {},
): Promise<Exploration<C>> {
  const startedMs = performance.now();
  const { symmetry = true, distances = true, seed = 0, maxDepth = Infinity, maxStates = Infinity } = options;
  const reductions = { symmetry, distances, seed };
  const statesPerDepth: number[] = [];
  const total = emptyFound();
  total.generated = 1;
  let stoppedBy: Exploration['stoppedBy'] = null;
  let progress: ExploreProgress = { depth: 0, distinctStates: 1, frontier: 1, statesPerSecond: 0, secondsLeft: null };
  const pool = await openPool(model, reductions, options);
  try {
    for (let states = await pool.advance(0); states > 0 && stoppedBy === null;) {
      const depth = statesPerDepth.push(states) - 1;
      if (depth >= maxDepth) stoppedBy = 'maxDepth';
      else if (pool.distinctStates > maxStates) stoppedBy = 'maxStates';
      let cutOff: 'signal' | 'memory' | null = null;
      const { isWhole, isMemoryLow, found } = await pool.visit(
        stoppedBy === null,
        () => cutOff !== null,
        () => {
          const { distinctStates } = pool;
          const statesPerSecond = (distinctStates / (performance.now() - startedMs)) * 1000;
          const secondsLeft = statesLeft(statesPerDepth) / statesPerSecond;
          progress = {
            depth,
            distinctStates,
            frontier: states,
            statesPerSecond,
            secondsLeft: Number.isFinite(secondsLeft) ? secondsLeft : null,
            ...(pool.slowestCall !== null && { slowestCall: pool.slowestCall }),
          };
          options.onProgress?.(progress);
          if (options.signal?.aborted === true) cutOff = 'signal';
          else if (isMachineFull(pool.nextBytes) || isHeapFull()) cutOff = 'memory';
        },
      );
      // The results count whole levels; from an incomplete level only the violations are kept.
      for (const part of found) (isWhole ? addFound : addTargets)(total, part);
      if (!isWhole) {
        statesPerDepth.pop();
        stoppedBy = isMemoryLow ? 'memory' : cutOff;
      } else if (stoppedBy === null) {
        stoppedBy = cutOff;
        states = await pool.advance(depth + 1);
      }
    }
  } finally {
    await pool.close();
  }
  const laneOf = options.laneOf ?? ((): string => '');
  const targets = [...total.targets.values()];
  const violations = await simplestRuns(model, targets, {
    reductions,
    laneOf,
    shouldStop(depth) {
      options.onProgress?.({ ...progress, findingRuns: { to: targets.length, depth } });
      return options.signal?.aborted === true;
    },
  });
  const withoutRun = targets.filter(({ name }) => violations.every(({ violation }) => violation.name !== name));
  if (withoutRun.length > 0) stoppedBy = 'signal';
  const drawn = namesOfDrawn(model.drawn);
  const distinctStates = statesPerDepth.reduce((sum, states) => sum + states, 0);
  return {
    model: model.name,
    distinctStates,
    generatedStates: total.generated,
    depth: statesPerDepth.length,
    statesPerDepth,
    isComplete: stoppedBy === null,
    stoppedBy,
    longestRecovery: total.longestRecovery === never ? null : total.longestRecovery,
    ...(drawn.length > 0 && { drawn }),
    invariants: model.invariants.length + model.settled.length,
    collisionChance: collisionChance(distinctStates),
    outcomes: inOrder(total.outcomes),
    violations: violations.toSorted((a, b) => (a.violation.name < b.violation.name ? -1 : 1)),
    withoutRun: withoutRun.toSorted(byNameOf),
    digest: digestText(total.digest, statesPerDepth),
    timing: {
      seconds: (performance.now() - startedMs) / 1000,
      ...(pool.slowestCall !== null && { slowestCall: pool.slowestCall }),
    },
  };
}

/** A guess that this level and all later levels shrink by the same ratio. */
function statesLeft(statesPerDepth: readonly number[]): number {
  const [before, states] = [statesPerDepth.at(-2) ?? 0, statesPerDepth.at(-1) ?? 0];
  return states < before ? states / (1 - states / before) : Infinity;
}

async function openPool<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  reductions: Reductions,
  options: ExploreOptions<C>,
): Promise<SearchPool> {
  const { threads = 1, source } = options;
  if (threads > 1) {
    if (source === undefined)
      throw new TypeError('more than one thread needs `source`: the module, export, policies and scope of the model');
    return poolOfThreads(threads, source, reductions);
  }
  const visited = createFingerprintSet();
  const search = startSearch(model, reductions, visited);
  search.begin();
  return poolOfOne(search, visited);
}

function inOrder(outcomes: Found['outcomes']): Exploration['outcomes'] {
  return Object.fromEntries(
    [...outcomes]
      .toSorted(byName)
      .map(([type, of]) => [
        type,
        Object.fromEntries([...of].toSorted(byName).map(([outcome, { times }]) => [outcome, times])),
      ]),
  );
}

function byNameOf(a: Target, b: Target): number {
  return a.name < b.name ? -1 : 1;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
