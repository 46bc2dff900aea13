import { createYield, finish } from '../kernel/event-loop.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { UserError } from '../kernel/user-error.ts';
import { auditSteps } from './audit-steps.ts';
import { createFrontier } from './frontier.ts';
import { isHeapFull, isMachineFull, isOutOfMemory, moreMemory } from './memory.ts';
import { createNumbers } from './numbers.ts';
import { spaceOf } from './space.ts';
import { createVisited } from './visited.ts';

/**
 * The graph of a model's states, without reductions of names and deadlines, so that a state always enables the same
 * commands. States are numbered as they are reached; the initial state is 0.
 */
export interface Graph {
  readonly states: number;
  readonly edges: number;
  /** The first edge from a state; the edge after its last is the first of the next state. Edges are numbered. */
  firstEdgeOf(state: number): number;
  /** The state after an edge. The nth edge from a state is the nth command that is enabled there. */
  targetOf(edge: number): number;
}

export interface GraphOptions {
  /** With more states the exploration is given up. */
  readonly maxStates: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (states: number) => void;
}

/** The graph is not complete: too many states, too little memory, an interruption, or commands with several endings. */
export class NoGraph extends UserError {
  override name = 'NoGraph';
  readonly because: 'maxStates' | 'memory' | 'signal' | 'endings';

  constructor(because: NoGraph['because'], message: string) {
    super(message);
    this.because = because;
  }
}

/** So many states are looked at twice: is the model a function of its state? */
const alwaysAudited = 500;

/** Reaches every state and takes every command. Throws `NoGraph` and `UnsoundModel`. */
export async function exploreGraph<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { maxStates, signal, onProgress }: GraphOptions,
): Promise<Graph> {
  if (model.endings !== undefined)
    throw new NoGraph(
      'endings',
      `the model ${model.name} lists several endings of a command, so the system chooses the transitions; check drives them at random`,
    );
  const space = spaceOf(model, { symmetry: false, distances: false, seed: 0 });
  const visited = createVisited();
  const targets = createNumbers();
  const firstEdges = createNumbers();
  const states = createFrontier();
  const outOfMemoryMessage = `there is not enough memory for its graph of states; ${moreMemory}`;
  const yieldToEvents = createYield(() => {
    onProgress?.(visited.size);
    if (signal?.aborted === true) throw new NoGraph('signal', 'stopped before its graph of states was whole');
    if (isMachineFull(0) || isHeapFull()) throw new NoGraph('memory', outOfMemoryMessage);
  });
  visited.add(space.held());
  space.put(states, space.initial, space.held());
  try {
    while (states.size > 0) {
      await yieldToEvents();
      firstEdges.push(targets.length);
      const from = space.take(states);
      if (firstEdges.length <= alwaysAudited) await finish(auditSteps(model, space, from), yieldToEvents);
      for (const command of model.commands(from)) {
        if (yieldToEvents.isDue()) await yieldToEvents();
        const { state } = space.step(command);
        const fingerprint = space.fingerprint(state);
        let number = visited.find(fingerprint);
        if (number < 0) {
          number = visited.add(fingerprint);
          space.put(states, state, fingerprint);
        }
        targets.push(number);
      }
      if (visited.size > maxStates)
        throw new NoGraph('maxStates', `more than ${maxStates.toLocaleString('en')} states; take a smaller scope`);
    }
  } catch (error) {
    throw isOutOfMemory(error) ? new NoGraph('memory', outOfMemoryMessage) : error;
  }
  firstEdges.push(targets.length);
  return {
    states: visited.size,
    edges: targets.length,
    firstEdgeOf: (state) => firstEdges.at(state),
    targetOf: (edge) => targets.at(edge),
  };
}
