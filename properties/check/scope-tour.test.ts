import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createScopeTour } from '../../src/check/scope-tour.ts';
import { reachNow } from '../../src/explore/reach.ts';
import type { ReachedGraph } from '../../src/explore/reached-graph.ts';
import { graphOfTransitions, shortestWays } from '../../src/explore/reached-graph.ts';
import { modelOfTable, modelTables } from '../explore/random-models.ts';

/** Two transitions from the initial state, and a line of three states behind the second. */
const line = graphOfTransitions([[0, 1], [2], [3], [3]]);

const first = (): number => 0;
const last = (below: number): number => below - 1;

const graphs = modelTables(12).map((table) => {
  const { transitions } = reachNow(modelOfTable(table), { maxStates: 10_000 });
  return graphOfTransitions(transitions ?? []);
});

/** The edges within so many commands of the initial state. */
function edgesWithin(graph: ReachedGraph, longest: number): number[] {
  const { depths } = shortestWays(graph);
  return Array.from({ length: graph.edges }, (_, edge) => edge).filter(
    (edge) => (depths[graph.sourceOf(edge)] ?? 0) < longest,
  );
}

describe('a tour of a scope', () => {
  test('takes every transition within reach, each run at least one new one', () => {
    fc.assert(
      fc.property(graphs, fc.nat(8), fc.infiniteStream(fc.nat(1_000)), (graph, longest, numbers) => {
        const { next } = createScopeTour(graph);
        const taken = new Set<number>();
        for (;;) {
          const run = next(longest, (below) => (numbers.next().value ?? 0) % below);
          if (run === null) break;
          expect(run.length).toBeLessThanOrEqual(longest);
          let state = 0;
          const before = taken.size;
          for (const edge of run) {
            expect(graph.sourceOf(edge)).toBe(state);
            state = graph.targetOf(edge);
            taken.add(edge);
          }
          expect(taken.size).toBeGreaterThan(before);
        }
        expect(
          [...taken].filter((edge) => edgesWithin(graph, longest).includes(edge)).toSorted((a, b) => a - b),
        ).toEqual(edgesWithin(graph, longest));
      }),
    );
  });

  test('begins with a shortest way, and goes on to the nearest transitions', () => {
    expect(createScopeTour(line).next(9, last)).toEqual([1, 2, 3, 4]);
    expect(createScopeTour(line).next(9, first)).toEqual([0, 1, 2, 3, 4]);
    expect(createScopeTour(line).next(2, first)).toEqual([0, 1]);
  });

  test('leads no run further than its length, and none where no transition is that near', () => {
    const { next } = createScopeTour(line);
    expect([next(1, last), next(1, last), next(1, last)]).toEqual([[0], [1], null]);
    expect(next(0, last)).toBeNull();
    expect(next(4, last)).toEqual([1, 2, 3, 4]);
    expect(next(9, last)).toBeNull();
  });

  test('leaves out the transitions of other runs', () => {
    const { next, note } = createScopeTour(line);
    note([0, 1, 2]);
    expect(next(9, first)).toEqual([1, 2, 3, 4]);
    expect(next(9, first)).toBeNull();
  });
});
