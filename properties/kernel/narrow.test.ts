import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/kernel/configuration.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import { narrowModel } from '../../src/kernel/narrow.ts';

interface Value {
  value: number;
}

const up: Command = { type: 'up' };
const down: Command = { type: 'down' };
const stop: Command = { type: 'stop' };
const rule = (id: string): { id: string; says: string; holds: () => boolean } => ({ id, says: id, holds: () => true });

/** A number that recovers by `down`, and at one by `stop` as well. */
const model: Model<Value, Command, Outcome, Value> = {
  name: 'number',
  initial: { value: 0 },
  commands: () => [up, down, stop],
  step: () => ({ type: 'moved' }),
  view: (state) => state,
  invariants: [rule('LOW'), rule('HIGH')],
  recovery: ({ value }) => (value === 0 ? [] : value === 1 ? [down, stop] : [down, down]),
  settled: [rule('EMPTY'), rule('EVEN')],
};

test('the model of a system that lacks nothing is the model itself', () => {
  expect(narrowModel(model, { name: 'whole' })).toBe(model);
  expect(narrowModel(model, { name: 'whole', accepts: {} })).toBe(model);
});

describe('an invariant that a system does not hold', () => {
  test('is not asked of it, whether it always holds or only once recovery is done', () => {
    const narrowed = narrowModel(model, { name: 'loose', accepts: { HIGH: 'It may be high.', EMPTY: 'It may stay.' } });
    expect(narrowed.invariants.map(({ id }) => id)).toEqual(['LOW']);
    expect(narrowed.settled.map(({ id }) => id)).toEqual(['EVEN']);
    expect(narrowed).toMatchObject({ name: 'number', commands: model.commands, recovery: model.recovery });
  });

  test('has to be one of the model', () => {
    const narrowing = (): unknown => narrowModel(model, { name: 'loose', accepts: { LOW: '', ODD: '', ALL: '' } });
    expect(narrowing).toThrow(ConfigurationError);
    expect(narrowing).toThrow(
      'the system loose accepts ODD, ALL, which is no invariant of number; it has LOW, HIGH, EMPTY, EVEN',
    );
  });
});

describe('a command that a system lacks', () => {
  const narrowed = narrowModel(model, { name: 'small', commands: ['up', 'stop'], accepts: { LOW: 'It may be low.' } });

  test('is not enabled in the model of this system', () => {
    expect(narrowed.commands({ value: 0 })).toEqual([up, stop]);
    expect(narrowed.invariants.map(({ id }) => id)).toEqual(['HIGH']);
    expect(narrowed.initial).toEqual({ value: 0 });
  });

  test('takes no part in a recovery that has another command', () => {
    expect(narrowed.recovery({ value: 0 })).toEqual([]);
    expect(narrowed.recovery({ value: 1 })).toEqual([stop]);
  });

  test('is bad use where a recovery has no other command', () => {
    const recovering = (): unknown => narrowed.recovery({ value: 2 });
    expect(recovering).toThrow(ConfigurationError);
    expect(recovering).toThrow('the recovery of number needs the command down, which the system small does not have');
    const without = narrowModel(model, { name: 'small', commands: ['up'] });
    expect(() => without.recovery({ value: 1 })).toThrow('needs the command down, stop, which');
  });
});
