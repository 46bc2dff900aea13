import { describe, expect, test } from 'vitest';
import type { Operation } from '../../src/kernel/operation.ts';
import { BadHistory } from '../../src/kernel/operation.ts';
import { UnsoundModel } from '../../src/kernel/unsound-model.ts';
import { linearize } from '../../src/linearize/linearize.ts';
import type { MapCommand } from '../../src/linearize/models.ts';
import { casRegister, map } from '../../src/linearize/models.ts';
import type { HistoryModel } from '../../src/linearize/specification.ts';
import { chanceFrom, randomHistory } from './histories.ts';

interface Take {
  readonly type: 'take';
}
type Taken = { readonly type: 'took'; readonly job: number } | { readonly type: 'none' };

/** Two jobs; a take may pass over a job that another actor is at. */
const jobs: HistoryModel<{ left: number[] }, Take, Taken, { left: number[] }> = {
  initial: { left: [1, 2] },
  step(draft) {
    const [job, ...rest] = draft.left;
    if (job === undefined) return { type: 'none' };
    draft.left = rest;
    return { type: 'took', job };
  },
  view: (state) => state,
  whileOverlapping: ({ left }) =>
    left.length < 2
      ? [{ state: { left }, outcome: { type: 'none' }, because: 'a take passes over a job that another one is at' }]
      : [{ state: { left: left.slice(0, 1) }, outcome: { type: 'took', job: 2 }, because: 'it is passed over' }],
};

function took(actor: string, calledAt: number, returnedAt: number | null, job: number | null): Operation<Take, Taken> {
  const outcome: Taken = job === null ? { type: 'none' } : { type: 'took', job };
  return { actor, calledAt, returnedAt, command: { type: 'take' }, outcome: returnedAt === null ? null : outcome };
}

describe('an ending that is right only while another operation overlaps', () => {
  const passedOver = [took('a', 1, 3, 2), took('z', 2, 10, null), took('b', 4, 5, 1)];

  test('counts where one overlaps, and the verdict has its sentence', async () => {
    const found = await linearize(jobs, [took('a', 1, 4, 1), took('b', 2, 3, 2), took('a', 5, 6, null)]);
    expect(found).toMatchObject({ verdict: 'linearizable', overlapsNeeded: [] });
    const passed = await linearize(jobs, passedOver);
    expect(passed).toMatchObject({
      verdict: 'linearizable',
      order: [0, 2, 1],
      overlapsNeeded: [{ operation: 0, because: 'it is passed over' }],
    });
  });

  test('does not count where none overlaps', async () => {
    const found = await linearize(jobs, [took('a', 1, 2, 2), took('b', 3, 4, 1)]);
    expect(found).toMatchObject({ verdict: 'illegal', core: { operations: [0], until: 2, givenUp: 0 } });
  });

  test('does not count where it violates an invariant', async () => {
    const strict = { ...jobs, invariants: [{ id: 'FIRST', says: 'The first job is first.', holds: holdsFirst }] };
    expect(await linearize(strict, passedOver)).toMatchObject({ verdict: 'illegal' });
    expect(await linearize(strict, [took('a', 1, 2, 1), took('b', 2, 4, 2)])).toMatchObject({
      verdict: 'linearizable',
    });
  });

  function holdsFirst({ left }: { readonly left: readonly number[] }): boolean {
    return left.length !== 1 || left[0] === 2;
  }
});

describe('the end and the beginning of a history', () => {
  const write = (value: number): Operation<never, never> =>
    ({ actor: 'a', calledAt: value, returnedAt: null, command: { type: 'write', value }, outcome: null }) as never;

  test('a view at rest is explained by operations without an outcome', async () => {
    const history = [write(1), write(2)];
    const seen = (value: number): object => ({ look: { seen: { value } } });
    expect(await linearize(casRegister, history, seen(2))).toMatchObject({ verdict: 'linearizable', order: [0, 1] });
    expect(await linearize(casRegister, history, seen(3))).toMatchObject({
      verdict: 'illegal',
      core: { operations: [] },
    });
    expect(await linearize(casRegister, history, {})).toMatchObject({ verdict: 'linearizable', order: [] });
  });

  test('a history begins in any of the given states', async () => {
    const read = {
      actor: 'a',
      calledAt: 1,
      returnedAt: 2,
      command: { type: 'read' },
      outcome: { type: 'value', value: 5 },
    };
    const history = [read as never];
    expect(await linearize(casRegister, history)).toMatchObject({ verdict: 'illegal' });
    const initial = [{ value: 4 }, { value: 5 }];
    expect(await linearize(casRegister, history, { initial })).toMatchObject({ verdict: 'linearizable' });
  });

  test('a history without operations is linearizable', async () => {
    expect(await linearize(casRegister, [])).toMatchObject({ verdict: 'linearizable', order: [] });
  });
});

describe('a limit', () => {
  const hard = Array.from({ length: 30 }, (_, at): Operation<never, never> => {
    const isRead = at === 29;
    const command = isRead ? { type: 'read' } : { type: 'write', value: at };
    const outcome = isRead ? { type: 'value', value: -1 } : { type: 'ok' };
    return {
      actor: `a${at}`,
      calledAt: isRead ? 9 : 1,
      returnedAt: isRead ? 10 : 2 + at / 100,
      command,
      outcome,
    } as never;
  });

  test.each([
    ['steps', { maxSteps: 2_000 }],
    ['time', { maxSeconds: 0 }],
    ['memory', { maxMemoryBytes: 200_000 }],
    ['memory', { isOutOfMemory: () => true }],
    ['interrupted', { signal: AbortSignal.abort() }],
  ])('that is used up is named, with the longest order: %s', async (stoppedBy, limits) => {
    const found = await linearize(casRegister, hard, limits);
    expect(found).toMatchObject({ verdict: 'inconclusive', stoppedBy, furthest: { of: 30 } });
  });

  test('leaves a part that is illegal illegal, where another part has no room', async () => {
    const keyed = { ...casRegister, partition: ({ type }: { type: string }) => [type] };
    const found = await linearize(keyed, hard, { maxMemoryBytes: 200_000 });
    expect(found).toMatchObject({ verdict: 'illegal', core: { operations: [29] }, parts: 2 });
  });

  test('of a core leaves the verdict, and reports that the core is not minimal', async () => {
    const pair = hard.slice(28);
    const found = await linearize(casRegister, pair, { coreSteps: 1 });
    expect(found).toMatchObject({ verdict: 'illegal', core: { givenUp: expect.any(Number) } });
    expect(found.verdict === 'illegal' && (found.core?.givenUp ?? 0) > 0).toBe(true);
    expect(await linearize(casRegister, pair, { coreSteps: 0 })).toMatchObject({ verdict: 'illegal', core: null });
  });
});

describe('a faulty model', () => {
  const history = [took('a', 1, 2, 1), took('b', 3, 4, 2)];

  test.each([
    ['throws in partition', { partition: () => fail() }, 'the model’s partition throws at {"type":"take"}: Error: no'],
    ['gives no ending', { endings: () => [] }, 'the model gives no ending for {"type":"take"}'],
    [
      'changes a state with an operation that it calls pure',
      { changesNothing: () => true },
      'the model says that {"type":"take"} with the outcome {"type":"took","job":1} changes nothing, and it changes a state',
    ],
    [
      'keeps data between two calls',
      { step: stepThatCounts },
      'the model gives two answers to {"type":"take"} in the same state',
    ],
    ['has a Map in its state', { step: stepOfMap }, 'a state of the model, at left, is a Map, which is no JSON'],
  ])('that %s is refused', async (_, members, message) => {
    await expect(linearize({ ...jobs, ...members }, history)).rejects.toThrow(message);
  });

  function fail(): never {
    throw new Error('no');
  }

  let calls = 0;
  function stepThatCounts(draft: { left: number[] }): Taken {
    calls += 1;
    draft.left = [calls];
    return { type: 'took', job: 1 };
  }

  function stepOfMap(draft: { left: unknown }): Taken {
    draft.left = new Map();
    return { type: 'took', job: 1 };
  }

  test('is an error of the user', async () => {
    await expect(linearize({ ...jobs, partition: () => fail() }, history)).rejects.toThrow(UnsoundModel);
  });
});

describe('a list that is no history', () => {
  test.each([
    [[took('a', 2, 1, 1)], 'operation 0 of the history is called at 2 and returns at 1'],
    [
      [took('a', 1, 3, 1), took('a', 2, 4, 2)],
      'operation 1 of the history is called by a while its last one is under way',
    ],
    [[{ ...took('a', 1, 2, 1), outcome: null }], 'operation 0 of the history returns without an outcome'],
    [[took('a', NaN, 2, 1)], 'operation 0 of the history is called at NaN'],
  ])('is refused: %#', async (history, message) => {
    await expect(linearize(jobs, history)).rejects.toThrow(new BadHistory(message));
  });
});

test('the order of many parts respects real time and each actor’s own order', async () => {
  const draw = (_: unknown, __: string, chance: (below: number) => number): MapCommand => ({
    type: 'put',
    key: `k${chance(6)}`,
    value: chance(9),
  });
  for (let seed = 0; seed < 30; seed += 1) {
    const history = randomHistory(
      { model: map, draw, actors: 6, operations: 60, pending: 10, ties: 50 },
      chanceFrom(seed),
    );
    const found = await linearize(map, history);
    if (found.verdict !== 'linearizable') throw new Error(found.verdict);
    expect(found.parts).toBe(6);
    const { order } = found;
    for (const [at, index] of order.entries()) {
      const later = order.slice(at + 1).map((other) => history[other]);
      const { calledAt = 0, actor = null } = history[index] ?? {};
      expect(later.filter((other) => (other?.returnedAt ?? Infinity) < calledAt)).toEqual([]);
      const own = later.filter((other) => other?.actor === actor && other?.returnedAt !== null);
      expect(own.filter((other) => (other?.calledAt ?? 0) < calledAt)).toEqual([]);
    }
  }
});
