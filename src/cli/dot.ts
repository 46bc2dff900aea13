import { writeFileSync } from 'node:fs';
import type { ShortestViolation } from '../explore/result.ts';
import type { Graph } from '../explore/graph.ts';
import { graphOf, NoGraph } from '../explore/graph.ts';
import { stepOnCopy } from '../kernel/execute.ts';
import { holdsAfter } from '../kernel/invariant.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { DotEdge, DotGraph, DotState } from '../report/dot.ts';
import { dotOf } from '../report/dot.ts';
import { formatNumber } from '../report/numbers.ts';
import { formatSetUp } from '../report/set-up.ts';
import { UsageError } from './exit.ts';
import type { World } from './world.ts';

/** More than this nobody can look at. */
const mostStates = 1_000;

/** A file to which a graph of states will be written, once it is known what falls. */
interface Drawing {
  /** Says what was written. Throws where the file cannot be. */
  draw(violations: readonly ShortestViolation[]): string;
}

/** Goes through the graph, so that what is too large to be looked at is refused before anything is done. */
export async function prepareDrawing(
  file: string,
  [world, ...more]: readonly World[],
  { depth }: { readonly depth?: number },
): Promise<Drawing> {
  if (world === undefined || more.length > 0) throw new UsageError('--dot writes the graph of one subject: name it');
  if (depth !== undefined) throw new UsageError('--dot writes the whole graph: leave --depth out');
  const graph = await graphToDraw(world);
  return {
    draw(violations) {
      const text = dotOf(drawGraph(world, graph, violations));
      try {
        writeFileSync(file, text);
      } catch (error) {
        throw new UsageError(`the graph cannot be written: ${(error as Error).message}`);
      }
      return `${graph.states} states and ${graph.edges} edges written to ${file}, name by name`;
    },
  };
}

async function graphToDraw({ subject, policies, scope }: World): Promise<Graph> {
  try {
    return await graphOf(subject.model(policies, scope), { maxStates: mostStates });
  } catch (error) {
    if (!(error instanceof NoGraph && error.because === 'maxStates')) throw error;
    const most = formatNumber(mostStates);
    throw new UsageError(
      `${subject.name} has more than ${most} states in this scope, name by name: too many for --dot; take a smaller one`,
    );
  }
}

/** Every state and every command on offer there, with what falls, and where each shortest run ends that only recovery shows. */
function drawGraph(world: World, graph: Graph, violations: readonly ShortestViolation[]): DotGraph {
  const { subject, policies, scope } = world;
  const model = subject.model(policies, scope);
  const states = statesOf(model, graph);
  const edges = states.flatMap((state, from) =>
    model.commands(state).map((command, nth): DotEdge => {
      const after = stepOnCopy(model, state, command);
      const [before, then] = [model.view(state), model.view(after.state)];
      const step = { before, command, outcome: after.outcome, after: then };
      const fallen = model.invariants.filter((one) => !('holds' in one) && !holdsAfter(one, step)).map(({ id }) => id);
      const to = graph.targetOf(graph.firstEdgeOf(from) + nth);
      return { from, to, label: labelOf(subject.narration, command, after.outcome), fallen };
    }),
  );
  const ends = violations
    .filter(({ kind }) => kind !== 'invariant')
    .map(({ kind, name, commands }) => ({
      name,
      at: endOf(model, graph, states, commands),
      says: kind === 'settled' ? `${name}, after recovery` : 'recovery does not end in time',
    }));
  const drawn = states.map((state, number): DotState => {
    const view = model.view(state);
    const here = [
      ...model.invariants.filter((one) => 'holds' in one),
      ...(model.recovery(state).length === 0 ? model.settled : []),
    ];
    const fallen = here.filter((one) => !one.holds(view)).map(({ id }) => id);
    const shown = ends.filter(({ at, name }) => at === number && !fallen.includes(name)).map(({ says }) => says);
    return { tooltip: JSON.stringify(view), fallen: [...fallen, ...shown] };
  });
  const title = `${formatSetUp(subject.name, policies, scope)}: ${graph.states} states, ${graph.edges} edges`;
  return { title, states: drawn, edges };
}

type AnyModel = ReturnType<World['subject']['model']>;

/** One of each of the graph's states, in the order of their numbers. */
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
    const nth = model.commands(states[at]).findIndex((offered) => sameJson(offered, command));
    return graph.targetOf(graph.firstEdgeOf(at) + nth);
  }, 0);
}

function labelOf(narration: World['subject']['narration'], command: Command, outcome: Outcome): string {
  const told = `${narration.laneOf(command)} ${narration.tell(command)}`;
  const answer = narration.answer(outcome);
  return answer === '' ? told : `${told} → ${answer}`;
}
