import type { DrawnEdge, DrawnGraph, DrawnState } from '../kernel/drawn-graph.ts';
import { stepOnCopy } from '../kernel/execute.ts';
import { endingsOf } from '../kernel/interpreter.ts';
import { holdsAfter } from '../kernel/invariant.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Ending, Outcome } from '../kernel/model.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import type { Graph } from './graph.ts';

/**
 * Every state with its enabled commands, the violations, and the end of each run whose violation only its recovery shows.
 */
export function drawGraph(
  { narration, ...subject }: Pick<AnySubject, 'model' | 'narration'>,
  { policies, scope, title }: { readonly policies: Policies; readonly scope: Scope; readonly title: string },
  graph: Graph,
  violations: readonly ViolatingRun[],
): DrawnGraph {
  const model = subject.model(policies, scope);
  const states = statesOf(model, graph);
  const edges = states.flatMap((state, from) => {
    const view = model.view(state);
    return endingsFrom(model, state).map(({ command, ending }, nth): DrawnEdge => {
      const step = { before: view, command, outcome: ending.outcome, after: model.view(ending.state) };
      const violated = model.invariants
        .filter((one) => !('holds' in one) && !holdsAfter(one, step))
        .map(({ id }) => id);
      const to = graph.targetOf(graph.firstEdgeOf(from) + nth);
      return { from, to, label: labelOf(narration, command, ending.outcome), violated };
    });
  });
  const ends = violations
    .filter(({ violation }) => violation.kind !== 'invariant')
    .map(({ violation: { kind, name }, commands }) => ({
      name,
      at: endOf(model, graph, states, commands),
      says: kind === 'settled' ? `${name}, after recovery` : 'recovery does not end in time',
    }));
  const drawn = states.map((state, number): DrawnState => {
    const view = model.view(state);
    const here = [
      ...model.invariants.filter((one) => 'holds' in one),
      ...(model.recovery(state).length === 0 ? model.settled : []),
    ];
    const violated = here.filter((one) => !one.holds(view)).map(({ id }) => id);
    const shown = ends.filter(({ at, name }) => at === number && !violated.includes(name)).map(({ says }) => says);
    return { tooltip: JSON.stringify(view), violated: [...violated, ...shown] };
  });
  return { title, states: drawn, edges };
}

type AnyModel = ReturnType<AnySubject['model']>;

/** The edges from a state in the order of the graph: every ending of every command. */
function endingsFrom(model: AnyModel, state: unknown): { command: Command; ending: Ending<unknown, Outcome> }[] {
  return model
    .commands(state)
    .flatMap((command) => endingsOf(model, state, command).map((ending) => ({ command, ending })));
}

/** A state for each number of the graph, in the order of the numbers. */
function statesOf(model: AnyModel, graph: Graph): unknown[] {
  const states = [model.initial];
  for (let from = 0; from < graph.states; from += 1) {
    for (const [nth, { ending }] of endingsFrom(model, states[from]).entries()) {
      states[graph.targetOf(graph.firstEdgeOf(from) + nth)] ??= ending.state;
    }
  }
  return states;
}

/** The number of the state in which a run ends; where its commands have several endings, by those of `step`. */
function endOf(model: AnyModel, graph: Graph, states: readonly unknown[], commands: readonly Command[]): number {
  return commands.reduce((at, command) => {
    const own = stepOnCopy(model, states[at], command);
    const nth = endingsFrom(model, states[at]).findIndex(
      (edge) => sameJson(edge.command, command) && sameJson(edge.ending, own),
    );
    return graph.targetOf(graph.firstEdgeOf(at) + nth);
  }, 0);
}

function labelOf(narration: AnySubject['narration'], command: Command, outcome: Outcome): string {
  const taken = `${narration.laneOf(command)} ${narration.format(command)}`;
  const answer = narration.answer(outcome);
  return answer === '' ? taken : `${taken} → ${answer}`;
}
