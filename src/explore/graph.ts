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
  /** The state after an edge. */
  targetOf(edge: number): number;
  /**
   * The command of an edge, as its place among the commands that are enabled in its state. A command has an edge for each of
   * its endings, in the order of the endings, and the edges of a state are in the order of its commands.
   */
  commandOf(state: number, edge: number): number;
}

export interface GraphOptions {
  /** With more states the exploration is given up. */
  readonly maxStates: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (states: number) => void;
}

/** The graph is not complete: too many states, too little memory, or an interruption. */
export class NoGraph extends UserError {
  override name = 'NoGraph';
  readonly because: 'maxStates' | 'memory' | 'signal';

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
  const space = spaceOf(model, { symmetry: false, distances: false, seed: 0 });
  const visited = createVisited();
  const targets = createNumbers();
  const firstEdges = createNumbers();
  /** Of each edge; where a command has a single ending, the edges of a state are its commands. */
  const commands = model.endings === undefined ? null : createNumbers();
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
      for (const [nth, command] of model.commands(from).entries()) {
        if (yieldToEvents.isDue()) await yieldToEvents();
        for (const { state } of commands === null ? [space.step(command)] : space.endings(command)) {
          const fingerprint = space.fingerprint(state);
          let number = visited.find(fingerprint);
          if (number < 0) {
            number = visited.add(fingerprint);
            space.put(states, state, fingerprint);
          }
          targets.push(number);
          commands?.push(nth);
        }
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
    commandOf: (state, edge) => (commands === null ? edge - firstEdges.at(state) : commands.at(edge)),
  };
}
