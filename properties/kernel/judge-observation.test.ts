import { describe, expect, test } from 'vitest';
import { judgeOutcome, judgeStep, judgeView } from '../../src/kernel/judge.ts';
import type { Outcome } from '../../src/kernel/model.ts';
import { NotJson } from '../../src/kernel/strict-json.ts';
import type { View } from './judging.ts';
import { ending, low } from './judging.ts';

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
