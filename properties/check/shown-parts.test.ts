import { describe, expect, test } from 'vitest';
import type { ShownParts } from '../../src/check/shown-parts.ts';
import { recordShown } from '../../src/check/shown-parts.ts';
import type { Observation } from '../../src/kernel/observation.ts';

type Value = Readonly<Record<string, unknown>>;
type Answer = Value & { readonly type: string };

const done: Answer = { type: 'done' };

function recorder(
  observation: Observation<Value, Answer>,
  symmetry?: readonly (readonly string[])[],
): ShownParts<Value, Answer> {
  return recordShown<Value, { type: string }, Answer, Value>(symmetry === undefined ? {} : { symmetry }, observation);
}

/** The places of these views that are not shown. */
function hidden(observe: (view: Value) => unknown, ...views: readonly Value[]): readonly string[] {
  const parts = recorder({ observe });
  for (const view of views) parts.see(view, done);
  return parts.notShown();
}

describe('the parts of a view that are not shown', () => {
  test('are those whose values change nothing that the projection gives', () => {
    const view = { d: 1, c: true, b: 'x', a: null };
    expect(hidden(({ b }) => b, view)).toEqual(['a', 'c', 'd']);
    expect(hidden(({ a, c }) => [a, c], view)).toEqual(['b', 'd']);
    expect(hidden(({ d }) => d, view)).toEqual(['a', 'b', 'c']);
    expect(hidden((shown) => shown, view)).toEqual([]);
  });

  test('are none of a view without parts', () => {
    const parts = recordShown<Value, { type: string }, Answer, number>({}, { observe: () => 0 });
    parts.see(5, done);
    expect(parts.notShown()).toEqual([]);
  });

  test('are found by another value of the same type', () => {
    const seen: unknown[] = [];
    const observe = ({ part }: Value): unknown => (seen.push(part), 0);
    for (const part of [1, true, false, 'x', null]) hidden(observe, { part });
    expect(seen).toEqual([1, 2, true, false, false, true, 'x', "x'", null, 'other']);
  });

  test('are shown where the projection cannot take another value', () => {
    const strict = ({ part }: Value): unknown => {
      if (part !== 1) throw new RangeError('one only');
      return 0;
    };
    expect(hidden(strict, { part: 1, other: 1 })).toEqual(['other']);
  });

  test('are named by their keys, without the indexes of lists', () => {
    const view = {
      rows: [
        { id: 1, at: 2 },
        { id: 3, at: 4 },
      ],
      inner: { deep: { a: 1, b: 2 } },
    };
    const observe = ({ rows, inner }: Value): unknown => [
      (rows as Value[]).map(({ id }) => id),
      (inner as { deep: Value }).deep['a'],
    ];
    expect(hidden(observe, view)).toEqual(['inner.deep.b', 'rows.at']);
  });

  test('are a single line where no part of a record is shown', () => {
    const view = { inner: { a: 1, deep: { b: 2 } }, innermost: 1, last: [{ c: 1 }] };
    expect(hidden(({ innermost }) => innermost, view)).toEqual(['inner', 'last']);
    expect(hidden(({ inner }) => (inner as Value)['a'], view)).toEqual(['innermost', 'inner.deep', 'last'].toSorted());
    expect(hidden(() => 0, { part: 1 }, { part: { a: 1 } })).toEqual(['part']);
    expect(hidden(({ part }) => typeof part, { part: 1 }, { part: { a: 1 } })).toEqual(['part']);
    expect(hidden(({ part }) => part === 1, { part: 1 }, { part: { a: 1 } })).toEqual(['part.a']);
  });

  test('leave out the names of actors, which are interchangeable', () => {
    const parts = recorder({ observe: () => 0 }, [['w1', 'w2'], ['j1']]);
    parts.see({ jobs: { j1: { by: 'w1' } }, seen: { w1: 1, w2: 2, w3: 3 } }, done);
    expect(parts.notShown()).toEqual(['jobs', 'seen']);
    const some = recorder({ observe: ({ jobs }) => (jobs as { j1: Value }).j1['at'] }, [['j1']]);
    some.see({ jobs: { j1: { by: 'w1', at: 1 } } }, done);
    expect(some.notShown()).toEqual(['jobs.by']);
  });

  test('are looked for in each view, since a part may be shown in some views only', () => {
    const observe = ({ open, by }: Value): unknown => (open === true ? by : null);
    expect(hidden(observe, { open: false, by: 'a' })).toEqual(['by']);
    expect(hidden(observe, { open: false, by: 'a' }, { open: true, by: 'a' })).toEqual([]);
    expect(hidden(observe, { open: true, by: 'a' }, { open: false, by: 'a' })).toEqual([]);
  });

  test('count as not shown after 20 values', () => {
    const late = (before: number): readonly string[] => {
      const views = Array.from({ length: before }, () => ({ open: false, by: 'a' }));
      return hidden(({ open, by }) => (open === true ? by : 0), ...views, { open: true, by: 'a' });
    };
    expect(late(19)).toEqual([]);
    expect(late(20)).toEqual(['by']);
  });

  test('leave the view as it was, and are not looked for once they were seen', () => {
    let asked = 0;
    const view = { part: { a: 1 } };
    const parts = recorder({ observe: ({ part }) => ((asked += 1), (part as Value)['a']) });
    for (let times = 0; times < 3; times += 1) parts.see(view, done);
    expect(view).toEqual({ part: { a: 1 } });
    expect(asked).toBe(2);
  });
});

describe('a projection that a system lacks', () => {
  test('hides nothing: the whole view and the whole outcome are shown', () => {
    const parts = recorder({});
    parts.see({ a: 1 }, { ...done, b: 1 });
    expect([parts.notShown(), parts.outcomesNotShown()]).toEqual([[], []]);
  });

  test('of the view leaves that of the outcome, whose places begin with the type', () => {
    const parts = recorder({ observeOutcome: ({ type, by }) => ({ type, by }) });
    parts.see({ a: 1 }, { ...done, by: 1, token: { id: 1 } });
    parts.see({ a: 1 }, { type: 'refused', by: 1, token: 1 });
    expect([parts.notShown(), parts.outcomesNotShown()]).toEqual([[], ['done.token', 'refused.token']]);
  });

  test('of the outcome leaves that of the view', () => {
    const parts = recorder({ observe: () => 0 });
    parts.see({ a: 1 }, { ...done, by: 1 });
    expect([parts.notShown(), parts.outcomesNotShown()]).toEqual([['a'], []]);
  });
});
