import { describe, expect, test } from 'vitest';
import type { Driven } from '../../src/explore/drive.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import { Interrupted } from '../../src/kernel/interrupted.ts';
import { NoAnswer } from '../../src/kernel/judge.ts';
import type { System } from '../../src/kernel/model.ts';
import type { Harness } from '../../src/kernel/setup.ts';
import { LeftOver } from '../../src/kernel/started.ts';
import type { CounterCommand, CounterOutcome, CounterView } from '../check/counter.ts';
import { counterModel, counterSystem } from '../check/counter.ts';

type Counter = Harness<CounterView, CounterCommand, CounterOutcome, CounterView>;
type CounterSystem = System<CounterCommand, CounterOutcome, CounterView>;
type Open = () => CounterSystem;

const model = counterModel({ floor: true }, { most: 3 });

/** Drives every transition on these systems in turn, the last of them for all further runs. */
function drive(opens: readonly Open[], harness: Partial<Counter> = {}): Promise<Driven<CounterCommand>> {
  let opened = 0;
  const open = async (): Promise<CounterSystem> => {
    opened += 1;
    return (opens[opened - 1] ?? opens.at(-1) ?? right)();
  };
  return driveEdges({ model, open, ...harness }, { maxStates: 100 });
}

const right: Open = () => counterSystem();
/** Shows a wrong value after the way down from three. */
const wrong: Open = () => counterSystem((value, { type }) => (type === 'down' && value === 2 ? 7 : value));
const throwing = (error: Error): Open => {
  return () =>
    counterSystem((value, { type }) => {
      if (type === 'down' && value === 2) throw error;
      return value;
    });
};

describe('a violation after which a connection was lost', () => {
  const driveLosing = (...opens: readonly Open[]): Promise<Driven<CounterCommand>> => {
    let asked = 0;
    // The count is asked for before a run, and after its violation.
    const connectionLosses = (): { count: number; why: string } => ({
      count: (asked += 1) > 1 ? 1 : 0,
      why: 'it was cut',
    });
    return drive(opens, { connectionLosses });
  };

  test('counts where a fresh system shows it once more', async () => {
    const { violations, runs } = await driveLosing(wrong, wrong, right);
    expect(violations).toMatchObject([{ violation: { name: 'view.value', at: 4 } }]);
    expect(runs).toBe(2);
  });

  test.each<[string, Open]>([
    ['none', right],
    ['another', throwing(new RangeError('too low'))],
  ])('is the work of the loss where a fresh system shows %s', async (_, second) => {
    await expect(driveLosing(wrong, second)).rejects.toThrow('it was cut; the run shows no violation without that');
  });

  test('stops the drive where the machine does not go on', async () => {
    await expect(driveLosing(wrong, throwing(new EnvironmentError('the disk is full')))).rejects.toThrow(
      /^the disk is full$/,
    );
  });
});

describe('a violation on a system that is started once for many runs', () => {
  const restart = async (): Promise<void> => undefined;

  test('counts where a restarted system shows it', async () => {
    const { violations } = await drive([wrong, wrong, right], { restart });
    expect(violations).toHaveLength(1);
  });

  test('is left over from the runs before where that one does not show it', async () => {
    await expect(drive([wrong, right], { restart })).rejects.toThrow(LeftOver);
  });
});

describe('a drive ends', () => {
  test('with the first system that gives no answer', async () => {
    const { violations, runs } = await drive([throwing(new NoAnswer(1_000))]);
    expect(violations).toMatchObject([{ violation: { name: 'NoAnswer' } }]);
    expect(runs).toBe(1);
    expect((await drive([throwing(new RangeError('too low'))])).runs).toBe(2);
  });

  test('with what it has where it is interrupted', async () => {
    const interrupted: Open = () => {
      throw new Interrupted('it was stopped');
    };
    expect(await drive([wrong, interrupted])).toMatchObject({ violations: [{}], runs: 2, drivenEdges: 5 });
  });
});

test('a system that shows a part of its model is driven by this part, twice', async () => {
  const part = (open: Open): Open => {
    return () => {
      const system = open();
      return { ...system, perform: async (command) => Object.assign(await system.perform(command), { more: 1 }) };
    };
  };
  const observation = { observeOutcome: ({ type }: CounterOutcome): unknown => ({ type, more: 1 }) };
  expect(await drive([part(right)], { observation })).toMatchObject({ violations: [], drivenEdges: 7 });
  const restart = async (): Promise<void> => undefined;
  const driven = await drive([part(wrong), part(wrong), part(right)], { observation, restart });
  expect(driven.violations).toMatchObject([{ violation: { name: 'view.value' } }]);
});
