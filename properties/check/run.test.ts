import { describe, expect, test } from 'vitest';
import { recordOtherFindings } from '../../src/check/other-findings.ts';
import { confirm, runToViolation, SystemTooSlow } from '../../src/check/run.ts';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { NoAnswer } from '../../src/kernel/judge.ts';
import type { System } from '../../src/kernel/model.ts';
import type { ViolatingRun } from '../../src/kernel/run.ts';
import { ViolationFound } from '../../src/kernel/run.ts';
import { LeftOver } from '../../src/kernel/started.ts';
import type { Finding } from '../../src/kernel/violation.ts';
import type { CounterCommand, CounterOutcome, CounterView } from './counter.ts';
import { counterModel, counterSystem } from './counter.ts';

type CounterSystem = System<CounterCommand, CounterOutcome, CounterView>;

const model = counterModel({ floor: true }, { most: 10 });
const up: CounterCommand = { type: 'up' };

/** A counter that gives no answer to the command that brings it to two. */
function silentAtTwo(): CounterSystem {
  const system = counterSystem();
  return {
    ...system,
    async perform(command) {
      const outcome = await system.perform(command);
      if ((await system.view()).value === 2) throw new NoAnswer(1_000);
      return outcome;
    },
  };
}

describe('a run on a fresh system', () => {
  test('ends in no violation where the system does as the model says', async () => {
    let closed = 0;
    const open = async (): Promise<CounterSystem> => ({ ...counterSystem(), close: async () => void (closed += 1) });
    expect(await runToViolation({ model, open }, [up, up])).toBeNull();
    expect(closed).toBe(1);
  });

  test('ends with the first violation, and the commands up to it', async () => {
    const open = async (): Promise<CounterSystem> => counterSystem((value) => (value === 2 ? 9 : value));
    expect(await runToViolation({ model, open }, [up, up, up])).toMatchObject({
      commands: [up, up],
      violation: { kind: 'divergence', name: 'view.value', at: 1 },
    });
  });

  test('is recovered, and what shows there is found', async () => {
    const open = async (): Promise<CounterSystem> =>
      counterSystem((value, { type }) => (type === 'down' ? value + 1 : value));
    expect(await runToViolation({ model, open }, [up])).toMatchObject({
      commands: [up],
      recovery: [{ type: 'down' }],
      violation: { where: 'down', at: 1 },
    });
  });

  test('is observed, step by step', async () => {
    const values: number[] = [];
    const open = async (): Promise<CounterSystem> => counterSystem();
    await runToViolation({ model, open }, [up, up], { observe: ({ after }) => void values.push(after.value) });
    expect(values).toEqual([1, 2]);
  });

  test('waits for an answer as long as the harness says', async () => {
    const silent = { ...counterSystem(), view: (): Promise<CounterView> => new Promise(() => undefined) };
    expect(await runToViolation({ model, open: async () => silent, answerMs: 1 }, [up])).toMatchObject({
      violation: { name: 'NoAnswer', details: 'the system did not answer within 0.001 s' },
    });
  });

  test('fails where the system does not open', async () => {
    const open = (): Promise<never> => Promise.reject(new RangeError('it does not open'));
    await expect(runToViolation({ model, open }, [up])).rejects.toThrow('it does not open');
  });
});

describe('a run on a model in which commands have several endings', () => {
  const down: CounterCommand = { type: 'down' };
  /** `up` may take no effect; `down` is enabled above zero. */
  const open: typeof model = {
    ...model,
    commands: ({ value }) => (value > 0 ? [up, down] : [up]),
    endings: (state, command) => [
      ...(command.type === 'up' ? [{ state, outcome: { type: 'moved' } as const }] : []),
      stepOnCopy(model, state, command),
    ],
  };

  async function performed(
    alter: (value: number) => number,
    run: readonly CounterCommand[],
    on = open,
  ): Promise<string[]> {
    const types: string[] = [];
    const harness = {
      model: on,
      open: async (): Promise<CounterSystem> => {
        const system = counterSystem(alter);
        return { ...system, perform: (command) => (types.push(command.type), system.perform(command)) };
      },
    };
    expect(await runToViolation(harness, run)).toBeNull();
    return types;
  }

  test('leaves out a command that no possible state enables', async () => {
    expect(await performed(() => 0, [up, down, up])).toEqual(['up', 'up']);
    expect(await performed((value) => value, [up, down])).toEqual(['up', 'down']);
  });

  test('takes every command where each has a single ending', async () => {
    const { endings: _, ...single } = open;
    expect(await performed((value) => value, [down, up, down], single)).toEqual(['down', 'up', 'down']);
  });
});

describe('a violation after which a connection was lost', () => {
  /** Each run on the counter does this of the value in turn, and one connection is lost in the first. */
  function losing(...alters: readonly ((value: number, command: CounterCommand) => number)[]): {
    harness: Parameters<typeof runToViolation<CounterView, CounterCommand, CounterOutcome, CounterView>>[0];
    opened(): number;
  } {
    let opened = 0;
    return {
      harness: {
        model,
        open: async () => counterSystem(alters[(opened += 1) - 1]),
        connectionLosses: () => ({ count: Math.min(opened, 1), why: 'it was cut' }),
      },
      opened: () => opened,
    };
  }
  const high = (value: number): number => (value === 2 ? 9 : value);
  const right = (value: number): number => value;
  const throwing = (value: number): number => {
    if (value === 2) throw new RangeError('too high');
    return value;
  };
  const leaks = (value: number, { type }: CounterCommand): number => (type === 'down' ? value + 1 : value);

  test('is found where the run shows it once more at the same place', async () => {
    const { harness, opened } = losing(high, high);
    expect(await runToViolation(harness, [up, up])).toMatchObject({ violation: { name: 'view.value', at: 1 } });
    expect(opened()).toBe(2);
    expect(await runToViolation(losing(leaks, leaks).harness, [up])).toMatchObject({ recovery: [{ type: 'down' }] });
  });

  test('is looked for once more with the same steps of the model, and without a listener', async () => {
    const [executed, observed]: [string[], string[]] = [[], []];
    await runToViolation(losing(high, high).harness, [up, up], {
      execute: (of, state, command) => (executed.push(command.type), [stepOnCopy(of, state, command)]),
      observe: ({ command }) => void observed.push(command.type),
    });
    expect([executed.length, observed.length]).toEqual([4, 2]);
  });

  test('is looked for once where the run shows none', async () => {
    const { harness, opened } = losing(right);
    expect(await runToViolation(harness, [up, up])).toBeNull();
    expect(opened()).toBe(1);
  });

  test.each<[string, readonly ((value: number, command: CounterCommand) => number)[], readonly CounterCommand[]]>([
    ['none', [high, right], [up, up]],
    ['another at the same place', [high, throwing], [up, up]],
    ['the same at another place', [high, (value) => (value === 1 ? 9 : value)], [up, up]],
    ['the same in the recovery only', [high, leaks], [up, up]],
  ])('is the work of the loss where the run then shows %s', async (_, alters, run) => {
    const { harness } = losing(...alters);
    await expect(runToViolation(harness, run)).rejects.toThrow(
      'it was cut; the run shows no violation without that: run it again',
    );
  });
});

describe('a violation on a system that is started once for many runs', () => {
  const high = (value: number): number => (value === 2 ? 9 : value);
  const confirming = (second: (value: number) => number): Promise<string> => {
    const log: string[] = [];
    const harness = {
      model,
      open: async (): Promise<CounterSystem> => (log.push('open'), counterSystem(second)),
      restart: async () => void log.push('restart'),
    };
    const violation = {
      kind: 'divergence',
      name: 'view.value',
      where: 'up',
      at: 1,
      side: 'system',
      details: '',
    } as const;
    return confirm(harness, { commands: [up, up], violation }).then(
      () => log.join(),
      (error: unknown) => (error instanceof LeftOver ? `left over: ${log.join()}` : String(error)),
    );
  };

  test('is confirmed on a restarted one', async () => {
    expect(await confirming(high)).toBe('restart,open');
  });

  test('is left over from the runs before where it does not show there', async () => {
    expect(await confirming((value) => value)).toBe('left over: restart,open');
  });
});

describe('a system that gave no answer', () => {
  const silence = {
    kind: 'systemError',
    name: 'NoAnswer',
    where: 'up',
    at: 1,
    side: 'system',
    details: 'silent',
  } as const;
  const found: ViolatingRun<CounterCommand> = { commands: [up, up], violation: silence };

  test('is a finding where a fresh one gives none either, as that one showed it', async () => {
    const confirmed = await confirm({ model, open: async () => silentAtTwo() }, found);
    expect(confirmed).toMatchObject({ commands: [up, up], violation: { ...silence, details: expect.any(String) } });
    expect(confirmed.violation.details).toBe('the system did not answer within 1 s');
  });

  test.each<[string, () => CounterSystem]>([
    ['answers', counterSystem],
    ['shows another violation', () => counterSystem((value) => value + 5)],
  ])('is of the environment where a fresh one %s', async (_, system) => {
    const error = await confirm({ model, open: async () => system() }, found).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error).toMatchObject({
      name: 'SystemTooSlow',
      message:
        'silent after 2 commands, and a fresh system did: give it more time by --timeout, or find out why it is busy',
    });
    expect(error).toBeInstanceOf(SystemTooSlow);
  });

  test('gets no second run where the violation is another', async () => {
    const open = (): Promise<never> => Promise.reject(new Error('it was opened'));
    const other: ViolatingRun<CounterCommand> = { ...found, violation: { ...silence, name: 'RangeError' } };
    expect(await confirm({ model, open }, other)).toBe(other);
  });
});

describe('the other findings on the way to one', () => {
  function run(finding: Finding, length: number, recovery = 0): ViolatingRun<CounterCommand> {
    const commands = Array.from({ length }, () => up);
    const violation = { ...finding, at: 0, side: 'both', details: '' } as const;
    return { violation, commands, recovery: Array.from({ length: recovery }, () => up) };
  }
  const sought: Finding = { kind: 'invariant', name: 'A' };
  const b: Finding = { kind: 'invariant', name: 'B' };

  test('are those that are not the one that is sought', () => {
    const others = recordOtherFindings<CounterCommand>(sought);
    others.see(run(sought, 1));
    expect(others.all()).toEqual([]);
    others.see(run(b, 1));
    expect(others.all()).toEqual([run(b, 1)]);
  });

  test('are each there once, by the shortest run, the first of those as short', () => {
    const others = recordOtherFindings<CounterCommand>(sought);
    const first = run(b, 2, 1);
    for (const one of [run(b, 4), first, run(b, 3), run(b, 3, 1)]) others.see(one);
    expect(others.all()).toHaveLength(1);
    expect(others.all()[0]).toBe(first);
  });

  test('are in the order of kind, name and place', () => {
    const others = recordOtherFindings<CounterCommand>(sought);
    const down: Finding = { kind: 'divergence', name: 'view', where: 'down' };
    const settled: Finding = { kind: 'settled', name: 'A' };
    const c: Finding = { kind: 'invariant', name: 'C' };
    const findings = [down, { ...down, where: 'up' }, b, c, settled];
    for (const finding of [c, { ...down, where: 'up' }, settled, down, b]) others.see(run(finding, 1));
    expect(others.all().map(({ violation: { kind, name, where } }) => [kind, name, where])).toEqual(
      findings.map(({ kind, name, where }) => [kind, name, where]),
    );
  });
});

test('prints a thrown violation by its name and details', () => {
  const violation = { kind: 'invariant', name: 'A', at: 0, side: 'both', details: 'It holds.' } as const;
  expect(new ViolationFound({ violation, commands: [up] })).toMatchObject({ message: 'A: It holds.', recovery: [] });
});
