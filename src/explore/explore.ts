import type { StateInvariant, StepInvariant } from '../kernel/invariant.ts';
import { createBreath } from '../kernel/breath.ts';
import type { Fingerprint } from '../kernel/fingerprint.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { auditSymmetry } from './audit-symmetry.ts';
import { createDigest } from './digest.ts';
import type { Target } from './plainest.ts';
import { plainestRuns } from './plainest.ts';
import { endless, recoveriesOf } from './recoveries.ts';
import type { Recoveries } from './recoveries.ts';
import type { Space } from './space.ts';
import { spaceOf } from './space.ts';
import type { Visited } from './visited.ts';
import { createVisited } from './visited.ts';

export interface ExploreOptions<C> {
  /** Whether states that differ only by names of the model's symmetry groups are one. */
  readonly symmetry?: boolean;
  /** Whether states that differ only by how far apart their deadlines are are one, where the model says that it does not count. */
  readonly distances?: boolean;
  /** How many commands away from the beginning it looks, at most. */
  readonly maxDepth?: number;
  /** How many distinct states it keeps, at most. */
  readonly maxStates?: number;
  /** Of the fingerprints. The answer is the same for all. */
  readonly seed?: number;
  /** Who acts in a command: of several shortest runs, the one with the fewest changes of hand is given. */
  readonly laneOf?: (command: C) => string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExploreProgress) => void;
}

export interface ExploreProgress {
  readonly depth: number;
  readonly distinctStates: number;
  readonly frontier: number;
  readonly statesPerSecond: number;
}

/** A violation, with a run to it than which there is no shorter one in the scope. */
export interface ShortestViolation<C = Command> {
  readonly kind: 'invariant' | 'settled' | 'endless';
  readonly name: string;
  readonly length: number;
  readonly commands: readonly C[];
  /** What shows it, where it falls only once recovery is done. Not counted in the length. */
  readonly recovery: readonly C[];
}

export interface Exploration<C = Command> {
  readonly model: string;
  readonly distinctStates: number;
  /** Every state that a command led to, new or not, and the initial one. */
  readonly generatedStates: number;
  /** How many levels the graph of states has; the initial state is the first. */
  readonly depth: number;
  readonly statesPerDepth: readonly number[];
  /** All states were reached and all their commands taken. Where not: what stopped it. */
  readonly isComplete: boolean;
  readonly stoppedBy: 'maxDepth' | 'maxStates' | 'signal' | null;
  /** Per type of command, how often each outcome occurred. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** In the order of their names. */
  readonly violations: readonly ShortestViolation<C>[];
  /** The same for the same states at the same depths, on whatever machine. */
  readonly digest: string;
  readonly timing: { readonly seconds: number };
}

/**
 * Visits every state that the model can reach, breadth first, and finds every invariant that falls, each with a
 * shortest run; of several shortest ones that with the fewest faults, then the fewest changes of hand, then the first
 * in the order of its text. From every state every order of recovery is followed to its end.
 */
export async function explore<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  options: ExploreOptions<C> = {},
): Promise<Exploration<C>> {
  const startedMs = performance.now();
  const { symmetry = true, distances = true, seed = 0, maxDepth = Infinity, maxStates = Infinity } = options;
  const space = spaceOf(model, { symmetry, distances, seed });
  const search = startSearch(model, space, symmetry);
  let stoppedBy: Exploration['stoppedBy'] = null;

  const breathe = createBreath(() => {
    const statesPerSecond = (search.visited.size / (performance.now() - startedMs)) * 1000;
    const { depth, frontier } = search.where();
    options.onProgress?.({ depth, distinctStates: search.visited.size, frontier, statesPerSecond });
    if (options.signal?.aborted === true) stoppedBy = 'signal';
  });

  while (search.where().frontier > 0 && stoppedBy === null) {
    if (search.where().depth > maxDepth) {
      stoppedBy = 'maxDepth';
      break;
    }
    stoppedBy = await search.expandLevel(maxStates, async () => {
      await breathe();
      return stoppedBy;
    });
  }
  const runs = plainestRuns(model, search.targets(), search.recoveries, options.laneOf ?? (() => ''));
  const { statesPerDepth } = search;
  return {
    model: model.name,
    distinctStates: search.visited.size,
    generatedStates: search.generated(),
    depth: statesPerDepth.length,
    statesPerDepth,
    isComplete: stoppedBy === null,
    stoppedBy,
    outcomes: search.outcomes(),
    violations: runs.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    digest: search.digest(),
    timing: { seconds: (performance.now() - startedMs) / 1000 },
  };
}

interface Search<State, C> {
  readonly visited: Visited;
  readonly statesPerDepth: readonly number[];
  readonly recoveries: Recoveries<State, C>;
  where(): { readonly depth: number; readonly frontier: number };
  /** Takes every command in every state of the frontier. What stopped it before the end, if anything. */
  expandLevel(
    maxStates: number,
    beforeState: () => Promise<Exploration['stoppedBy']>,
  ): Promise<Exploration['stoppedBy']>;
  targets(): readonly Target[];
  generated(): number;
  outcomes(): Exploration['outcomes'];
  digest(): string;
}

/** So many states at the beginning, and later one in so many, are looked at for what the model says of its symmetry. */
const alwaysAudited = 500;
const auditEvery = 100;

function startSearch<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  space: Space<State, C, O>,
  isSymmetric: boolean,
): Search<State, C> {
  const visited = createVisited();
  const recoveries = recoveriesOf(model, space);
  const digest = createDigest();
  // Those of states are asked once for each state, those of steps at every step, until they fall.
  const ofStates = new Set(model.invariants.filter((one): one is StateInvariant<View> => 'holds' in one));
  const ofSteps = new Set(model.invariants.filter((one): one is StepInvariant<View, C, O> => !('holds' in one)));
  const targets = new Map<string, Target>();
  const outcomes = new Map<string, Map<string, number>>();
  const statesPerDepth: number[] = [];
  let frontier: State[] = [];
  let next: State[] = [];
  let generated = 1;

  function fall({ id: name }: { readonly id: string }, length: number): void {
    targets.set(name, { kind: 'invariant', name, length });
  }

  /** A state that is new: kept for the next level, and looked at for what falls in it, and from here on. */
  function reach(state: State, print: Fingerprint): void {
    const number = visited.add(print);
    next.push(state);
    if (isSymmetric && (number < alwaysAudited || number % auditEvery === 0)) auditSymmetry(model, state);
    digest.add(space.prints(state));
    for (const invariant of ofStates) {
      if (invariant.holds(model.view(state))) continue;
      ofStates.delete(invariant);
      fall(invariant, statesPerDepth.length);
    }
    for (const name of recoveries.fallenFrom(state)) {
      if (targets.has(name)) continue;
      targets.set(name, { kind: name === endless ? 'endless' : 'settled', name, length: statesPerDepth.length });
    }
  }

  function advance(): void {
    frontier = next;
    next = [];
    if (frontier.length > 0) statesPerDepth.push(frontier.length);
  }

  function take(from: State, before: View, command: C): void {
    const { outcome, state } = space.step(from, command);
    generated += 1;
    count(outcomes, command.type, outcome.type);
    if (ofSteps.size > 0) lookAtStep(before, command, outcome, model.view(state));
    space.fold(state);
    const print = space.print(state);
    if (visited.find(print) < 0) reach(state, print);
  }

  function lookAtStep(before: View, command: C, outcome: O, after: View): void {
    for (const invariant of ofSteps) {
      if (invariant.holdsAcross(before, command, outcome, after)) continue;
      ofSteps.delete(invariant);
      fall(invariant, statesPerDepth.length);
    }
  }

  reach(space.initial, space.print(space.initial));
  advance();

  return {
    visited,
    statesPerDepth,
    recoveries,
    where: () => ({ depth: statesPerDepth.length, frontier: frontier.length }),
    async expandLevel(maxStates, beforeState) {
      for (const from of frontier) {
        const stop = await beforeState();
        if (stop !== null) return stop;
        if (visited.size >= maxStates) return 'maxStates';
        const before = model.view(from);
        for (const command of model.commands(from)) take(from, before, command);
      }
      advance();
      return null;
    },
    targets: () => [...targets.values()],
    generated: () => generated,
    outcomes: () =>
      Object.fromEntries(
        [...outcomes].toSorted(byName).map(([type, of]) => [type, Object.fromEntries([...of].toSorted(byName))]),
      ),
    digest: () => digest.text(statesPerDepth),
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function count(counts: Map<string, Map<string, number>>, type: string, outcome: string): void {
  let ofType = counts.get(type);
  if (ofType === undefined) counts.set(type, (ofType = new Map()));
  ofType.set(outcome, (ofType.get(outcome) ?? 0) + 1);
}
