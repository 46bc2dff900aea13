import { describe, expect, test } from 'vitest';
import { begun, violating } from './asking.ts';
import { up } from './numbers.ts';

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
