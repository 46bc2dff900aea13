import { endingsOf } from '../kernel/interpreter.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Observation } from '../kernel/observation.ts';
import { shownOfOutcome } from '../kernel/observation.ts';
import type { Graph } from './graph.ts';

/** A state in which the world may be, and its number in the graph. */
export interface PossibleState<State> {
  readonly state: State;
  readonly number: number;
}

/** The answer of a system to a command, in terms of the model. */
export interface Answered<State, O> {
  readonly outcome: O;
  /** The states that the outcome and the view leave. */
  readonly possible: readonly State[];
}

/**
 * The places to which a command has led, and the edges by which it may have led there: those whose endings agree with the
 * answer of the system.
 */
export function follow<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  graph: Graph,
  observation: Observation<View, O>,
  from: readonly PossibleState<State>[],
  command: C,
  { outcome, possible }: Answered<State, O>,
): { readonly places: readonly PossibleState<State>[]; readonly edges: readonly number[] } {
  const places: PossibleState<State>[] = [];
  const edges: number[] = [];
  const shown = shownOfOutcome(observation, outcome);
  for (const { state: before, number } of from) {
    const nth = model.commands(before).findIndex((enabled) => sameJson(enabled, command));
    const [first] = edgesOf(graph, number, nth);
    // A state that does not enable the command leads out of the graph by it.
    if (first === undefined) continue;
    for (const [at, ending] of endingsOf(model, before, command).entries()) {
      const { state } = ending;
      if (!sameJson(shownOfOutcome(observation, ending.outcome), shown)) continue;
      if (!possible.some((one) => sameJson(one, state))) continue;
      edges.push(first + at);
      const target = graph.targetOf(first + at);
      if (!places.some((place) => place.number === target && sameJson(place.state, state)))
        places.push({ state, number: target });
    }
  }
  return { places, edges };
}

/** The edges of the nth command of a state, one for each ending. */
export function edgesOf(graph: Graph, state: number, nth: number): readonly number[] {
  const edges: number[] = [];
  for (let edge = graph.firstEdgeOf(state); edge < graph.firstEdgeOf(state + 1); edge += 1)
    if (graph.commandOf(state, edge) === nth) edges.push(edge);
  return edges;
}
