import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exploreGraph } from '../../src/explore/graph.ts';
import { reachNow } from '../../src/explore/reach.ts';
import type { ReachedGraph } from '../../src/explore/reached-graph.ts';
import { edgesOfRun, graphOfTransitions, shortestWays } from '../../src/explore/reached-graph.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { openModelOfTable } from './open-models.ts';
import { modelOfTable, modelTables } from './random-models.ts';

type AnyModel = Model<unknown, Command, Outcome, unknown>;

function graphOf(model: AnyModel, takes: (command: Command) => boolean = () => true): ReachedGraph {
  const { transitions } = reachNow(model, { maxStates: 10_000, takes });
  if (transitions === null) throw new Error('the exploration is not whole');
  return graphOfTransitions(transitions);
}

const edgesFrom = (graph: Pick<ReachedGraph, 'firstEdgeOf'>, state: number): number[] =>
  Array.from(
    { length: graph.firstEdgeOf(state + 1) - graph.firstEdgeOf(state) },
    (_, nth) => graph.firstEdgeOf(state) + nth,
  );

const models = [
  ['closed', modelOfTable],
  ['open', openModelOfTable],
] as const;

describe('the graph of an exploration that reached the whole scope', () => {
  test.each(models)('has every state and every transition of %s models', async (_, modelOf) => {
    await fc.assert(
      fc.asyncProperty(modelTables(12), async (table) => {
        const model = modelOf(table) as unknown as AnyModel;
        const graph = graphOf(model);
        const whole = await exploreGraph(model, { maxStates: 10_000 });
        expect({ states: graph.states, edges: graph.edges }).toEqual({ states: whole.states, edges: whole.edges });
        for (let state = 0; state < whole.states; state += 1) {
          expect(edgesFrom(graph, state)).toEqual(edgesFrom(whole, state));
          for (const edge of edgesFrom(whole, state)) {
            expect([graph.sourceOf(edge), graph.targetOf(edge)]).toEqual([state, whole.targetOf(edge)]);
            expect(graph.stepOfEdge(edge)[0]).toBe(whole.commandOf(state, edge));
            expect(graph.edgeOf(state, graph.stepOfEdge(edge))).toBe(edge);
          }
        }
      }),
    );
  });

  test.each(models)('lacks the commands that are never taken, of %s models', (_, modelOf) => {
    fc.assert(
      fc.property(modelTables(12), (table) => {
        const model = modelOf(table) as unknown as AnyModel;
        const graph = graphOf(model, ({ type }) => type !== 'jump');
        const without = {
          ...model,
          commands: (state: unknown) => model.commands(state).filter(({ type }) => type !== 'jump'),
        };
        const { states, edges } = graphOf(without);
        expect({ states: graph.states, edges: graph.edges }).toEqual({ states, edges });
        const jump = model.commands(model.initial).findIndex(({ type }) => type === 'jump');
        expect(graph.edgeOf(0, [jump, 0])).toBe(-1);
      }),
    );
  });

  test('has a shortest way to every state', () => {
    fc.assert(
      fc.property(modelTables(12), (table) => {
        const graph = graphOf(modelOfTable(table));
        const { lastEdges, depths } = shortestWays(graph);
        expect(depths[0]).toBe(0);
        for (let state = 1; state < graph.states; state += 1) {
          const before = edgesTo(graph, state).map((edge) => depths[graph.sourceOf(edge)] ?? 0);
          expect(depths[state]).toBe(Math.min(...before) + 1);
          expect(graph.targetOf(lastEdges[state] ?? -1)).toBe(state);
          expect(depths[graph.sourceOf(lastEdges[state] ?? -1)]).toBe((depths[state] ?? 0) - 1);
        }
      }),
    );
  });

  test('follows a run up to its first step that it does not have', () => {
    const graph = graphOfTransitions([[1, null, [0, 1]], [0]]);
    expect(graph.edges).toBe(4);
    expect(edgesOfRun(graph, [])).toEqual([]);
    expect(
      edgesOfRun(graph, [
        [2, 0],
        [2, 1],
        [0, 0],
        [0, 0],
      ]),
    ).toEqual([1, 2, 3, 0]);
    expect(edgesOfRun(graph, [[0, 0], [1, 0], null])).toEqual([0]);
    expect(edgesOfRun(graph, [[1, 0]])).toEqual([]);
    expect(edgesOfRun(graph, [null, [0, 0]])).toEqual([]);
  });
});

function edgesTo(graph: ReachedGraph, state: number): number[] {
  return Array.from({ length: graph.edges }, (_, edge) => edge).filter((edge) => graph.targetOf(edge) === state);
}
