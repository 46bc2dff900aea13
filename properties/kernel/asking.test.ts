import { describe, expect, test } from 'vitest';
import type { Asking, Lockstep } from '../../src/kernel/lockstep.ts';
import { createLockstep } from '../../src/kernel/lockstep.ts';
import type { Command } from '../../src/kernel/model.ts';
import type { ViolationFound } from '../../src/kernel/run.ts';
import { UserError } from '../../src/kernel/user-error.ts';
import { begun, Store, violating } from './asking.ts';
import type { Numbers, Value } from './numbers.ts';
import { down, lostUp, up } from './numbers.ts';

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
