import { writeAtomically } from '../corpus/write-atomically.ts';
import { drawGraph } from '../explore/draw-graph.ts';
import type { Graph } from '../explore/graph.ts';
import { exploreGraph, NoGraph } from '../explore/graph.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { dotOf } from '../report/dot.ts';
import { formatNumber } from '../report/numbers.ts';
import { formatSetUp } from '../report/set-up.ts';
import { UsageError } from './exit.ts';
import type { ChosenWorld } from './world.ts';

/** The largest graph that can be read, in states. */
export const mostDrawn = 1_000;

/** A file to which a graph of states will be written, once the violations are known. */
interface Drawing {
  /** Writes the file. Returns a line about the graph. Throws where the file cannot be written. */
  draw(violations: readonly ViolatingRun[]): Promise<string>;
}

/** Walks the graph, so that a graph that is too large is refused before the exploration. */
export async function prepareDrawing(
  file: string,
  [world, ...more]: readonly ChosenWorld[],
  { depth }: { readonly depth?: number },
): Promise<Drawing> {
  if (world === undefined || more.length > 0) throw new UsageError('--dot writes the graph of one subject: name it');
  if (depth !== undefined) throw new UsageError('--dot writes the whole graph: leave --depth out');
  const graph = await graphToDraw(world);
  return {
    async draw(violations) {
      const { subject, policies, scope } = world;
      const title = `${formatSetUp(subject.name, policies, scope)}: ${graph.states} states, ${graph.edges} edges`;
      const text = dotOf(drawGraph(subject, { policies, scope, title }, graph, violations));
      try {
        await writeAtomically(file, text);
      } catch (error) {
        throw new UsageError(`the graph cannot be written: ${(error as Error).message}`, { cause: error });
      }
      return `${graph.states} states and ${graph.edges} edges written to ${file}, name by name`;
    },
  };
}

async function graphToDraw({ subject, policies, scope }: ChosenWorld): Promise<Graph> {
  try {
    return await exploreGraph(subject.model(policies, scope), { maxStates: mostDrawn });
  } catch (error) {
    if (!(error instanceof NoGraph && error.because === 'maxStates')) throw error;
    const most = formatNumber(mostDrawn);
    throw new UsageError(
      `${subject.name} has more than ${most} states in this scope, name by name: too many for --dot; take a smaller one`,
    );
  }
}
