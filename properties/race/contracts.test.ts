import { describe, expect, test } from 'vitest';
import type { Contract } from '../../src/kernel/contract.ts';
import { guessModel } from '../../src/kernel/guess-model.ts';
import { Interrupted } from '../../src/kernel/interrupted.ts';
import type { Command, Outcome, System } from '../../src/kernel/model.ts';
import { findStart, judgeRun } from '../../src/race/judge-run.ts';
import { recoverRun } from '../../src/race/recover-run.ts';
import { rememberRecoveries } from '../../src/race/recoveries.ts';
import type { RaceRun } from '../../src/race/run-race.ts';
import type { DispenserBug } from '../check/contract/dispenser.ts';
import { dispenserContract, dispenserKind } from '../check/contract/dispenser.ts';

type AnyContract = Contract<unknown, Command, Outcome, unknown>;

const dispenser = dispenserContract as unknown as AnyContract;
const number = (value: number): Outcome => ({ type: 'number', number: value }) as Outcome;
const command = (type: 'take' | 'giveBack', client: string): Command => ({ type, client }) as Command;

/** Both clients take a number at the same time, and are given these. */
function takenAtOnce(
  [first, second]: readonly [number, number],
  out: readonly number[],
): RaceRun<Command, Outcome, unknown> {
  const operation = (client: string, at: number, outcome: Outcome) => ({
    actor: client,
    calledAt: at,
    returnedAt: at + 2,
    command: command('take', client),
    outcome,
  });
  return {
    operations: [operation('c1', 1, number(first)), operation('c2', 2, number(second))],
    view: { out },
    steps: [],
    choices: [],
    before: [],
    thrown: [],
    hanging: [],
    faults: [],
    isFromStart: true,
  };
}

const noRecovery = async (): Promise<{ recovery: []; violation: null }> => ({ recovery: [], violation: null });
const model = guessModel(dispenser);

describe('a race judged by a contract', () => {
  test('is right where an order of its commands breaks no promise', async () => {
    const start = await findStart({ model }, [], []);
    const { violation } = await judgeRun({ model }, start, takenAtOnce([5, 2], [2, 5]), noRecovery);
    expect(violation).toBeNull();
  });

  test('names the promise that an answer breaks, or the look after it', async () => {
    const start = await findStart({ model }, [], []);
    const twice = await judgeRun({ model }, start, takenAtOnce([0, 0], [0]), noRecovery);
    expect(twice.violation).toMatchObject({ kind: 'notLinearizable', promise: 'once' });
    const hidden = await judgeRun({ model }, start, takenAtOnce([0, 1], [0]), noRecovery);
    expect(hidden.violation).toMatchObject({ kind: 'notLinearizable', promise: 'shownOut' });
  });

  test('begins with what is known after the answers to the commands before it', async () => {
    const before = [command('take', 'c1'), command('take', 'c2')];
    const start = await findStart({ model }, before, [number(7), number(3)]);
    expect(start).toEqual([{ state: { c1: [7], c2: [3] }, names: [] }]);
    expect(await findStart({ model }, before, [number(7), number(7)])).toEqual([]);
    const ofClock = guessModel({ ...dispenser, actor: () => null });
    expect(await findStart({ model: ofClock }, before, [number(7), number(3)])).toEqual(start);
  });
});

/** A dispenser of which both clients hold a number. */
async function systemWith(bug: DispenserBug): Promise<System<Command, Outcome, unknown>> {
  const system = (await dispenserKind(bug).open({ policies: {}, scope: {}, terms: {} })) as unknown as System<
    Command,
    Outcome,
    unknown
  >;
  for (const client of ['c1', 'c2']) await system.perform(command('take', client));
  return system;
}

describe('the recovery after a race, by a contract', () => {
  const ends = [{ state: { c1: [0], c2: [1] }, names: [] }];
  const after = async (bug: DispenserBug, contract: Partial<AnyContract> = {}) => {
    const system = await systemWith(bug);
    return recoverRun({ model: guessModel({ ...dispenser, ...contract }) }, ends, { system, view: null });
  };

  test('goes the first way until nothing is left to do', async () => {
    const { recovery, violation } = await after({});
    expect(violation).toBeNull();
    expect(recovery.map((step) => step.command)).toEqual([command('giveBack', 'c1'), command('giveBack', 'c2')]);
  });

  test('finds an answer or a look that breaks a promise', async () => {
    const { violation } = await after({ giveBack: () => undefined });
    expect(violation).toMatchObject({ kind: 'recovery', promise: 'shownOut' });
  });

  test('is no violation where it is interrupted', async () => {
    const { violation, recovery } = await after({
      giveBack: () => {
        throw new Interrupted();
      },
    });
    expect([violation, recovery]).toEqual([null, []]);
  });

  test('goes on from all that may be known, as far as answers agree with it', async () => {
    const system = await systemWith({});
    const known = [{ state: { c1: [0, 9], c2: [1] }, names: [] }, ...ends];
    const { violation } = await recoverRun({ model }, known, { system, view: null });
    expect(violation).toBeNull();
  });

  test('finds a settled promise that is broken at its end, and a recovery without an end', async () => {
    const never = { id: 'never', says: 'It never ends.', brokenInTheEnd: () => 'It has ended.' };
    const settled = await after({}, { settled: [never] });
    expect(settled.violation).toMatchObject({ kind: 'settled', promise: 'never' });
    const way = { name: 'clients take', next: () => command('take', 'c1') };
    const endless = await after({}, { recoveries: [way], longestRecovery: 3 });
    expect(endless.violation).toMatchObject({ kind: 'recovery' });
    expect(endless.recovery).toHaveLength(3);
  });
});

describe('the ways of a contract to recover after a race', () => {
  const ends = [{ state: { c1: [0], c2: [1] }, names: [] }];
  const recoveries = dispenser.recoveries.toReversed();
  const run = takenAtOnce([0, 1], [0, 1]);

  /** What came of so many schedules that end alike, on a dispenser with a bug. */
  async function taken(bug: DispenserBug, schedules: number): Promise<unknown[]> {
    const setup = { model: guessModel({ ...dispenser, recoveries }) };
    const recoverAfter = rememberRecoveries({ setup } as never);
    const made: unknown[] = [];
    for (let at = 0; at < schedules; at += 1) {
      const { way, violation } = await recoverAfter(run, ends, await systemWith(bug));
      made.push([way, violation?.promise ?? null]);
    }
    return made;
  }

  test('are taken in turn by the schedules that end alike', async () => {
    const [go, giveBack] = recoveries.map(({ name }) => name);
    expect(await taken({}, 3)).toEqual([
      [go, null],
      [giveBack, null],
      [go, null],
    ]);
  });

  test('are taken until one is wrong, which then counts for such schedules', async () => {
    const [go, giveBack] = recoveries.map(({ name }) => name);
    expect(await taken({ giveBack: () => undefined }, 3)).toEqual([
      [go, null],
      [giveBack, 'shownOut'],
      [giveBack, 'shownOut'],
    ]);
  });
});
