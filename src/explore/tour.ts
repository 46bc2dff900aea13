import type { Graph } from './graph.ts';

/** Which edge to take next, so that all are taken in as few steps as it can find. */
export interface Tour {
  readonly left: number;
  /** The edges to take from a state: one that was not taken yet, or the shortest way to one. Empty: there is none from here. */
  next(state: number): readonly number[];
  taken(state: number, edge: number): void;
}

export function startTour(graph: Graph): Tour {
  const isTaken = new Uint8Array(graph.edges);
  const leftAt = Uint32Array.from(
    { length: graph.states },
    (_, state) => graph.firstEdgeOf(state + 1) - graph.firstEdgeOf(state),
  );
  /** The edge by which the search for the nearest one came to a state, and in which search that was. */
  const cameBy = new Int32Array(graph.states);
  const cameFrom = new Int32Array(graph.states);
  const inSearch = new Uint32Array(graph.states);
  let searches = 0;
  let left = graph.edges;

  /** Edges that stay where they start first: they cost nothing. */
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
