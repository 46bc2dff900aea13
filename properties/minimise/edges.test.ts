import { expect, test } from 'vitest';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import { edgesByLength } from '../../src/minimise/edges.ts';

/** A letter leads to a state; a state has these letters. */
const graph: Readonly<Record<string, readonly string[]>> = { start: ['a', 'b'], a: ['a', 'c'], b: ['c'], c: ['b'] };

function edges(longest: number): string[] {
  const model = {
    initial: { at: 'start' },
    commands: ({ at }: { at: string }): Command[] => (graph[at] ?? []).map((type) => ({ type })),
    step(draft: { at: string }, { type }: Command): Outcome {
      draft.at = type;
      return { type: 'done' };
    },
  };
  return [...edgesByLength(model, longest)].map((commands) => commands.map(({ type }) => type.charAt(0)).join(''));
}

test('each edge of the graph of states ends one run, the shortest ones first', () => {
  expect(edges(Infinity)).toEqual(['a', 'b', 'aa', 'ac', 'bc', 'acb']);
});

test('no run has more commands than asked for', () => {
  expect(edges(2)).toEqual(['a', 'b', 'aa', 'ac', 'bc']);
  expect(edges(1)).toEqual(['a', 'b']);
  expect(edges(0)).toEqual([]);
});

test('an edge back to the first state leads nowhere new', () => {
  const turning = {
    initial: { turns: 0 },
    commands: (): Command[] => [{ type: 't' }],
    step(draft: { turns: number }): Outcome {
      draft.turns = 1 - draft.turns;
      return { type: 'done' };
    },
  };
  expect([...edgesByLength(turning, Infinity)]).toHaveLength(2);
});

test('a command with several endings leads to the state of each, and is an edge once', () => {
  const open = {
    initial: { at: 'start' },
    commands: ({ at }: { at: string }): Command[] =>
      at === 'start' ? [{ type: 'go' }] : at === 'end' ? [] : [{ type: at }],
    step: (): Outcome => ({ type: 'done' }),
    endings: ({ at }: { at: string }) =>
      (at === 'start' ? ['left', 'right'] : ['end']).map((to) => ({ state: { at: to }, outcome: { type: 'done' } })),
  };
  const types = [...edgesByLength(open, Infinity)].map((commands) => commands.map(({ type }) => type));
  expect(types).toEqual([['go'], ['go', 'left'], ['go', 'right']]);
});
