import { createYield, finish, finishNow } from '../kernel/event-loop.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { PathStep, ReachedSteps, ReachedKind } from '../kernel/reached.ts';
import { createFrontier } from './frontier.ts';
import { spaceOf } from './space.ts';
import { createStepKinds, stepKindOf, stepOf } from './step-kinds.ts';
import { createVisited } from './visited.ts';

export interface ReachOptions {
  /** The exploration ends after this number of states. */
  readonly maxStates: number;
  /** Whether a command is taken; by default every command is. */
  readonly takes?: (command: Command) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** So many steps count as a state, since a scope may have states with many commands. */
const stepsPerState = 12;

/**
 * Explores the states nearest to the initial state, breadth first and name by name, and takes down each kind of step with a
 * shortest path to it. The bound is a number of states, so the answer is the same on every machine, and a larger bound adds to
 * the answer of a smaller one. A model that throws ends the exploration: its runs show the error where it belongs. An aborted
 * signal ends it as well.
 */
export function reach<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  options: ReachOptions,
): Promise<ReachedSteps> {
  return finish(
    reaching(model, options),
    createYield(() => undefined),
  );
}

/** As `reach`, without pauses. */
export function reachNow<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  options: Omit<ReachOptions, 'signal'>,
): ReachedSteps {
  return finishNow(reaching(model, options));
}

function* reaching<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { maxStates, takes = () => true, signal }: ReachOptions,
): Generator<void, ReachedSteps> {
  const outcomes = new Map<string, Map<string, number>>();
  const kinds = new Map<string, ReachedKind>();
  const ways: (readonly [number, ...PathStep])[] = [[-1, -1, -1]];
  const transitions: (number | readonly number[] | null)[][] = [];
  let states = 0;
  let isWhole = false;
  try {
    const visits = visitsOf(model, takes);
    for (let taken = 0; ; states += 1) {
      const at = boundFor(states, taken);
      if (at >= maxStates) break;
      yield;
      if (signal?.aborted === true) break;
      const visit = visits.next();
      if (visit === null) {
        isWhole = true;
        break;
      }
      const { stateClass, steps, targets } = visit;
      transitions.push(targets);
      for (const { command, outcome, isNew, by } of steps) {
        taken += 1;
        let ofType = outcomes.get(command.type);
        if (ofType === undefined) outcomes.set(command.type, (ofType = new Map()));
        ofType.set(outcome.type, (ofType.get(outcome.type) ?? 0) + 1);
        const step = stepOf(command, outcome);
        const kind = stepKindOf(stateClass, step);
        if (!kinds.has(kind)) kinds.set(kind, { step, stateClass, from: states, by, at });
        if (isNew) ways.push([states, ...by]);
      }
    }
  } catch {
    // What was found before the error stays.
  }
  const all = {
    outcomes: sortedCounts(outcomes),
    kinds: [...kinds.values()],
    transitions: isWhole ? transitions : null,
  };
  return onlyNeeded({ states, isWhole, ...all, ways });
}

/** The step of a path to each kind, from the initial state on. */
export function pathTo({ ways }: Pick<ReachedSteps, 'ways'>, { from, by }: ReachedKind): readonly PathStep[] {
  const path: PathStep[] = [by];
  for (let at = from; at > 0;) {
    const [before, command, ending] = ways[at] ?? [0, 0, 0];
    path.push([command, ending]);
    at = before;
  }
  return path.toReversed();
}

/** In hexadecimal: the same for the same answer. */
export function digestOfReached(reached: ReachedSteps): string {
  const { high, low } = fingerprintOf(reached);
  return [high, low].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

/** An exploration that is bounded by more states than this takes so many states with so many steps. */
export function boundFor(states: number, steps: number): number {
  return Math.max(states, Math.floor(steps / stepsPerState));
}

/** A state, and every step from it. */
interface Visit<C, O> {
  readonly stateClass: string;
  /** As in `transitions`. */
  readonly targets: (number | readonly number[] | null)[];
  readonly steps: readonly {
    readonly command: C;
    readonly outcome: O;
    readonly isNew: boolean;
    readonly by: PathStep;
  }[];
}

/** Visits states in the order in which they are reached, and takes every command in each; `null`: no state is left. */
function visitsOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  takes: (command: C) => boolean,
): { next(): Visit<C, O> | null } {
  const space = spaceOf(model, { symmetry: false, distances: false, seed: 0 });
  const visited = createVisited();
  const frontier = createFrontier();
  const { classOf } = createStepKinds();
  visited.add(space.held());
  space.put(frontier, space.initial, space.held());
  return {
    next() {
      if (frontier.size === 0) return null;
      const enabled = model.commands(space.take(frontier));
      const targets: (number | readonly number[] | null)[] = [];
      const steps = enabled.flatMap((command, nth) => {
        if (!takes(command)) {
          targets.push(null);
          return [];
        }
        const endings = model.endings === undefined ? [space.step(command)] : space.endings(command);
        const after: number[] = [];
        const taken = Array.from(endings, ({ outcome, state }, ending) => {
          const fingerprint = space.fingerprint(state);
          const known = visited.find(fingerprint);
          const isNew = known < 0;
          after.push(isNew ? visited.add(fingerprint) : known);
          if (isNew) space.put(frontier, state, fingerprint);
          return { command, outcome, isNew, by: [nth, ending] as const };
        });
        targets.push(after.length === 1 ? (after[0] ?? 0) : after);
        return taken;
      });
      return { stateClass: classOf(enabled), steps, targets };
    },
  };
}

/** Without the ways to states that lie on no path to a kind. */
function onlyNeeded(reached: ReachedSteps): ReachedSteps {
  const { ways } = reached;
  const numbers = new Map([[0, 0]]);
  const kept: (readonly [number, ...PathStep])[] = [[-1, -1, -1]];

  function keep(state: number): number {
    const known = numbers.get(state);
    if (known !== undefined) return known;
    const [before, ...by] = ways[state] ?? [0, 0, 0];
    kept.push([keep(before), ...by]);
    numbers.set(state, kept.length - 1);
    return kept.length - 1;
  }

  const kinds = reached.kinds.map((kind) => ({ ...kind, from: keep(kind.from) }));
  return { ...reached, kinds, ways: kept };
}

function sortedCounts(counts: ReadonlyMap<string, ReadonlyMap<string, number>>): ReachedSteps['outcomes'] {
  const sorted = <Value>(entries: Iterable<[string, Value]>): [string, Value][] =>
    [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted(counts).map(([type, ofType]) => [type, Object.fromEntries(sorted(ofType))]));
}
