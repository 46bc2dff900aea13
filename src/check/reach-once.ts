import { openKeptExplorations } from '../corpus/kept-explorations.ts';
import { modelDigest } from '../explore/model-digest.ts';
import { reach } from '../explore/reach.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { ReachedSteps } from '../kernel/reached.ts';
import type { Bias } from './interleavings.ts';

export interface ReachOnceOptions {
  /** Of the check: it explores in proportion. */
  readonly runs: number;
  /** The folder of files that may be made again; `null`: every check explores for itself. */
  readonly cache: string | null;
  /** How the runs are generated: what is never picked is not explored. */
  readonly bias: Picking;
  readonly signal?: AbortSignal | undefined;
}

/** A check explores so many states at least, and so many more for each of its runs: in proportion to what the runs cost. */
const fewestStates = 500;
const statesPerRun = 8;
const mostStates = 10_000;

/** How many states are explored for a check of so many runs, at most. */
export function statesToExplore(runs: number): number {
  return Math.min(mostStates, fewestStates + statesPerRun * runs);
}

/**
 * What an exploration before a check reaches; from the cache where the same model was explored before. The answer is the same
 * with and without a cache.
 */
export async function reachOnce<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { runs, cache, bias, signal }: ReachOnceOptions,
): Promise<ReachedSteps> {
  const maxStates = statesToExplore(runs);
  const digest = cache === null ? null : digestUnlessItThrows(model);
  const options = { maxStates, takes: picks(bias), signal };
  if (cache === null || digest === null) return reach(model, options);
  const kept = openKeptExplorations(cache);
  const key = { model: model.name, digest, maxStates, never: neverPicked(bias) };
  const known = await kept.read(key);
  if (known !== null) return known;
  const reached = await reach(model, options);
  if (signal?.aborted !== true) await kept.write(key, reached);
  return reached;
}

/** What says which commands are never picked. */
type Picking = Pick<Bias, 'weights' | 'faultRate' | 'faultWeights'>;

/** Whether a command is in any run. */
export function picks(bias: Picking): (command: Command) => boolean {
  const { types, faults } = neverPicked(bias);
  return ({ type, fault }) =>
    !types.includes(type) && (fault === undefined || (faults !== 'all' && !faults.includes(fault)));
}

/** The types of commands and the faults that no run has, of those with a weight. */
function neverPicked({ weights, faultRate, faultWeights }: Picking): {
  readonly types: readonly string[];
  readonly faults: 'all' | readonly string[];
} {
  const without = (ofNames: Readonly<Record<string, number>>): string[] =>
    Object.keys(ofNames)
      .filter((name) => (ofNames[name] ?? 1) <= 0)
      .toSorted();
  return { types: without(weights), faults: faultRate <= 0 ? 'all' : without(faultWeights) };
}

/** A model that throws is explored as far as it goes, and its runs show the error. */
function digestUnlessItThrows<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
): string | null {
  try {
    return modelDigest(model);
  } catch {
    return null;
  }
}
