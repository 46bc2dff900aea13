import { describe, expect, test } from 'vitest';
import type { Taken } from '../../src/kernel/interpreter.ts';
import type { Invariant } from '../../src/kernel/invariant.ts';
import {
  judgeError,
  judgeInvariants,
  judgeOutcome,
  judgeRecovery,
  judgeSettled,
  judgeStep,
  judgeView,
  NoAnswer,
} from '../../src/kernel/judge.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import { NotJson } from '../../src/kernel/strict-json.ts';

type View = Readonly<Record<string, unknown>>;
type Rule = Invariant<View, Command, Outcome>;

const up: Command = { type: 'up' };
const low: Rule = { id: 'LOW', says: 'It stays below five.', holds: ({ value }) => Number(value) < 5 };
const grows: Rule = {
  id: 'GROWS',
  says: 'It never gets smaller.',
  holdsAcross: (before, _, __, after) => Number(before['value']) <= Number(after['value']),
};

/** An ending of `up` that begins where zero is shown. */
function ending(
  view: View,
  outcome: Outcome = { type: 'moved' },
  violated: readonly Rule[] = [],
): Taken<View, View, Command, Outcome> {
  return { state: view, view, violated, step: { before: { value: 0 }, command: up, outcome, after: view } };
}

describe('an outcome', () => {
  test('leaves the endings that have it, and each state once', () => {
    const moved = ending({ value: 1 });
    const refused = ending({ value: 0 }, { type: 'refused' });
    expect(judgeOutcome([moved, refused, ending({ value: 1 })], { type: 'moved' })).toEqual({
      left: [moved],
      violation: null,
    });
  });

  test('that no ending has is a disagreement with every outcome that was possible', () => {
    expect(judgeOutcome([ending({ value: 1 })], { type: 'refused' })).toEqual({
      left: null,
      violation: {
        kind: 'divergence',
        name: 'outcome of up',
        where: 'up',
        side: 'system',
        details: '{"type":"up"}: {"type":"moved"} on the model, {"type":"refused"} on the system',
      },
    });
    const two = [ending({ value: 1 }), ending({ value: 0 }, { type: 'late' })];
    expect(judgeOutcome(two, { type: 'refused' }).violation?.details).toBe(
      'none of 2 possible states: {"type":"up"}: {"type":"moved"} on the model, {"type":"refused"} on the system; or ' +
        '{"type":"up"}: {"type":"late"} on the model, {"type":"refused"} on the system',
    );
  });

  test('of the system that is no JSON is named as such', () => {
    const outcome = { type: 'moved', at: new Date(0) };
    expect(judgeOutcome([ending({ value: 1 })], outcome).violation).toEqual({
      kind: 'divergence',
      name: 'outcome of up',
      where: 'up',
      side: 'system',
      details: 'the outcome of up on the system, at at, is a Date, which is no JSON',
    });
  });

  test('of the model that is no JSON stops the run', () => {
    const outcome = { type: 'moved', at: undefined };
    const judging = (): unknown => judgeOutcome([ending({ value: 1 }, outcome)], outcome);
    expect(judging).toThrow(NotJson);
    expect(judging).toThrow('the outcome of up on the model, at at, is undefined');
  });

  test('where no ending is left has no command to name', () => {
    expect(judgeOutcome([], { type: 'moved' }).violation).toMatchObject({ name: 'outcome of ', where: '' });
  });
});

describe('a view', () => {
  test('leaves the states that show it', () => {
    const one = ending({ value: 1 });
    expect(judgeView([ending({ value: 0 }), one], { value: 1 }, 'up')).toEqual({ left: [one], violation: null });
  });

  test('that no state shows is a disagreement, named by the first part that differs', () => {
    expect(judgeView([ending({ value: 1, rows: [{ id: 1 }] })], { value: 1, rows: [{ id: 2 }] }, 'up')).toEqual({
      left: null,
      violation: {
        kind: 'divergence',
        name: 'view.rows',
        where: 'up',
        side: 'system',
        details: 'rows.0.id: 1 on the model, 2 on the system',
      },
    });
  });

  test('before the first command says no place', () => {
    const { violation } = judgeView([ending({ value: 1 })], { value: 2 }, undefined);
    expect(violation).not.toHaveProperty('where');
  });

  test('prints the first three places that differ, and how many more there are', () => {
    const model = { a: 1, b: 1, c: 1, d: 1, e: 1 };
    const details = (view: View): string | undefined => judgeView([ending(model)], view, 'up').violation?.details;
    const three =
      'a: 1 on the model, 2 on the system; b: 1 on the model, 2 on the system; c: 1 on the model, 2 on the system';
    expect(details({ ...model, a: 2, b: 2, c: 2 })).toBe(three);
    expect(details({ ...model, a: 2, b: 2, c: 2, d: 2 })).toBe(`${three}; and 1 more places`);
    expect(details({ a: 2, b: 2, c: 2, d: 2, e: 2 })).toBe(`${three}; and 2 more places`);
  });

  test('of several states is named by the first of them', () => {
    const { violation } = judgeView([ending({ b: 1, a: 2 }), ending({ b: 2, a: 1 })], { b: 2, a: 2 }, 'up');
    expect(violation?.name).toBe('view.b');
    expect(violation?.details).toBe(
      'none of 2 possible states: b: 1 on the model, 2 on the system; or a: 1 on the model, 2 on the system',
    );
  });

  test('prints `nothing there` for what one side lacks', () => {
    const { violation } = judgeView([ending({ a: 1 })], { b: 'x' }, 'up');
    expect(violation?.details).toBe(
      'a: 1 on the model, nothing on the system; b: nothing on the model, "x" on the system',
    );
  });

  test('with a long value is cut after 160 characters', () => {
    const details = (text: string): string | undefined =>
      judgeView([ending({ a: text })], { a: 1 }, 'up').violation?.details;
    const fits = 'x'.repeat(158);
    expect(details(fits)).toBe(`a: "${fits}" on the model, 1 on the system`);
    expect(details(`${fits}y`)).toBe(`a: "${fits}y … (161 characters) on the model, 1 on the system`);
  });

  test('of the system that is no JSON is named by the part in which it stands', () => {
    const { violation } = judgeView([ending({ rows: [{ at: 1 }] })], { rows: [{ at: 5n }] }, 'up');
    expect(violation).toEqual({
      kind: 'divergence',
      name: 'view.rows',
      where: 'up',
      side: 'system',
      details: 'the view of the system, at rows.0.at, is the BigInt 5n, which is no JSON',
    });
  });

  test('of the model that is no JSON stops the run', () => {
    const judging = (): unknown => judgeView([ending({ a: undefined })], { a: undefined }, 'up');
    expect(judging).toThrow(NotJson);
    expect(judging).toThrow('the view of the model, at a, is undefined');
  });

  test('is a disagreement where no state is left to show any', () => {
    expect(judgeView([], { a: 1 }, undefined).violation?.name).toBe('view');
  });
});

describe('a step', () => {
  const model = { invariants: [low, grows] };

  test('that went as one ending says leaves that ending', () => {
    const one = ending({ value: 1 });
    const observed = { outcome: { type: 'moved' }, view: { value: 1 } };
    expect(judgeStep(model, [one, ending({ value: 2 })], observed)).toEqual({ left: [one], violation: null });
    expect(judgeStep(model, [one], observed)).toEqual({ left: [one], violation: null });
  });

  test('is judged by its outcome first, then by its view', () => {
    const wrongInBoth = { outcome: { type: 'refused' }, view: { value: 3 } };
    expect(judgeStep(model, [ending({ value: 1 })], wrongInBoth).violation).toMatchObject({ name: 'outcome of up' });
    const wrongView = { outcome: { type: 'moved' }, view: { value: 3 } };
    expect(judgeStep(model, [ending({ value: 1 })], wrongView)).toEqual({
      left: null,
      violation: {
        kind: 'divergence',
        name: 'view.value',
        where: 'up',
        side: 'system',
        details: 'value: 1 on the model, 3 on the system',
      },
    });
  });

  test('names the invariants that the system alone violates', () => {
    const details = (taken: View, shown: View): string | undefined =>
      judgeStep(model, [ending(taken)], { outcome: { type: 'moved' }, view: shown }).violation?.details;
    expect(details({ value: 1 }, { value: 7 })).toBe(
      'value: 1 on the model, 7 on the system; LOW is violated on the system alone',
    );
    expect(details({ value: 1 }, { value: -1 })).toBe(
      'value: 1 on the model, -1 on the system; GROWS is violated on the system alone',
    );
    // The model violates it as well.
    expect(details({ value: 6 }, { value: 7 })).toBe('value: 6 on the model, 7 on the system');
  });

  test('without any ending is a disagreement, too', () => {
    const observed = { outcome: { type: 'moved' }, view: { value: 1 } };
    expect(judgeStep(model, [], observed).violation?.kind).toBe('divergence');
  });

  test('with several endings names no invariant, since it is open which of them it was', () => {
    const taken = [ending({ value: 1 }), ending({ value: 2 })];
    const { violation } = judgeStep(model, taken, { outcome: { type: 'moved' }, view: { value: 7 } });
    expect(violation?.details).toBe(
      'none of 2 possible states: value: 1 on the model, 7 on the system; or value: 2 on the model, 7 on the system',
    );
  });
});

describe('an invariant', () => {
  const moved = { type: 'moved' };

  test('is violated where it is on every way that is left', () => {
    expect(judgeInvariants([ending({}, moved, [grows, low]), ending({}, moved, [low])])).toEqual({
      kind: 'invariant',
      name: 'LOW',
      side: 'both',
      details: 'It stays below five.',
    });
  });

  test('is the first one of the first way where no one is on every way', () => {
    expect(judgeInvariants([ending({}, moved, [grows]), ending({}, moved, [low])])?.name).toBe('GROWS');
  });

  test('is the one that is on every way, and not on some of them', () => {
    const ways = [[grows, low], [grows, low], [low]].map((violated) => ending({}, moved, violated));
    expect(judgeInvariants(ways)?.name).toBe('LOW');
  });

  test('is not violated for certain where one way violates none', () => {
    expect(judgeInvariants([ending({}, moved, [low]), ending({})])).toBeNull();
    expect(judgeInvariants([ending({}), ending({}, moved, [low])])).toBeNull();
    expect(judgeInvariants([])).toBeNull();
  });
});

describe('a settled invariant', () => {
  const even = { id: 'EVEN', says: 'It is even.', holds: ({ value }: View) => Number(value) % 2 === 0 };
  const empty = { id: 'EMPTY', says: 'Nothing is left.', holds: ({ value }: View) => value === 0 };
  const few = { id: 'FEW', says: 'It is below five.', holds: ({ value }: View) => Number(value) < 5 };
  const judge = (...values: number[]): ReturnType<typeof judgeSettled> =>
    judgeSettled(
      { settled: [even, empty, few] },
      values.map((value) => ({ view: { value } })),
    );

  test('is the first one that the view violates', () => {
    expect(judge(2)).toEqual({ kind: 'settled', name: 'EMPTY', side: 'both', details: 'Nothing is left.' });
    expect(judge(1)?.name).toBe('EVEN');
    expect(judge(0)).toBeNull();
  });

  test('is violated where each state that is left violates one', () => {
    expect(judge(1, 0)).toBeNull();
    expect(judge(0, 1)).toBeNull();
    expect(judge()).toBeNull();
  });

  test('is the first one that all states violate, though some violate others before it', () => {
    expect(judge(1, 2)?.name).toBe('EMPTY');
    expect(judge(1, 3, 2)?.name).toBe('EMPTY');
  });

  test('is the first one of the first state where all states violate none together', () => {
    const settled = [
      { ...even, holds: ({ value }: View) => value !== 1 },
      { ...empty, holds: ({ value }: View) => value !== 2 },
    ];
    expect(judgeSettled({ settled }, [{ view: { value: 1 } }, { view: { value: 2 } }])?.name).toBe('EVEN');
  });
});

describe('a system that shows a part of its model', () => {
  const model = { invariants: [low] };
  const observe = ({ value }: View): unknown => ({ value });

  test('is compared with this part alone', () => {
    const one = ending({ value: 1, more: 2 });
    const shown = { outcome: { type: 'moved' }, view: { value: 1 } };
    expect(judgeStep(model, [one], shown, { observe })).toEqual({ left: [one], violation: null });
    const counted = ending({ value: 1 }, { type: 'moved', by: 2 } as Outcome);
    expect(judgeStep(model, [counted], shown, { observeOutcome: ({ type }) => ({ type }) })).toMatchObject({
      left: [counted],
    });
  });

  test('has no invariants of its own, since they read the whole view and outcome', () => {
    const details = (observation: Parameters<typeof judgeStep>[3]): string | undefined =>
      judgeStep(model, [ending({ value: 1 })], { outcome: { type: 'moved' }, view: { value: 7 } }, observation)
        .violation?.details;
    const bare = 'value: 1 on the model, 7 on the system';
    expect(details({})).toBe(`${bare}; LOW is violated on the system alone`);
    expect(details({ observe: (view) => view })).toBe(bare);
    expect(details({ observeOutcome: (outcome) => outcome })).toBe(bare);
  });

  test('stops the run where a projection gives no JSON, and names the projection', () => {
    const nothing = (): unknown => undefined;
    expect(() => judgeView([ending({ a: 1 })], {}, 'up', { observe: nothing })).toThrow(
      'the view of the model, by observe, is undefined',
    );
    expect(() => judgeOutcome([ending({ a: 1 })], { type: 'moved' }, { observeOutcome: nothing })).toThrow(
      'the outcome of up on the model, by observeOutcome, is undefined',
    );
  });
});

test('an endless recovery is reported with the number of its commands', () => {
  expect(judgeRecovery(7)).toEqual({
    kind: 'endless',
    name: 'recovery',
    side: 'model',
    details: 'no end after 7 commands',
  });
});

describe('an error of the system', () => {
  test('is named by its class, at the command after which it came', () => {
    expect(judgeError(new RangeError('too high'), 'up')).toEqual({
      kind: 'systemError',
      name: 'RangeError',
      where: 'up',
      side: 'system',
      details: 'the system threw RangeError: too high',
    });
    expect(judgeError(new RangeError('too high'), undefined)).not.toHaveProperty('where');
  });

  test('prints a thrown value that is no Error as its text', () => {
    expect(judgeError('broken', 'up')).toMatchObject({ name: 'Error', details: 'the system threw Error: broken' });
  });

  test('prints that the system did not answer', () => {
    expect(judgeError(new NoAnswer(2500), 'up')).toMatchObject({
      name: 'NoAnswer',
      details: 'the system did not answer within 2.5 s',
    });
  });
});

describe('a system that draws names itself', () => {
  const drawnNames = ['id'];
  const made = (id: unknown): Outcome & { readonly id: unknown } => ({ type: 'made', id });

  test('agrees where its names stand for those of the model, which is kept', () => {
    const one = ending({ value: 1, id: 1 }, made(1));
    const { left } = judgeOutcome([one, ending({ value: 2 })], made('x'), { drawnNames });
    expect(left).toMatchObject([{ state: one.state, step: one.step }]);
    expect([...(left?.[0]?.renaming?.toSystem ?? [])]).toEqual([[1, 'x']]);
    const { left: shown } = judgeView(left ?? [], { value: 1, id: 'x' }, 'up', { drawnNames });
    expect(shown).toHaveLength(1);
    expect(judgeOutcome([one], made('x')).left).toBeNull();
  });

  test('disagrees where a name stands for another, in the words of the system', () => {
    const { left } = judgeOutcome([ending({ id: 1, of: 1 }, made(1))], made('x'), { drawnNames });
    const { violation } = judgeView(left ?? [], { id: 'y', of: 1 }, 'up', { drawnNames });
    expect(violation?.details).toBe('id: "x" on the model, "y" on the system');
    expect(judgeOutcome(left ?? [], made('z'), { drawnNames }).violation?.details).toContain(
      '{"type":"made","id":"x"} on the model, {"type":"made","id":"z"} on the system',
    );
    const fresh = judgeView([ending({ id: 1, of: 1 })], { id: 'y', of: 2 }, 'up', { drawnNames });
    expect(fresh.violation?.details).toBe('id: 1 on the model, "y" on the system; of: 1 on the model, 2 on the system');
  });

  test('has no invariants of its own, which would read names of the model', () => {
    const observed = { outcome: { type: 'moved' }, view: { value: 7 } };
    const { violation } = judgeStep({ invariants: [low] }, [ending({ value: 1 })], observed, { drawnNames });
    expect(violation?.details).toBe('value: 1 on the model, 7 on the system');
  });

  test('shows JSON alone, and so does its model', () => {
    const shown = judgeView([ending({ id: 1 })], { id: 5n }, 'up', { drawnNames });
    expect(shown.violation?.details).toContain('is the BigInt 5n, which is no JSON');
    // A date has no fields of its own, as an empty record.
    const dated = judgeView([ending({ at: {} })], { at: new Date(0) }, 'up', { drawnNames });
    expect(dated.violation?.details).toContain('is a Date, which is no JSON');
    const { left } = judgeOutcome([ending({ at: new Date(0) }, made(1))], made('x'), { drawnNames });
    for (const ofModel of [left ?? [], [ending({ at: new Date(0) })]])
      expect(() => judgeView(ofModel, { at: {} }, 'up', { drawnNames })).toThrow(
        'the view of the model, at at, is a Date',
      );
    expect(() => judgeView([ending({ id: 1, at: undefined })], { id: 1, at: undefined }, 'up', { drawnNames })).toThrow(
      NotJson,
    );
    expect(() => judgeView([ending({ id: 1, at: undefined })], { id: 1, at: null }, 'up', { drawnNames })).toThrow(
      'the view of the model, at at, is undefined',
    );
  });
});
