import { describe, expect, test } from 'vitest';
import { auditedEndings } from '../../src/check/audit.ts';
import { check } from '../../src/check/check.ts';
import { lostUp, numbers } from '../kernel/numbers.ts';
import type { CounterSubject } from './counter.ts';
import { counterModel, counterSubject, counterSystem } from './counter.ts';

/** The counter, with a model that is changed so that it is no model any more. */
function checkWith(
  change: (model: ReturnType<typeof counterModel>) => ReturnType<typeof counterModel>,
): Promise<unknown> {
  const model: CounterSubject['model'] = (policies, scope) => change(counterModel(policies, scope));
  const options = { system: 'plain', policies: { floor: true }, scope: { most: 10 }, runs: 5, length: 20, seed: 1 };
  return check({ ...counterSubject(counterSystem), model }, options);
}

describe('a model that is not sound is no violation, and stops the check', () => {
  test('one that remembers something between two calls', async () => {
    let calls = 0;
    const unsound = checkWith((model) => ({
      ...model,
      step(draft, command) {
        calls += 1;
        draft.value += calls;
        return model.step(draft, command);
      },
    }));
    await expect(unsound).rejects.toThrow(/the model of counter gives two answers to .*the usual causes are a clock/);
  });

  test('one whose view changes the state', async () => {
    const unsound = checkWith((model) => ({
      ...model,
      view(state) {
        state.value = 3;
        return { value: 3 };
      },
    }));
    await expect(unsound).rejects.toThrow(/read only/);
  });

  test('one that gives no outcome', async () => {
    const unsound = checkWith((model) => ({ ...model, step: (() => undefined) as never }));
    await expect(unsound).rejects.toThrow(/no outcome/);
  });
});

test('an audit gives frozen states, also where a command has several endings', () => {
  const endings = auditedEndings(numbers, { value: 0 }, lostUp);
  expect(endings.map(({ state }) => [state.value, Object.isFrozen(state)])).toEqual([
    [1, true],
    [0, true],
  ]);
});
