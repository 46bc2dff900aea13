import type { DrawnEdge, DrawnGraph, DrawnState } from '../kernel/drawn-graph.ts';
import { stepOnCopy } from '../kernel/execute.ts';
import { holdsAfter } from '../kernel/invariant.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
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
  const edges = states.flatMap((state, from) =>
    model.commands(state).map((command, nth): DrawnEdge => {
      const after = stepOnCopy(model, state, command);
      const [before, then] = [model.view(state), model.view(after.state)];
      const step = { before, command, outcome: after.outcome, after: then };
      const violated = model.invariants
        .filter((one) => !('holds' in one) && !holdsAfter(one, step))
        .map(({ id }) => id);
      const to = graph.targetOf(graph.firstEdgeOf(from) + nth);
      return { from, to, label: labelOf(narration, command, after.outcome), violated };
    }),
  );
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

/** A state for each number of the graph, in the order of the numbers. */
function statesOf(model: AnyModel, graph: Graph): unknown[] {
  const states = [model.initial];
  for (let from = 0; from < graph.states; from += 1) {
    for (const [nth, command] of model.commands(states[from]).entries()) {
      states[graph.targetOf(graph.firstEdgeOf(from) + nth)] ??= stepOnCopy(model, states[from], command).state;
    }
  }
  return states;
}

/** The number of the state in which a run ends. */
function endOf(model: AnyModel, graph: Graph, states: readonly unknown[], commands: readonly Command[]): number {
  return commands.reduce((at, command) => {
    const nth = model.commands(states[at]).findIndex((enabled) => sameJson(enabled, command));
    return graph.targetOf(graph.firstEdgeOf(at) + nth);
  }, 0);
}

function labelOf(narration: AnySubject['narration'], command: Command, outcome: Outcome): string {
  const taken = `${narration.laneOf(command)} ${narration.format(command)}`;
  const answer = narration.answer(outcome);
  return answer === '' ? taken : `${taken} → ${answer}`;
}
