import { describe, expect, test } from 'vitest';
import type { Asking, Lockstep, LockstepOptions } from '../../src/kernel/lockstep.ts';
import { createLockstep } from '../../src/kernel/lockstep.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import { ViolationFound } from '../../src/kernel/run.ts';
import { UserError } from '../../src/kernel/user-error.ts';
import type { Numbers, Value } from './numbers.ts';
import { down, lostUp, numbers, up } from './numbers.ts';

type Options = LockstepOptions<Value, Command, Outcome, Value>;

const violating: Numbers = {
  ...numbers,
  invariants: [{ id: 'BELOW_3', says: 'It stays below three.', holds: ({ value }) => value < 3 }],
  recovery: ({ value }) => (value > 0 ? [down] : []),
  settled: [{ id: 'ZERO', says: 'It ends at zero.', holds: ({ value }) => value === 0 }],
};

/** A system that stands where the last command left it; each command that is lost moves it by the next of `lost`. */
class Store {
  value = 0;
  outcome: Outcome = { type: 'moved' };
  /** What it was asked, in order: a command by its type. */
  readonly asked: string[] = [];
  readonly lost: number[] = [];
  /** Where it is asked for this, it throws. */
  readonly errors = new Map<string, Error>();

  /** Lets a part of a lockstep ask, to its end; the violation that it throws, if any. */
  answer(asking: Asking<Command>): ViolationFound | null {
    try {
      let next = asking.next();
      while (next.done !== true) {
        const { value: ask } = next;
        const name = ask.type === 'perform' ? ask.command.type : ask.type === 'wait' ? `wait ${ask.ms}` : 'view';
        this.asked.push(name);
        const error = this.errors.get(name);
        if (error === undefined)
          next = asking.next(
            ask.type === 'perform' ? this.take(ask.command) : ask.type === 'view' ? this.show() : undefined,
          );
        else next = asking.throw(error);
      }
      return null;
    } catch (error) {
      if (error instanceof ViolationFound) return error;
      throw error;
    }
  }

  /** The views that it shows before the true one. */
  readonly late: number[] = [];

  private show(): Value {
    return { value: this.late.shift() ?? this.value };
  }

  private take({ type, fault }: Command): Outcome {
    this.value += fault === undefined ? (type === 'up' ? 1 : -1) : (this.lost.shift() ?? 0);
    return this.outcome;
  }
}

/** A lockstep that has begun, and its system. */
function begun(model = violating, options?: Options): { store: Store; lockstep: Lockstep<Value, Command> } {
  const store = new Store();
  const lockstep = createLockstep(model, options);
  expect(store.answer(lockstep.begin())).toBeNull();
  store.asked.length = 0;
  return { store, lockstep };
}

describe('a lockstep asks the system', () => {
  test('for its view at the beginning, and after each command that is looked at', () => {
    const { store, lockstep } = begun();
    store.answer(lockstep.perform(up));
    store.answer(lockstep.performUnseen(down));
    store.answer(lockstep.look());
    expect(store.asked).toEqual(['up', 'view', 'down', 'view']);
    expect(lockstep.possible).toEqual([{ value: 0 }]);
  });

  test('for its view before a recovery only where it did something unseen', () => {
    const asked = (...steps: readonly ((lockstep: Lockstep<Value, Command>) => Asking<Command>)[]): string[] => {
      const { store, lockstep } = begun();
      for (const step of steps) store.answer(step(lockstep));
      store.asked.length = 0;
      expect(store.answer(lockstep.recover())).toBeNull();
      return store.asked;
    };
    expect(asked()).toEqual([]);
    expect(asked((one) => one.perform(up))).toEqual(['down', 'view']);
    expect(asked((one) => one.performUnseen(up))).toEqual(['view', 'down', 'view']);
    expect(
      asked(
        (one) => one.performUnseen(up),
        (one) => one.perform(up),
      ),
    ).toEqual(['down', 'view', 'down', 'view']);
    expect(
      asked(
        (one) => one.performUnseen(up),
        (one) => one.look(),
      ),
    ).toEqual(['down', 'view']);
  });
});

describe('a violation is thrown with the run up to it', () => {
  test('at the beginning, where no command is to blame', () => {
    const store = new Store();
    store.value = 1;
    const found = store.answer(createLockstep(violating).begin());
    expect(found).toMatchObject({ commands: [], recovery: [], violation: { name: 'view.value', at: 0 } });
    expect(found?.violation).not.toHaveProperty('where');
  });

  test('after a command, by its index', () => {
    const { store, lockstep } = begun();
    store.answer(lockstep.perform(up));
    store.value = 5;
    const violation = { name: 'view.value', where: 'up', at: 1, details: expect.stringContaining('BELOW_3') };
    expect(store.answer(lockstep.perform(up))).toMatchObject({ commands: [up, up], recovery: [], violation });
  });

  test('where an invariant is violated on both sides', () => {
    const { store, lockstep } = begun();
    store.answer(lockstep.perform(up));
    store.answer(lockstep.perform(up));
    expect(store.answer(lockstep.perform(up))?.violation).toEqual({
      kind: 'invariant',
      name: 'BELOW_3',
      side: 'both',
      details: 'It stays below three.',
      at: 2,
    });
  });

  test('in the recovery, with the recovery up to it', () => {
    const { store, lockstep } = begun();
    store.answer(lockstep.perform(up));
    store.answer(lockstep.perform(up));
    store.errors.set('down', new RangeError('stuck'));
    expect(store.answer(lockstep.recover())).toMatchObject({
      commands: [up, up],
      recovery: [down],
      violation: { kind: 'systemError', name: 'RangeError', where: 'down', at: 2 },
    });
  });

  test('with a copy of the run, which does not grow with what comes after it', () => {
    const { store, lockstep } = begun();
    store.errors.set('up', new RangeError('stuck'));
    const found = store.answer(lockstep.perform(up));
    store.answer(lockstep.perform(down));
    expect(found?.commands).toEqual([up]);
  });

  test('once the recovery is done, without the recovery', () => {
    const { store, lockstep } = begun({ ...violating, recovery: ({ value }) => (value > 1 ? [down] : []) });
    store.answer(lockstep.perform(up));
    store.answer(lockstep.perform(up));
    expect(store.answer(lockstep.recover())).toMatchObject({
      commands: [up, up],
      recovery: [],
      violation: { kind: 'settled', name: 'ZERO', at: 2 },
    });
  });

  test('where the recovery does not end, without the recovery', () => {
    const { store, lockstep } = begun({ ...violating, longestRecovery: 1 });
    store.answer(lockstep.perform(up));
    store.answer(lockstep.perform(up));
    expect(store.answer(lockstep.recover())).toMatchObject({
      commands: [up, up],
      recovery: [],
      violation: { kind: 'endless', at: 2, details: 'no end after 1 commands' },
    });
  });
});

describe('an error of the system', () => {
  test('is a violation of a command after which the view is not compared', () => {
    const { store, lockstep } = begun();
    store.errors.set('up', new RangeError('stuck'));
    expect(store.answer(lockstep.performUnseen(up))).toMatchObject({
      commands: [up],
      violation: { kind: 'systemError', name: 'RangeError', where: 'up', at: 0 },
    });
  });

  test('is a violation after the last command', () => {
    const { store, lockstep } = begun();
    store.answer(lockstep.perform(up));
    store.errors.set('view', new TypeError('no view'));
    expect(store.answer(lockstep.look())?.violation).toMatchObject({ name: 'TypeError', where: 'up', at: 0 });
  });

  test('is a violation without a place before the first command', () => {
    const store = new Store();
    store.errors.set('view', new TypeError('no view'));
    expect(store.answer(createLockstep(violating).begin())?.violation).not.toHaveProperty('where');
  });

  test('that is of the environment is no violation', () => {
    const { store, lockstep } = begun();
    store.errors.set('up', new UserError('the disk is full'));
    expect(() => store.answer(lockstep.perform(up))).toThrow(new UserError('the disk is full'));
  });
});

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

describe('a recovery from several states that show the same', () => {
  const hidden: Numbers = { ...violating, view: () => ({ value: 0 }), invariants: [], settled: [] };
  function recover(recovery: Numbers['recovery']): ViolationFound | null {
    const { store, lockstep } = begun({ ...hidden, recovery, longestRecovery: 0 });
    store.answer(lockstep.perform(lostUp));
    expect(lockstep.possible).toEqual([{ value: 1 }, { value: 0 }]);
    return store.answer(lockstep.recover());
  }

  test('is taken where all of them recover alike', () => {
    expect(recover(() => [])).toBeNull();
    expect(recover(() => [down])?.violation.kind).toBe('endless');
  });
});

describe('where a system shows its effects late', () => {
  test('a view that is not the expected one is asked for again, within the patience', () => {
    const { store, lockstep } = begun(violating, { delays: { patienceMs: 400 } });
    store.late.push(0, 0, 0);
    expect(store.answer(lockstep.perform(up))).toBeNull();
    expect(store.asked).toEqual(['up', 'view', 'wait 5', 'view', 'wait 10', 'view', 'wait 20', 'view']);
  });

  test('a view that does not come in time is a divergence, with the last view', () => {
    const { store, lockstep } = begun(violating, { delays: { patienceMs: 400 } });
    store.late.push(...Array.from({ length: 20 }, (_, index) => 10 + index));
    expect(store.answer(lockstep.perform(up))?.violation.details).toContain('value: 1 on the model, 18 on the system');
    const waits = store.asked.filter((asked) => asked.startsWith('wait ')).map((asked) => Number(asked.slice(5)));
    expect(waits).toEqual([5, 10, 20, 40, 80, 100, 100, 45]);
    expect(waits.reduce((sum, ms) => sum + ms)).toBe(400);
  });

  test('a wrong outcome is no late view, and not waited for', () => {
    const { store, lockstep } = begun(
      { ...violating, endings: (state) => [{ state, outcome: { type: 'refused' } }] },
      { delays: { patienceMs: 400 } },
    );
    expect(store.answer(lockstep.perform(up))?.violation.name).toBe('outcome of up');
    expect(store.asked).toEqual(['up', 'view']);
  });

  test('what must not come is looked for after the run and after its recovery', () => {
    const model = { ...violating, invariants: [] };
    const quiet = { delays: { quietMs: 70 } };
    const sound = begun(model, quiet);
    sound.store.answer(sound.lockstep.perform(up));
    expect(sound.store.answer(sound.lockstep.recover())).toBeNull();
    expect(sound.store.asked).toEqual(['up', 'view', 'wait 70', 'view', 'down', 'view', 'wait 70', 'view']);

    for (const [late, at] of [
      [[1, 7], 0],
      [[1, 1, 0, 7], 1],
    ] as const) {
      const { store, lockstep } = begun(model, quiet);
      store.late.push(...late);
      store.answer(lockstep.perform(up));
      expect(store.answer(lockstep.recover())?.violation).toMatchObject({ kind: 'divergence', name: 'view.value', at });
    }
  });

  test('a recovery of no command is not followed by a second pause', () => {
    const { store, lockstep } = begun({ ...violating, recovery: () => [] }, { delays: { quietMs: 70 } });
    store.answer(lockstep.recover());
    expect(store.asked).toEqual(['wait 70', 'view']);
  });

  test('a system that throws while it is waited for is broken', () => {
    const { store, lockstep } = begun(violating, { delays: { quietMs: 70 } });
    store.errors.set('view', new RangeError('gone'));
    expect(store.answer(lockstep.recover())?.violation).toMatchObject({ kind: 'systemError', name: 'RangeError' });
  });
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
