import type { PathStep, ReachedSteps } from '../kernel/reached.ts';
import { createNumbers } from './numbers.ts';
import type { GraphToTour } from './tour.ts';

/**
 * The transitions of a whole scope, as the edges of a graph. States are numbered as they are reached, those nearest to the
 * initial state first; the initial state is 0.
 */
export interface ReachedGraph extends GraphToTour {
  /** The state before an edge. */
  sourceOf(edge: number): number;
  /** The edge of a command and its ending from a state; −1 where the exploration did not take this command. */
  edgeOf(state: number, step: PathStep): number;
  /** The command of an edge, and its ending. */
  stepOfEdge(edge: number): PathStep;
}

/** The graph of an exploration that reached the whole scope. */
export function graphOfTransitions(transitions: NonNullable<ReachedSteps['transitions']>): ReachedGraph {
  const firstEdges = createNumbers();
  const sources = createNumbers();
  const targets = createNumbers();
  const commands = createNumbers();
  const endings = createNumbers();
  for (const [state, ofState] of transitions.entries()) {
    firstEdges.push(targets.length);
    for (const [nth, after] of ofState.entries())
      for (const [ending, target] of (typeof after === 'number' ? [after] : (after ?? [])).entries()) {
        sources.push(state);
        targets.push(target);
        commands.push(nth);
        endings.push(ending);
      }
  }
  firstEdges.push(targets.length);
  return {
    states: transitions.length,
    edges: targets.length,
    firstEdgeOf: (state) => firstEdges.at(state),
    sourceOf: (edge) => sources.at(edge),
    targetOf: (edge) => targets.at(edge),
    edgeOf(state, [nth, ending]) {
      const end = firstEdges.at(state + 1);
      for (let edge = firstEdges.at(state); edge < end; edge += 1)
        if (commands.at(edge) === nth && endings.at(edge) === ending) return edge;
      return -1;
    },
    stepOfEdge: (edge) => [commands.at(edge), endings.at(edge)],
  };
}

/** The edges of a run from the initial state, up to its first step that is `null` or not in the graph. */
export function edgesOfRun(graph: ReachedGraph, run: readonly (PathStep | null)[]): number[] {
  const edges: number[] = [];
  let state = 0;
  for (const step of run) {
    const edge = step === null ? -1 : graph.edgeOf(state, step);
    if (edge < 0) break;
    edges.push(edge);
    state = graph.targetOf(edge);
  }
  return edges;
}

/** Of each state: the last edge of a shortest way from the initial state to it, and the number of edges of the way. */
export function shortestWays(graph: ReachedGraph): { readonly lastEdges: Int32Array; readonly depths: Int32Array } {
  const lastEdges = new Int32Array(graph.states).fill(-1);
  const depths = new Int32Array(graph.states);
  // A state is reached first by an edge of the first state that has an edge to it.
  for (let edge = 0; edge < graph.edges; edge += 1) {
    const target = graph.targetOf(edge);
    if (target === 0 || lastEdges[target] !== -1) continue;
    lastEdges[target] = edge;
    depths[target] = (depths[graph.sourceOf(edge)] ?? 0) + 1;
  }
  return { lastEdges, depths };
}
