import type { Graph } from './graph.ts';

/** The next edge to take, so that all edges are taken in few steps. */
export interface Tour {
  readonly left: number;
  /** How many edges from a state are not taken yet. */
  leftAt(state: number): number;
  /**
   * The edges to take from a state: an edge that is not taken yet, or the shortest way to a state with such an edge. Empty:
   * no way exists.
   */
  next(state: number): readonly number[];
  taken(state: number, edge: number): void;
  /** The tour plans no way by this edge any more: a system does not take it. */
  block(edge: number): void;
}

/** What a tour needs of a graph. */
export type GraphToTour = Omit<Graph, 'commandOf'>;

const unreachable = 0xffff_ffff;

/**
 * The way to the nearest state with an edge left is found by distance labels, as in the shortest augmenting paths of maximum
 * flow (Ahuja and Orlin, Naval Research Logistics, 1991): each state has a lower bound of its distance, which is raised where
 * no next state has the bound below it. Bounds only rise, as the distances do, so that a whole tour scans the edges of a state
 * once for each value of its bound.
 */
export function startTour(graph: GraphToTour): Tour {
  const isTaken = new Uint8Array(graph.edges);
  /** Without some edges the distances are longer, so that the bounds stay lower bounds. */
  const isBlocked = new Uint8Array(graph.edges);
  const leftAt = Uint32Array.from(
    { length: graph.states },
    (_, state) => graph.firstEdgeOf(state + 1) - graph.firstEdgeOf(state),
  );
  /** A lower bound of the number of edges from a state to the nearest state with an edge left. */
  const bounds = new Uint32Array(graph.states);
  /** The number of states with each bound. */
  const counts = new Uint32Array(graph.states);
  counts[0] = graph.states;
  /** The edges of a state before this one lead to no state with the bound below. Set when the bound is raised. */
  const scannedTo = new Uint32Array(graph.states);
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

  const boundOf = (state: number): number => bounds[state] ?? unreachable;

  /** The first edge that leads to a state with the bound below. */
  function edgeDown(state: number): number {
    const end = graph.firstEdgeOf(state + 1);
    for (let edge = scannedTo[state] ?? end; edge < end; edge += 1) {
      if (isBlocked[edge] === 1 || boundOf(graph.targetOf(edge)) + 1 !== boundOf(state)) continue;
      scannedTo[state] = edge;
      return edge;
    }
    return -1;
  }

  function raise(state: number): void {
    const before = boundOf(state);
    let least = unreachable;
    for (let edge = graph.firstEdgeOf(state); edge < graph.firstEdgeOf(state + 1); edge += 1)
      if (isBlocked[edge] !== 1) least = Math.min(least, boundOf(graph.targetOf(edge)));
    scannedTo[state] = graph.firstEdgeOf(state);
    setBound(state, least === unreachable ? unreachable : least + 1);
    // An edge goes down by one at most: from above a bound that no state has, no way leads below it.
    if (counts[before] === 0)
      for (let other = 0; other < graph.states; other += 1) if (boundOf(other) > before) setBound(other, unreachable);
  }

  /** States without a way are not counted: their bound lies beyond the table. */
  function setBound(state: number, bound: number): void {
    const before = boundOf(state);
    counts[before] = (counts[before] ?? 0) - 1;
    counts[bound] = (counts[bound] ?? 0) + 1;
    bounds[state] = bound;
  }

  function wayFrom(state: number): readonly number[] {
    const way: number[] = [];
    const passed: number[] = [];
    for (let at = state; leftAt[at] === 0; at = passed.at(-1) ?? state) {
      if (boundOf(state) === unreachable) return [];
      const edge = edgeDown(at);
      if (edge >= 0) {
        way.push(edge);
        passed.push(graph.targetOf(edge));
        continue;
      }
      raise(at);
      way.pop();
      passed.pop();
    }
    return way;
  }

  return {
    get left() {
      return left;
    },
    leftAt: (state) => leftAt[state] ?? 0,
    next(state) {
      return (leftAt[state] ?? 0) > 0 ? [untakenAt(state)] : wayFrom(state);
    },
    taken(state, edge) {
      if (isTaken[edge] === 1) return;
      isTaken[edge] = 1;
      leftAt[state] = (leftAt[state] ?? 1) - 1;
      left -= 1;
    },
    block(edge) {
      isBlocked[edge] = 1;
    },
  };
}
