import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckReport } from '../../src/check/check.ts';
import { check } from '../../src/check/check.ts';
import { interleavings } from '../../src/check/interleavings.ts';
import { createNovelty } from '../../src/check/novelty.ts';
import { createRunMemory } from '../../src/check/run-memory.ts';
import { createSteering, steerAlone } from '../../src/check/steering.ts';
import { reachNow } from '../../src/explore/reach.ts';
import { graphOfTransitions } from '../../src/explore/reached-graph.ts';
import { createStepKinds, stepOf } from '../../src/explore/step-kinds.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import type { ReachedSteps } from '../../src/kernel/reached.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { safe } from './safe.ts';

/** Three steps from the initial state: `a` and `b` in one class, and `b` in another. */
const reached: ReachedSteps = {
  states: 3,
  isWhole: true,
  outcomes: {},
  kinds: [
    { step: 'a', stateClass: 'one', from: 0, by: [0, 0], at: 0 },
    { step: 'b', stateClass: 'one', from: 1, by: [1, 0], at: 0 },
    { step: 'b', stateClass: 'two', from: 2, by: [2, 1], at: 0 },
  ],
  ways: [
    [-1, -1, -1],
    [0, 7, 0],
    [1, 8, 0],
  ],
  transitions: null,
};

const allStates = (): number => Infinity;
const first = (): number => 0;
const last = (below: number): number => below - 1;

describe('steering', () => {
  test('leads to each kind of step once, by its path', () => {
    const { next } = createSteering(reached, allStates);
    expect([next(9, last), next(9, last), next(9, last), next(9, last)]).toEqual([
      [
        [7, 0],
        [8, 0],
        [2, 1],
      ],
      [
        [7, 0],
        [1, 0],
      ],
      [[0, 0]],
      null,
    ]);
  });

  test('leads to outcomes that no run has shown before it leads to other states', () => {
    const steering = createSteering(reached, allStates);
    steering.note([{ step: 'b', stateClass: 'one', by: null }]);
    expect(steering.next(9, last)).toEqual([[0, 0]]);
    steering.note([{ step: 'a', stateClass: 'one', by: null }]);
    expect(steering.next(9, first)).toHaveLength(3);
    expect(steering.next(9, first)).toBeNull();
  });

  test('leads no run further than its length', () => {
    const { next } = createSteering(reached, allStates);
    expect([next(1, last), next(1, last)]).toEqual([[[0, 0]], null]);
    const alone = steerAlone(reached);
    expect([alone.next(3, last)?.length, alone.next(2, last)?.length, alone.next(1, last)?.length]).toEqual([3, 2, 1]);
    expect(alone.next(0, last)).toBeNull();
    // It remembers nothing.
    alone.note([{ step: 'a', stateClass: 'one', by: null }]);
    expect(alone.next(1, last)).toEqual([[0, 0]]);
  });

  test('leads no run further than an exploration for as many runs', () => {
    const kinds = reached.kinds.map((kind, nth) => ({ ...kind, at: nth * 4 }));
    const steering = createSteering({ ...reached, kinds }, (runs) => 4 * runs);
    expect([steering.next(9, last), steering.next(9, last)]).toEqual([[[0, 0]], null]);
    steering.note([]);
    expect([steering.next(9, last)?.length, steering.next(9, last)]).toEqual([2, null]);
  });

  test('leads to no kind that runs before have shown, and adds the others to the memory', () => {
    const memory = createRunMemory();
    const before = createSteering(reached, allStates, null, memory);
    // The path to one kind, and the step of another.
    before.next(9, last);
    before.note([{ step: 'a', stateClass: 'one', by: null }]);
    before.note([{ step: 'c', stateClass: 'one', by: null }]);
    expect(memory.runs).toBe(2);
    expect(memory.hasKind('a in one')).toBe(true);
    const kinds = memory.addedKinds();
    expect(kinds).toHaveLength(4);
    const after = createRunMemory({ runs: memory.runs, kinds });
    const { next } = createSteering(reached, allStates, null, after);
    expect([next(9, last)?.length, next(9, last)]).toEqual([2, null]);
    expect(after.addedKinds()).toHaveLength(2);
    expect(after.hasKind('a in one')).toBe(true);
    expect(after.hasKind('c in one')).toBe(false);
  });

  test('leads to outcomes that no run before has shown before it leads to other states', () => {
    const memory = createRunMemory();
    memory.addKind('b in one');
    expect(createSteering(reached, allStates, null, memory).next(9, last)).toEqual([[0, 0]]);
  });

  test('leads further after runs before, as an exploration for all of these', () => {
    const kinds = reached.kinds.map((kind, nth) => ({ ...kind, at: nth * 4 }));
    const memory = createRunMemory({ runs: 1, kinds: new Int32Array() });
    const { next } = createSteering({ ...reached, kinds }, (runs) => 4 * runs, null, memory);
    expect([next(9, last)?.length, next(9, last)?.length, next(9, last)]).toEqual([2, 1, null]);
  });

  test('tours a whole scope where no step is left, once as many runs explore all of it', () => {
    const graph = graphOfTransitions([[1, 0], [2], [2]]);
    const steering = createSteering({ ...reached, kinds: [] }, (runs) => runs + 2, graph);
    expect(steering.next(9, last)).toBeNull();
    steering.note([{ step: 'b', stateClass: 'one', by: [1, 0] }]);
    expect(steering.next(9, first)).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(steering.next(9, first)).toBeNull();
    expect(createSteering(reached, allStates, graph).next(9, last)).toHaveLength(3);
  });

  test('meets every kind of step of a small scope, which guessing does not', () => {
    const model = queue.model(allPolicies(queue) as Parameters<typeof queue.model>[0], queue.scopes['storm'] as never);
    const all = reachNow(model, { maxStates: 2_000 });
    expect(all.isWhole).toBe(true);
    const leftAfter = (steerRate: number): number => {
      const guidance = { novelty: createNovelty(2), steering: createSteering(all, allStates) };
      const arbitrary = interleavings(model, { ...queue.generation, steerRate }, 20, guidance);
      const { classOf } = createStepKinds();
      const left = new Set(all.kinds.map(({ step, stateClass }) => `${step} in ${stateClass}`));
      for (const commands of fc.sample(arbitrary, { numRuns: 100, seed: 1 })) {
        let state = model.initial;
        for (const command of commands) {
          const enabled = model.commands(state);
          const executed = stepOnCopy(model, state, command);
          left.delete(`${stepOf(command, executed.outcome)} in ${classOf(enabled)}`);
          ({ state } = executed);
        }
      }
      return left.size;
    };
    expect(leftAfter(0)).toBeGreaterThan(3);
    expect(leftAfter(0.5)).toBe(0);
  });

  test('leads through the ending of a path where commands have several', () => {
    const state = { tails: 0 };
    const coin: Model<typeof state, Command, Outcome, typeof state> = {
      name: 'coin',
      initial: state,
      commands: ({ tails }) => (tails < 14 ? [{ type: 'toss' }] : [{ type: 'win' }]),
      step: () => ({ type: 'tails' }),
      endings: ({ tails }) => [
        { state: { tails: 0 }, outcome: { type: 'heads' } },
        { state: { tails: tails + 1 }, outcome: { type: 'tails' } },
      ],
      view: (one) => one,
      invariants: [],
      recovery: () => [],
      settled: [],
    };
    const steering = createSteering(reachNow(coin, { maxStates: 100 }), allStates);
    const generation = { weights: {}, faultRate: 0, steerRate: 1, shortRate: 0 };
    const runs = fc.sample(interleavings(coin, generation, 20, { steering }), { numRuns: 4, seed: 1 });
    expect(runs.some((run) => run[14]?.type === 'win')).toBe(true);
  });

  test('finds a bug behind commands that guessing hardly ever takes in this order', async () => {
    const found = await Promise.all(
      [1, 2, 3].map(async (seed) => {
        const plain = await checkSafe(seed, 0);
        const steered = await checkSafe(seed, 0.25);
        return [plain.verdict, steered.verdict, steered.counterexample?.commands.length];
      }),
    );
    expect(found).toEqual(found.map(() => ['holds', 'violated', 9]));
  });
});

function checkSafe(seed: number, steerRate: number): Promise<CheckReport> {
  const how = { system: 'system', policies: {}, scope: {}, runs: 100, length: 20, seed, generation: { steerRate } };
  return check(safe, how);
}
