import { BadEnvironment } from '../kernel/bad-environment.ts';
import { createBreath } from '../kernel/breath.ts';
import type { Disagreement } from '../kernel/disagreement.ts';
import { disagreementOf, viewsDisagree } from '../kernel/disagreement.ts';
import { stepOnCopy } from '../kernel/execute.ts';
import type { Command, Model, Outcome, System } from '../kernel/model.ts';
import type { Graph } from './graph.ts';
import { graphOf } from './graph.ts';
import type { Tour } from './tour.ts';
import { startTour } from './tour.ts';

export interface DriveOptions {
  /** More states than this, and it refuses: `NoGraph`. */
  readonly maxStates: number;
  readonly signal?: AbortSignal;
  /** Before anything is driven, all states are reached: how many have been. */
  readonly onReached?: (states: number) => void;
  readonly onProgress?: (progress: { readonly driven: number; readonly edges: number }) => void;
}

/** A place at which model and system part, and how it was come upon. */
export interface Parting<C = Command> extends Disagreement {
  readonly kind: 'disagreement' | 'error';
  readonly commands: readonly C[];
}

export interface Driven<C = Command> {
  readonly states: number;
  readonly edges: number;
  readonly drivenEdges: number;
  /** How many commands that took, on how many fresh systems. */
  readonly steps: number;
  readonly runs: number;
  /** The first few, those come upon by the fewest commands first. */
  readonly partings: readonly Parting<C>[];
  readonly timing: { readonly seconds: number; readonly edgesPerSecond: number };
}

/** A run that is longer starts afresh: what it shows has to be made short again. */
const longestRun = 250;

/** So many partings are enough; most of them will be one bug. */
const mostPartings = 20;

/**
 * Drives every edge of a model's graph of states on a real system: every command in every state that the model can
 * reach, with outcome and view compared after each. Each edge is driven along one way to it. Throws `NoGraph`.
 */
export async function driveEdges<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  open: () => Promise<System<C, O, View>>,
  { maxStates, signal, onReached, onProgress }: DriveOptions,
): Promise<Driven<C>> {
  const startedMs = performance.now();
  const graph = await graphOf(model, {
    maxStates,
    ...(signal && { signal }),
    ...(onReached && { onProgress: onReached }),
  });
  const tour = startTour(graph);
  const partings: Parting<C>[] = [];
  let steps = 0;
  let runs = 0;
  const breathe = createBreath(() => onProgress?.({ driven: graph.edges - tour.left, edges: graph.edges }));
  const isStopped = (): boolean => signal?.aborted === true;
  while (tour.left > 0 && partings.length < mostPartings && !isStopped()) {
    const system = await open();
    runs += 1;
    try {
      const run = await driveRun(model, system, graph, tour);
      steps += run.commands.length;
      if (run.parting !== null) partings.push({ ...run.parting, commands: run.commands });
    } finally {
      await system.close();
    }
    await breathe();
  }
  const drivenEdges = graph.edges - tour.left;
  const seconds = (performance.now() - startedMs) / 1000;
  return {
    states: graph.states,
    edges: graph.edges,
    drivenEdges,
    steps,
    runs,
    partings: partings.toSorted((a, b) => a.commands.length - b.commands.length),
    timing: { seconds, edgesPerSecond: Math.round(drivenEdges / seconds) },
  };
}

type Part = Omit<Parting, 'commands'>;

/** One run on a fresh system, until there is nothing left to take from where it is, or the two sides part. */
async function driveRun<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  system: System<C, O, View>,
  graph: Graph,
  tour: Tour,
): Promise<{ readonly commands: readonly C[]; readonly parting: Part | null }> {
  const commands: C[] = [];
  let state = model.initial;
  let at = 0;
  const atFirst = viewsDisagree(model.view(state), await system.view());
  if (atFirst !== null) return { commands, parting: { ...atFirst, kind: 'disagreement' } };
  while (commands.length < longestRun) {
    const way = tour.next(at);
    if (way.length === 0) break;
    for (const edge of way) {
      const command = model.commands(state)[edge - graph.firstEdgeOf(at)];
      if (command === undefined) throw new Error(`the model ${model.name} offers less than it did in the same state`);
      const executed = stepOnCopy(model, state, command);
      commands.push(command);
      tour.taken(at, edge);
      const parting = await compare(model, system, command, executed);
      if (parting !== null) return { commands, parting };
      state = executed.state;
      at = graph.targetOf(edge);
    }
  }
  return { commands, parting: null };
}

async function compare<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  system: System<C, O, View>,
  command: C,
  { state, outcome }: { readonly state: State; readonly outcome: O },
): Promise<Part | null> {
  try {
    const onSystem = { outcome: await system.perform(command), view: await system.view() };
    const found = disagreementOf(command, { outcome, view: model.view(state) }, onSystem);
    return found === null ? null : { ...found, kind: 'disagreement' };
  } catch (error) {
    if (error instanceof BadEnvironment) throw error;
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'error', name, details: `the system threw ${name}: ${message}` };
  }
}
