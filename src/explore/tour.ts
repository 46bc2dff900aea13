import type { Graph } from './graph.ts';

/** The next edge to take, so that all edges are taken in few steps. */
export interface Tour {
  readonly left: number;
  /**
   * The edges to take from a state: an edge that is not taken yet, or the shortest way to such an edge. Empty: no way
   * exists.
   */
  next(state: number): readonly number[];
  taken(state: number, edge: number): void;
}

export function startTour(graph: Graph): Tour {
  const isTaken = new Uint8Array(graph.edges);
  const leftAt = Uint32Array.from(
    { length: graph.states },
    (_, state) => graph.firstEdgeOf(state + 1) - graph.firstEdgeOf(state),
  );
  /** The edge by which the search for the nearest untaken edge reached a state, and the number of that search. */
  const cameBy = new Int32Array(graph.states);
  const cameFrom = new Int32Array(graph.states);
  const inSearch = new Uint32Array(graph.states);
  let searches = 0;
  let left = graph.edges;

  /** Edges from a state to itself come first: they cost no detour. */
  function untakenAt(state: number): number {
    let found = -1;
    for (let edge = graph.firstEdgeOf(state); edge < graph.firstEdgeOf(state + 1); edge += 1) {
      if (isTaken[edge] === 1) continue;
      if (graph.targetOf(edge) === state) return edge;
      if (found < 0) found = edge;
    }
    return found;
  }

  function nearest(state: number): number {
    searches += 1;
    inSearch[state] = searches;
    let level = [state];
    while (level.length > 0) {
      const next: number[] = [];
      for (const from of level) {
        for (let edge = graph.firstEdgeOf(from); edge < graph.firstEdgeOf(from + 1); edge += 1) {
          const to = graph.targetOf(edge);
          if (inSearch[to] === searches) continue;
          inSearch[to] = searches;
          cameBy[to] = edge;
          cameFrom[to] = from;
          if ((leftAt[to] ?? 0) > 0) return to;
          next.push(to);
        }
      }
      level = next;
    }
    return -1;
  }

  return {
    get left() {
      return left;
    },
    next(state) {
      if ((leftAt[state] ?? 0) > 0) return [untakenAt(state)];
      const goal = nearest(state);
      const way: number[] = [];
      for (let at = goal; at >= 0 && at !== state; at = cameFrom[at] ?? -1) way.push(cameBy[at] ?? -1);
      return way.toReversed();
    },
    taken(state, edge) {
      if (isTaken[edge] === 1) return;
      isTaken[edge] = 1;
      leftAt[state] = (leftAt[state] ?? 1) - 1;
      left -= 1;
    },
  };
}
