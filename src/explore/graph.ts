import type { Command, Model, Outcome } from '../kernel/model.ts';
import { spaceOf } from './space.ts';
import { createVisited } from './visited.ts';

/** The graph of a model's states, name by name and deadline by deadline, so that what is on offer is the same wherever a state is one: states are numbered as they are reached, the initial one is 0. */
export interface Graph {
  readonly states: number;
  readonly edges: number;
  /** The first edge that leaves a state; the one after its last is the first of the next state. Edges are numbered. */
  firstEdgeOf(state: number): number;
  /** The state that an edge leads to. The nth edge that leaves a state is the nth command that the model offers there. */
  targetOf(edge: number): number;
}

/** Reaches every state and takes every command. Throws where there are more states than asked for. */
export function graphOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { maxStates }: { readonly maxStates: number },
): Graph {
  const space = spaceOf(model, { symmetry: false, distances: false, seed: 0 });
  const visited = createVisited();
  const targets: number[] = [];
  const firstEdges: number[] = [];
  visited.add(space.held());
  let level = [space.initial];
  while (level.length > 0) {
    const next: State[] = [];
    for (const from of level) {
      firstEdges.push(targets.length);
      space.hold(from);
      for (const command of model.commands(from)) {
        const { state } = space.step(command);
        const print = space.print(state);
        let number = visited.find(print);
        if (number < 0) {
          number = visited.add(print);
          next.push(state);
        }
        targets.push(number);
      }
      if (visited.size > maxStates) {
        throw new RangeError(`more than ${maxStates} states: too many to drive every edge; take a smaller scope`);
      }
    }
    level = next;
  }
  firstEdges.push(targets.length);
  return {
    states: visited.size,
    edges: targets.length,
    firstEdgeOf: (state) => firstEdges[state] ?? targets.length,
    targetOf: (edge) => targets[edge] ?? 0,
  };
}
