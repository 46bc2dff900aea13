import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GraphToTour as Graph } from '../../src/explore/tour.ts';
import { startTour } from '../../src/explore/tour.ts';

/** Each list: the states to which the edges from the state with that number lead. */
function graphOf(...ways: readonly (readonly number[])[]): Graph {
  const targets = ways.flat();
  const firstEdges = ways.map((_, state) => ways.slice(0, state).flat().length);
  return {
    states: ways.length,
    edges: targets.length,
    firstEdgeOf: (state) => firstEdges[state] ?? targets.length,
    targetOf: (edge) => targets[edge] ?? -1,
  };
}

describe('from a state with edges left, a tour takes', () => {
  test('the first of them, and then the others', () => {
    const tour = startTour(graphOf([1, 2], [0, 3], [], []));
    expect(tour.next(0)).toEqual([0]);
    tour.taken(0, 0);
    expect(tour.next(0)).toEqual([1]);
    expect(tour.next(1)).toEqual([2]);
    tour.taken(1, 2);
    expect(tour.next(1)).toEqual([3]);
  });

  test('one that stays in the state before those that leave it', () => {
    const tour = startTour(graphOf([1, 0, 0], [1]));
    const order: number[] = [];
    for (let left = tour.left; left > 1; left -= 1) {
      const [edge = -1] = tour.next(0);
      order.push(edge);
      tour.taken(0, edge);
    }
    expect(order).toEqual([1, 2, 0]);
  });
});

describe('from a state without an edge left, a tour goes', () => {
  /** A tour on which all edges but these are taken. */
  function tourWith(left: readonly number[], ...ways: readonly (readonly number[])[]): ReturnType<typeof startTour> {
    const graph = graphOf(...ways);
    const tour = startTour(graph);
    for (let state = 0; state < graph.states; state += 1)
      for (let edge = graph.firstEdgeOf(state); edge < graph.firstEdgeOf(state + 1); edge += 1)
        if (!left.includes(edge)) tour.taken(state, edge);
    expect(tour.left).toBe(left.length);
    return tour;
  }

  test('the shortest way to a state with an edge left, and the same way each time', () => {
    // From 0 a long way by 1, 2 and 3 to 4, and a shorter one by 5.
    const tour = tourWith([5], [1, 5], [2], [3], [4], [0], [0, 4]);
    for (let times = 0; times < 2; times += 1) expect(tour.next(0)).toEqual([1, 7]);
    expect(tour.next(3)).toEqual([4]);
  });

  test('through the first state, and past those that it has seen', () => {
    const tour = tourWith([4], [2, 1], [0], [0, 3], [3]);
    expect(tour.next(1)).toEqual([2, 0]);
  });

  test('nowhere where none is left that it can reach', () => {
    // State 2 has an edge left, and no edge leads there from 0 and 1; those of 1 stand before it.
    const tour = tourWith([3], [1, 0], [0], [3], [3]);
    expect([tour.next(0), tour.next(1), tour.next(3)]).toEqual([[], [], []]);
    expect(tour.next(2)).toEqual([3]);
  });

  test('not to the next state in the order of their numbers, to which no edge leads', () => {
    const tour = tourWith([2], [0], [2], [1]);
    expect(tour.next(0)).toEqual([]);
  });
});

test('an edge that is taken twice counts once', () => {
  const tour = startTour(graphOf([0, 1], [0]));
  for (let times = 0; times < 3; times += 1) tour.taken(0, 0);
  expect([tour.left, tour.next(0)]).toEqual([2, [1]]);
  tour.taken(0, 1);
  tour.taken(1, 2);
  expect([tour.left, tour.next(0), tour.next(1)]).toEqual([0, [], []]);
});

describe('on any graph, until no way is left from the first state,', () => {
  const waysOfAGraph = fc
    .integer({ min: 1, max: 9 })
    .chain((states) =>
      fc.array(fc.array(fc.nat({ max: states - 1 }), { maxLength: 4 }), { minLength: states, maxLength: states }),
    );

  /** The number of edges from a state to the nearest state with an edge left, breadth first. */
  function distance(graph: Graph, left: ReadonlySet<number>, from: number, blocked: ReadonlySet<number>): number {
    const seen = new Set([from]);
    let level = [from];
    for (let length = 0; level.length > 0; length += 1) {
      const edges = level.flatMap((state) => edgesOf(graph, state));
      if (edges.some((edge) => left.has(edge))) return length;
      const open = edges.filter((edge) => !blocked.has(edge));
      level = [...new Set(open.map((edge) => graph.targetOf(edge)))].filter((state) => !seen.has(state));
      for (const state of level) seen.add(state);
    }
    return Infinity;
  }

  function edgesOf(graph: Graph, state: number): number[] {
    const first = graph.firstEdgeOf(state);
    return Array.from({ length: graph.firstEdgeOf(state + 1) - first }, (_, index) => first + index);
  }

  test('each way is a shortest one along edges that are not blocked', () => {
    fc.assert(
      fc.property(waysOfAGraph, fc.array(fc.nat({ max: 20 })), fc.array(fc.nat()), (ways, restarts, toBlock) => {
        const graph = graphOf(...ways);
        const tour = startTour(graph);
        const left = new Set(Array.from({ length: graph.edges }, (_, edge) => edge));
        const blocked = new Set<number>();
        let at = 0;
        for (let ended = 0; ended < 2;) {
          const edgeToBlock = graph.edges === 0 ? undefined : toBlock.pop();
          if (edgeToBlock !== undefined) {
            blocked.add(edgeToBlock % graph.edges);
            tour.block(edgeToBlock % graph.edges);
          }
          // A run is ended early now and then, as one is that became long.
          if (restarts.pop() === 0) at = 0;
          const way = tour.next(at);
          const length = distance(graph, left, at, blocked);
          expect(way).toHaveLength(length === Infinity ? 0 : Math.max(1, length));
          ended = way.length === 0 ? ended + 1 : 0;
          if (way.length === 0) at = 0;
          for (const edge of way) {
            expect(edgesOf(graph, at)).toContain(edge);
            tour.taken(at, edge);
            left.delete(edge);
            at = graph.targetOf(edge);
          }
          expect(tour.left).toBe(left.size);
        }
        expect(distance(graph, left, 0, blocked)).toBe(Infinity);
      }),
      { numRuns: 300 },
    );
  });
});
