import { describe, expect, test } from 'vitest';
import type { StressReport } from '../../src/stress/report.ts';
import type { CountCommand, CounterSystem } from './counter.ts';
import { counterModel, counterSystem, right, stressCounter } from './counter.ts';

test('a right system holds, over several rounds of the same world', async () => {
  const report = await stressCounter(counterModel(['add', 'take', 'read']), () => counterSystem(right));
  expect(report).toMatchObject({ verdict: 'holds', rounds: 8, worlds: 2, operations: 8 * 3 * 4, violation: null });
});

/** Reads and writes in two steps, between which another actor may come. */
function racing(type: 'took' | 'added'): CounterSystem {
  return counterSystem(async (_, count) => {
    const seen = count.value;
    await Promise.resolve();
    count.value = seen + 1;
    return type === 'took' ? { type, value: count.value } : { type };
  });
}

test('a number that two actors take at once is found, with its core', async () => {
  const { verdict, violation } = await stressCounter(counterModel(['take']), () => racing('took'));
  expect(verdict).toBe('violated');
  expect(violation).toMatchObject({ kind: 'illegal', round: 1 });
  const core = violation?.kind === 'illegal' ? violation.found.core : null;
  expect(core?.operations.length).toBe(2);
});

test('an update that is lost, and shows in no answer, is found by the look', async () => {
  const { violation } = await stressCounter(counterModel(['add']), () => racing('added'));
  expect(violation).toMatchObject({ kind: 'illegal', round: 1 });
});

test('no command is under way beside a command that is taken alone', async () => {
  const underWay: CountCommand['type'][] = [];
  const beside = new Set<string>();
  const watched = (): CounterSystem =>
    counterSystem(async (command, count) => {
      for (const other of underWay) beside.add([command.type, other].toSorted().join(' '));
      underWay.push(command.type);
      const seen = count.value;
      for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
      underWay.splice(underWay.indexOf(command.type), 1);
      if (command.type === 'add') return right(command, count);
      count.value = seen + 1;
      return { type: 'took', value: count.value };
    });
  const model = counterModel(['add', 'take']);
  const { verdict } = await stressCounter(model, watched, {}, { alone: ['take'] });
  expect([verdict, [...beside]]).toEqual(['holds', ['add add']]);
  expect((await stressCounter(model, watched)).verdict).toBe('violated');
});

test('a right system holds whose answers overtake each other', async () => {
  const overtaking = (): CounterSystem =>
    counterSystem(async (command, count) => {
      const outcome = await right(command, count);
      const number = 'value' in outcome ? outcome.value : 0;
      // The answer to the first of three is the last.
      for (let turn = 10 * (3 - ((number - 1) % 3)); turn > 0; turn -= 1) await Promise.resolve();
      return outcome;
    });
  const report = await stressCounter(counterModel(['take']), overtaking);
  expect(report).toMatchObject({ verdict: 'holds', rounds: 8 });
});

test('an answer from before the call of its command is found', async () => {
  const stale = (): CounterSystem => {
    const before = new Map<string, number>();
    return counterSystem(async (command, count) => {
      if (command.type === 'take') return right(command, count);
      const value = before.get(command.actor) ?? 0;
      before.set(command.actor, count.value);
      return { type: 'value', value };
    });
  };
  // In a later round the look before it would show it as well.
  const { verdict } = await stressCounter(counterModel(['take', 'read']), stale, { maxRounds: 1 });
  expect(verdict).toBe('violated');
});

test('a command without a reply may have had its effect, and may have had none', async () => {
  let asked = 0;
  const lossy = (): CounterSystem =>
    counterSystem(async (command, count) => {
      asked += 1;
      if (asked % 3 === 0) return { type: 'noReply' };
      const outcome = await right(command, count);
      return asked % 4 === 0 ? { type: 'noReply' } : outcome;
    });
  const report = await stressCounter(counterModel(['add', 'take']), lossy);
  expect(report.verdict).toBe('holds');
  expect(report.unknownOutcomes).toBeGreaterThan(8);
  // Its effect may come after the round, so no other round follows.
  expect(report.worlds).toBe(8);
});

test('what is lost between two rounds is found', async () => {
  const forgetful = (): CounterSystem => {
    const count = { value: 0 };
    return {
      perform: (command) => right(command, count),
      async view() {
        const { value } = count;
        count.value = 0;
        return { value };
      },
      close: async () => undefined,
    };
  };
  const { violation } = await stressCounter(counterModel(['add']), forgetful);
  expect(violation).toMatchObject({ kind: 'illegal', round: 2 });
});

test('an invariant that is violated on both sides is found', async () => {
  const atMost20 = { id: 'atMost20', says: 'it is at most 20', holds: ({ value }: { value: number }) => value <= 20 };
  const model = { ...counterModel(['add']), invariants: [atMost20] };
  const { verdict, violation } = await stressCounter(model, () => counterSystem(right));
  expect(verdict).toBe('violated');
  expect(violation).toMatchObject({ kind: 'invariant', round: 2, id: 'atMost20' });
});

test('a system that throws is a violation, which names the command', async () => {
  const throwing = (): CounterSystem =>
    counterSystem(async () => {
      throw new TypeError('no such row');
    });
  const { violation } = await stressCounter(counterModel(['add']), throwing);
  expect(violation).toMatchObject({ kind: 'failure', name: 'TypeError', failed: 0, round: 1, look: null });
  expect(violation).toMatchObject({ initial: [{ state: { value: 0 } }] });
  if (violation?.kind !== 'failure') return;
  expect(violation.operations[0]).toMatchObject({ command: { type: 'add' }, returnedAt: null, outcome: null });
});

test('rounds whose searches reach a limit are counted, and leave no verdict', async () => {
  // Twelve commands at once have many orders, and none of them ends in this look.
  const lying = (): CounterSystem => ({ ...counterSystem(right), view: async () => ({ value: -1 }) });
  const report = await stressCounter(counterModel(['add'], 12), lying, {
    operationsEach: 1,
    isOutOfMemory: () => true,
  });
  expect(report).toMatchObject({ verdict: 'inconclusive', rounds: 8, notDecided: 8, worlds: 8, violation: null });
});

test('commands are those that are enabled in a guess, which takes the answers', async () => {
  const { commands, ...model } = counterModel(['take']);
  const few = { ...model, commands: (state: { value: number }) => (state.value < 5 ? commands(state) : []) };
  const report = await stressCounter(few, () => counterSystem(right), { maxWorlds: 1 });
  // Three commands are under way at once, so that two more may have been called by then.
  expect(report.operations).toBeGreaterThanOrEqual(5);
  expect(report.operations).toBeLessThanOrEqual(7);
});

test('a model without an enabled command ends the stress without a verdict', async () => {
  const report = await stressCounter(counterModel([]), () => counterSystem(right), { maxRounds: Infinity });
  expect(report).toMatchObject({ verdict: 'inconclusive', operations: 0 });
});

test('a stress that is interrupted reports its rounds', async () => {
  const stop = new AbortController();
  const report = await stressCounter(counterModel(['add']), () => counterSystem(right), {
    signal: stop.signal,
    onProgress: ({ rounds }) => {
      if (rounds === 3) stop.abort();
    },
  });
  expect(report).toMatchObject({ verdict: 'interrupted', rounds: 3 });
});

describe('a command that a cut connection struck', () => {
  /** Turns before and after the effect, in each of which the connection may be cut. */
  const cuttable = (): CounterSystem => {
    const cut = new Set<string>();
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    };
    const system = counterSystem(async (command, count) => {
      await turns();
      if (cut.delete(command.actor)) return { type: 'noReply' };
      const outcome = await right(command, count);
      await turns();
      return cut.delete(command.actor) ? { type: 'noReply' } : outcome;
    });
    return { ...system, faults: { cut: async (actor) => cut.size === 0 && cut.add(actor).size > 0 } };
  };
  const stressCut = (struck: (command: CountCommand) => readonly (readonly CountCommand[])[]): Promise<StressReport> =>
    stressCounter(counterModel(['add', 'take']), cuttable, {
      faults: ['cut'],
      struck: (_, command) => struck(command),
      maxRounds: 40,
    });

  test('ends in any of the ways that the subject says, and the world goes on', async () => {
    const report = await stressCut((command) => [[], [command]]);
    expect(report).toMatchObject({ verdict: 'holds', worlds: 10, unknownOutcomes: 0 });
    expect(report.strikes['cut']).toBeGreaterThan(20);
  });

  test('is known as such where the next strike comes while its own is over', async () => {
    const slow = (): CounterSystem => {
      const { faults, ...system } = cuttable();
      let turns = 0;
      return {
        ...system,
        faults: {
          cut: async (actor) => {
            const struck = faults?.cut?.(actor);
            for (let turn = (turns += 7) % 90; turn > 0; turn -= 1) await Promise.resolve();
            return (await struck) === true;
          },
        },
      };
    };
    const report = await stressCounter(counterModel(['add', 'take']), slow, {
      faults: ['cut'],
      struck: (_, command) => [[], [command]],
      maxRounds: 500,
      operationsEach: 2,
      roundsPerWorld: 20,
    });
    expect(report).toMatchObject({ verdict: 'holds', unknownOutcomes: 0 });
    expect(report.strikes['cut']).toBeGreaterThan(100);
  });

  test('is found where its effect is none of these ways', async () => {
    expect(await stressCut(() => [[]])).toMatchObject({ verdict: 'violated', violation: { kind: 'illegal' } });
    expect(await stressCut((command) => [[command]])).toMatchObject({ verdict: 'violated' });
  });

  test('a fault that the system cannot be given is refused', async () => {
    const kill = stressCounter(counterModel(['add']), cuttable, { faults: ['kill'] });
    await expect(kill).rejects.toThrow('the system in memory cannot be given the fault kill; it can be given cut');
  });
});
