import { describe, expect, test } from 'vitest';
import type { Asking, Lockstep } from '../../src/kernel/lockstep.ts';
import { createLockstep } from '../../src/kernel/lockstep.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import { ViolationFound } from '../../src/kernel/run.ts';
import type { Options } from './asking.ts';
import type { Store } from './asking.ts';
import { begun, violating } from './asking.ts';
import type { Numbers, Value } from './numbers.ts';
import { down, lostUp, numbers, up } from './numbers.ts';

describe('a listener', () => {
  /** What was observed, each with how many questions the system had been asked by then. */
  function observed(
    lost: readonly number[],
    run: (lockstep: Lockstep<Value, Command>, store: Store) => void,
    model = violating,
  ): string[] {
    const seen: string[] = [];
    const observe: Options['observe'] = ({ before, command, after }, state) =>
      void seen.push(`${before.value} ${command.type} ${after.value} ${state.value} at ${store.asked.length}`);
    const { store, lockstep } = begun(model, { observe });
    store.lost.push(...lost);
    run(lockstep, store);
    return seen;
  }

  test('sees a command with a single ending before the system takes it', () => {
    const seen = observed([], (lockstep, store) => {
      store.answer(lockstep.perform(up));
      store.answer(lockstep.performUnseen(up));
    });
    expect(seen).toEqual(['0 up 1 1 at 0', '1 up 2 2 at 2']);
  });

  test('sees a command with several endings once the system has shown which it was', () => {
    const performed = (lost: number): string[] =>
      observed([lost], (lockstep, store) => void store.answer(lockstep.perform(lostUp)));
    expect(performed(1)).toEqual(['0 up 1 1 at 2']);
    expect(performed(0)).toEqual(['0 up 0 0 at 2']);
    expect(observed([0], (lockstep, store) => void store.answer(lockstep.performUnseen(lostUp)))).toEqual([
      '0 up 1 1 at 1',
    ]);
  });

  test('sees nothing of the recovery', () => {
    const recovered = (model: Numbers): string[] =>
      observed(
        [],
        (lockstep, store) => {
          store.answer(lockstep.perform(up));
          expect(store.answer(lockstep.recover())).toBeNull();
        },
        model,
      );
    expect(recovered(violating)).toEqual(['0 up 1 1 at 0']);
    // Each way down is one of two.
    const endings: Numbers['endings'] = ({ value }, { type }) =>
      (type === 'up' ? [value + 1] : [value - 1, value]).map((reached) => ({
        state: { value: reached },
        outcome: { type: 'moved' },
      }));
    expect(recovered({ ...violating, endings })).toEqual(['0 up 1 1 at 0']);
  });

  test('need not be there', () => {
    const { store, lockstep } = begun();
    expect(store.answer(lockstep.perform(lostUp))).toBeNull();
    expect(store.answer(lockstep.perform(up))).toBeNull();
  });
});

test('the steps of the model are executed as the options say', () => {
  const { store, lockstep } = begun(violating, {
    execute: () => [{ state: { value: 7 }, outcome: { type: 'moved' } }],
  });
  store.answer(lockstep.performUnseen(up));
  expect(store.answer(lockstep.look())?.violation.details).toContain('value: 7 on the model, 1 on the system');
});

describe('the outcomes of a run that ends in a violation', () => {
  /** A command moves the number, and the reply says so or is lost; on the way back it is lost or late. */
  const open: Numbers = {
    ...violating,
    invariants: [],
    endings: ({ value }, { type }) =>
      ['lost', type === 'up' ? 'moved' : 'late'].map((outcome) => ({
        state: { value: value + (type === 'up' ? 1 : -1) },
        outcome: { type: outcome },
      })),
  };

  /** The outcomes of a run that the system answers so, and after which its view is wrong. */
  function outcomesOf(answers: readonly (Outcome | null)[], options?: Options, model = open): unknown {
    const { store, lockstep } = begun(model, options);
    for (const [index, answer] of answers.entries()) {
      Object.assign(store, { outcome: answer });
      const asking = index % 2 === 0 ? lockstep.perform(up) : lockstep.performUnseen(up);
      expect(store.answer(asking)).toBeNull();
    }
    store.value = 9;
    return store.answer(lockstep.look())?.outcomes;
  }
  const [moved, lost]: [Outcome, Outcome] = [{ type: 'moved' }, { type: 'lost' }];

  test('are there as they came, where commands have several endings', () => {
    expect(outcomesOf([moved, lost, lost, moved])).toEqual(['moved', 'lost', 'lost', 'moved']);
    const { endings: _, ...single } = open;
    expect(outcomesOf([moved], {}, single)).toBeUndefined();
  });

  test('have the first ending of a command whose outcome did not come', () => {
    const { store, lockstep } = begun(open);
    store.answer(lockstep.perform(up));
    store.errors.set('up', new RangeError('stuck'));
    expect(store.answer(lockstep.perform(up))?.outcomes).toEqual(['moved', 'lost']);
  });

  test('have the first ending where the system shows no outcome of the model', () => {
    for (const shown of [{ type: 'done' }, {} as Outcome, null])
      expect(outcomesOf([shown, shown], { observation: { observeOutcome: () => shown } })).toEqual(['lost', 'lost']);
  });

  test('have none of the recovery', () => {
    const { store, lockstep } = begun(open);
    store.answer(lockstep.perform(up));
    store.answer(lockstep.perform(up));
    store.outcome = { type: 'late' };
    const recovering = lockstep.recover();
    let next = recovering.next();
    // The first command of the recovery is right, and the view after the second is wrong.
    for (const answer of [store.outcome, { value: 1 }, store.outcome]) next = recovering.next(answer);
    expect(next.value).toEqual({ type: 'view' });
    const wrong = (): unknown => recovering.next({ value: 9 });
    expect(wrong).toThrow(ViolationFound);
    store.value = 9;
    expect(store.answer(lockstep.look())?.outcomes).toEqual(['moved', 'moved']);
  });

  test('are a copy, which does not grow with what comes after it', () => {
    const { store, lockstep } = begun(open);
    store.errors.set('up', new RangeError('stuck'));
    const found = store.answer(lockstep.perform(up));
    store.answer(lockstep.perform(down));
    expect(found?.outcomes).toEqual(['lost']);
  });
});

describe('the commands of a lockstep', () => {
  test('have the names that the system has drawn', () => {
    const named: Numbers = {
      ...numbers,
      step: (draft) => {
        draft.value += 1;
        return Object.assign({ type: 'moved' }, { id: draft.value });
      },
      recovery: ({ value }) => (value < 4 ? [Object.assign({ id: 2 }, down)] : []),
    };
    const { endings: _, ...single } = named;
    const lockstep = createLockstep(single, { observation: { drawnNames: ['id'], observe: () => 0 } });
    const asked: unknown[] = [];
    let value = 0;
    const answer = (asking: Asking<Command>): void => {
      let next = asking.next();
      while (next.done !== true) {
        if (next.value.type === 'perform') asked.push(next.value.command);
        next = asking.next(next.value.type === 'view' ? 0 : { type: 'moved', id: `n${(value += 1)}` });
      }
    };
    const of = (id: unknown): Command => Object.assign({ id }, up);
    for (const asking of [lockstep.begin(), lockstep.perform(of(1)), lockstep.performUnseen(of(1))]) answer(asking);
    answer(lockstep.perform(of(2)));
    answer(lockstep.recover());
    expect(asked).toEqual([of(1), of('n1'), of('n2'), { ...down, id: 'n2' }]);
  });

  test('are shown before the system takes them, in the recovery as well', () => {
    const taken: string[] = [];
    const { store, lockstep } = begun(violating, {
      onTake: ({ type }) => void taken.push(`${type} after ${store.asked.length}`),
    });
    store.answer(lockstep.perform(up));
    store.answer(lockstep.performUnseen(up));
    store.answer(lockstep.recover());
    expect(taken).toEqual(['up after 0', 'up after 2', 'down after 4', 'down after 6']);
  });
});
