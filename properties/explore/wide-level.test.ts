import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { exploreGraph } from '../../src/explore/graph.ts';
import { startTour } from '../../src/explore/tour.ts';
import { grid } from './known-models.ts';

/** Levels of more than 65,536 states. */
const size = 257;
const cells = size ** 2;
const source = {
  module: new URL('known-models.ts', import.meta.url).href,
  exportName: 'grids',
  policies: {},
  scope: { size },
};

describe('a level of more than 65,536 states loses none of them', () => {
  test.each([1, 2])('explored by %i threads', async (threads) => {
    const found = await explore(grid(size), { threads, source });
    expect(found).toMatchObject({
      statesPerDepth: [1, size, cells, cells],
      generatedStates: 1 + size + 2 * cells,
      outcomes: { row: { done: size }, column: { done: cells }, finish: { done: cells } },
      isComplete: true,
    });
  });

  test('in the graph of states, and on the tour of its edges', async () => {
    const graph = await exploreGraph(grid(size), { maxStates: 1e6 });
    expect([graph.states, graph.edges]).toEqual([1 + size + 2 * cells, size + 2 * cells]);
    // Each edge leads to a state of its own, in the order in which states were reached.
    const targets = new Set(Array.from({ length: graph.edges }, (_, edge) => graph.targetOf(edge)));
    expect(targets.size).toBe(graph.edges);
    const last = graph.states - 1;
    expect([graph.targetOf(graph.edges - 1), graph.firstEdgeOf(last), graph.firstEdgeOf(last + 1)]).toEqual([
      last,
      graph.edges,
      graph.edges,
    ]);
    expect(startTour(graph).left).toBe(graph.edges);
  });
});
