import type { ReachedGraph } from '../explore/reached-graph.ts';
import { shortestWays } from '../explore/reached-graph.ts';
import { startTour } from '../explore/tour.ts';

/** Leads runs to the transitions of a whole scope that no run before them has taken. */
export interface ScopeTour {
  /**
   * For the next run: a shortest way to a transition that is left, and from there on to the nearest ones, as edges, so many at
   * most; `null`: none is left so near. `pick`: a whole number below this one, at random.
   */
  next(longest: number, pick: (below: number) => number): readonly number[] | null;
  /** Takes down the edges of a run. */
  note(edges: readonly number[]): void;
}

export function createScopeTour(graph: ReachedGraph): ScopeTour {
  const tour = startTour(graph);
  const { lastEdges, depths } = shortestWays(graph);
  /** How many states are less deep than this. States are numbered by their depth. */
  const within = new Map<number, number>();

  function statesWithin(depth: number): number {
    let states = within.get(depth);
    if (states === undefined) {
      const first = depths.findIndex((one) => one >= depth);
      within.set(depth, (states = first < 0 ? graph.states : first));
    }
    return states;
  }

  /** The first state with an edge left, from a random state on; −1: none. */
  function pickState(states: number, pick: (below: number) => number): number {
    const begin = states === 0 ? 0 : pick(states);
    for (let nth = 0; nth < states; nth += 1) {
      const state = (begin + nth) % states;
      if (tour.leftAt(state) > 0) return state;
    }
    return -1;
  }

  function wayTo(state: number): number[] {
    const way: number[] = [];
    for (let at = state; at !== 0; at = graph.sourceOf(way.at(-1) ?? 0)) way.push(lastEdges[at] ?? 0);
    return way.toReversed();
  }

  function note(edges: readonly number[]): void {
    for (const edge of edges) tour.taken(graph.sourceOf(edge), edge);
  }

  return {
    next(longest, pick) {
      if (tour.left === 0) return null;
      const chosen = pickState(statesWithin(longest), pick);
      if (chosen < 0) return null;
      const run = wayTo(chosen);
      note(run);
      for (let at = chosen; ; at = graph.targetOf(run.at(-1) ?? 0)) {
        const way = tour.next(at);
        if (way.length === 0 || run.length + way.length > longest) return run;
        run.push(...way);
        // An edge that a system or a drawn value does not follow is tried once.
        note(way);
      }
    },
    note,
  };
}
