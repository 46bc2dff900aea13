import { describe, expect, test } from 'vitest';
import { judgeOutcome, judgeStep, judgeView } from '../../src/kernel/judge.ts';
import { NotJson } from '../../src/kernel/strict-json.ts';
import type { View } from './judging.ts';
import { ending, grows, low } from './judging.ts';

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
