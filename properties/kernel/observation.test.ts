import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/kernel/configuration.ts';
import { shownOfOutcome, shownOfView } from '../../src/kernel/observation.ts';

const value = { a: 1, b: 2 };

test('a system without projections shows the whole view and the whole outcome', () => {
  expect(shownOfView({}, value)).toBe(value);
  expect(shownOfOutcome({}, value)).toBe(value);
});

test('a projection of the view leaves the outcome whole, and the other way round', () => {
  const part = ({ a }: typeof value): unknown => ({ a });
  expect(shownOfView({ observe: part }, value)).toEqual({ a: 1 });
  expect(shownOfOutcome({ observe: part }, value)).toBe(value);
  expect(shownOfOutcome({ observeOutcome: part }, value)).toEqual({ a: 1 });
  expect(shownOfView({ observeOutcome: part }, value)).toBe(value);
});

describe('a projection that throws is bad use', () => {
  const caught = (ask: () => unknown): unknown => {
    try {
      return ask();
    } catch (error) {
      return error;
    }
  };
  const throwing = (cause: unknown) => (): never => {
    throw cause;
  };

  test('with its name and the first line of its error, which is the cause', () => {
    const cause = new RangeError('too often\nby one');
    const error = caught(() => shownOfView({ observe: throwing(cause) }, value));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({
      message: 'observe throws RangeError: too often: it has to give what the system shows of every value of the model',
      cause,
    });
  });

  test('with its text where it throws no error', () => {
    const error = caught(() => shownOfOutcome({ observeOutcome: throwing('no more') }, value));
    expect(error).toMatchObject({
      message: 'observeOutcome throws no more: it has to give what the system shows of every value of the model',
    });
  });
});
