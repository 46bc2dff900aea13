import { boundFor, pathTo } from '../explore/reach.ts';
import type { ReachedGraph } from '../explore/reached-graph.ts';
import { edgesOfRun } from '../explore/reached-graph.ts';
import { stepKindOf } from '../explore/step-kinds.ts';
import type { PathStep, ReachedSteps, ReachedKind } from '../kernel/reached.ts';
import type { RunMemory } from './run-memory.ts';
import { createRunMemory } from './run-memory.ts';
import { createScopeTour } from './scope-tour.ts';

/** Leads runs to kinds of steps, and to transitions, that no run before them has taken. */
export interface Steering {
  /**
   * For the next run: a shortest path to a kind that is left, and its step, in so many commands at most; where no kind is left,
   * a tour of transitions that are left; `null`: none is left.
   * `pick`: a whole number below this one, at random.
   */
  next(longest: number, pick: (below: number) => number): readonly PathStep[] | null;
  /** Takes down the steps of a run. */
  note(run: readonly SteeredStep[]): void;
}

/** A step of a run: the command with its fault and its outcome, and the class of the state before it. */
export interface SteeredStep {
  readonly step: string;
  readonly stateClass: string;
  /** As in a path; `null` where the command is none that an exploration takes, since its values are drawn. */
  readonly by: PathStep | null;
}

/**
 * Leads each run to any of the kinds, whichever runs came before it: for runs that are generated alone, from a seed and a
 * path.
 */
export function steerAlone(reached: ReachedSteps): Steering {
  const lengthTo = pathLengths(reached);
  return {
    next(longest, pick) {
      const kinds = reached.kinds.filter((one) => lengthTo(one) <= longest);
      const kind = kinds[kinds.length === 0 ? 0 : pick(kinds.length)];
      return kind === undefined ? null : pathTo(reached, kind);
    },
    note: () => undefined,
  };
}

/**
 * Steps with an outcome of a command that no run has shown come first; then those that runs have shown in other states alone.
 * What was taken is what was generated, as the model guesses it, so that the same seed gives the same runs. A check of more
 * runs explores more (`statesToExplore`); yet the first runs are the same, since a run takes what an exploration for a check
 * that ends with it reaches. `graph`: of the whole scope, where the exploration reached the whole. `memory`: of the runs before
 * these; kinds that they have shown are not left.
 */
export function createSteering(
  reached: ReachedSteps,
  statesToExplore: (runs: number) => number,
  graph: ReachedGraph | null = null,
  memory: RunMemory = createRunMemory(),
): Steering {
  const left = new Map<string, ReachedKind>();
  const shown = new Set<string>();
  for (const kind of reached.kinds) {
    const name = stepKindOf(kind.stateClass, kind.step);
    if (memory.hasKind(name)) shown.add(kind.step);
    else left.set(name, kind);
  }
  const lengthTo = pathLengths(reached);
  const tour = graph === null ? null : createScopeTour(graph);

  function take(name: string): void {
    if (left.delete(name)) memory.addKind(name);
  }

  function tourFrom(longest: number, pick: (below: number) => number): readonly PathStep[] | null {
    if (graph === null || boundFor(graph.states, graph.edges) >= statesToExplore(memory.runs + 1)) return null;
    return tour?.next(longest, pick)?.map((edge) => graph.stepOfEdge(edge)) ?? null;
  }

  return {
    next(longest, pick) {
      const isInReach = (kind: ReachedKind): boolean =>
        kind.at < statesToExplore(memory.runs + 1) && lengthTo(kind) <= longest;
      const kinds = [...left].filter(([, kind]) => isInReach(kind));
      const fresh = kinds.filter(([, { step }]) => !shown.has(step));
      const choices = fresh.length > 0 ? fresh : kinds;
      const chosen = choices[choices.length === 0 ? 0 : pick(choices.length)];
      if (chosen === undefined) return tourFrom(longest, pick);
      const [name, kind] = chosen;
      // A path that a system or a drawn value does not follow is tried once.
      take(name);
      return pathTo(reached, kind);
    },
    note(run) {
      memory.endRun();
      if (graph !== null)
        tour?.note(
          edgesOfRun(
            graph,
            run.map(({ by }) => by),
          ),
        );
      for (const { step, stateClass } of run) {
        shown.add(step);
        take(stepKindOf(stateClass, step));
      }
    },
  };
}

/** How many commands lead to a kind of step and through it. */
function pathLengths({ ways }: ReachedSteps): (kind: ReachedKind) => number {
  // A way comes after the way to the state before it.
  const lengths = [0];
  for (const [before] of ways.slice(1)) lengths.push((lengths[before] ?? 0) + 1);
  return ({ from }) => (lengths[from] ?? 0) + 1;
}
