import { expect, test } from 'vitest';
import { canSweep } from '../../src/check/sweep-subject.ts';
import { sweep } from '../../src/check/sweep.ts';
import type { SweptViolation } from '../../src/check/sweep.ts';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import type { Command, Model, Outcome, System } from '../../src/kernel/model.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { Crash, createFailpoints } from '../../src/real/failpoints.ts';
import { counterSubject, counterSystem } from './counter.ts';

/** A transfer in two durable steps, with a note of what is under way in between. */
interface Purse {
  left: number;
  right: number;
  underWay: number;
}
type PurseCommand = Command & { readonly type: 'move' | 'finish' | 'wait' };

const model: Model<Purse, PurseCommand, Outcome, Purse> = {
  name: 'purse',
  initial: { left: 2, right: 0, underWay: 0 },
  commands: () => [{ type: 'move' }],
  step(draft, { type }) {
    if (type === 'finish') draft.right += draft.underWay;
    if (type === 'finish') draft.underWay = 0;
    if (type !== 'move' || draft.left === 0) return { type: 'nothingToDo' };
    draft.left -= 1;
    draft.right += 1;
    return { type: 'moved' };
  },
  view: (state) => ({ ...state }),
  stateShowing: (view) => ({ ...view }),
  invariants: [
    { id: 'TOTAL', says: 'Nothing is lost.', holds: ({ left, right, underWay }) => left + right + underWay === 2 },
    {
      id: 'GROWS',
      says: 'What has arrived stays.',
      holdsAcross: (before, _, __, after) => after.right >= before.right,
    },
  ],
  recovery: ({ underWay }) => (underWay > 0 ? [{ type: 'finish' }] : []),
  settled: [{ id: 'NOTHING_UNDER_WAY', says: 'All has arrived.', holds: ({ underWay }) => underWay === 0 }],
};

interface Planted {
  /** Nothing is noted between the two steps. */
  readonly isTorn?: boolean;
  /** What `finish` leaves under way. */
  readonly forgotten?: number;
  readonly breaksOnFinish?: boolean;
  readonly isImmortal?: boolean;
  /** What has arrived goes when somebody dies. */
  readonly losesOnCrash?: boolean;
  /** What is left goes when somebody dies for the second time. */
  readonly losesOnSecondCrash?: boolean;
}

function purse(planted: Planted = {}): () => Promise<System<PurseCommand, Outcome, Purse>> {
  const {
    isTorn = false,
    forgotten = 0,
    breaksOnFinish = false,
    isImmortal = false,
    losesOnCrash = false,
    losesOnSecondCrash = false,
  } = planted;
  return async () => {
    const failpoints = createFailpoints();
    const own = failpoints.for('teller');
    let crashes = 0;
    const kept = { left: 2, right: 0, underWay: 0 };
    function durably(name: string, work: () => void): void {
      own.reach(`${name}.before`);
      work();
      own.reach(`${name}.after`);
    }
    const noted = isTorn ? 0 : 1;
    function move(): void {
      durably('debit', () => Object.assign(kept, { left: kept.left - 1, underWay: kept.underWay + noted }));
      durably('credit', () => Object.assign(kept, { right: kept.right + 1, underWay: kept.underWay - noted }));
    }
    function finish(): void {
      Object.assign(kept, { right: kept.right + kept.underWay - forgotten, underWay: forgotten });
    }
    return {
      failpoints: {
        watch: (crashesAt) => failpoints.watch((name) => crashesAt?.(name) === true && !isImmortal),
      },
      async perform({ type }) {
        try {
          if (type === 'finish' && breaksOnFinish) throw new RangeError('no');
          if (type === 'finish') durably('finish', finish);
          if (type === 'move' && kept.left > 0) move();
          return { type: type === 'move' ? 'moved' : 'nothingToDo' };
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
          crashes += 1;
          if (losesOnSecondCrash && crashes === 2) kept.left = 0;
          if (losesOnCrash) Object.assign(kept, { left: kept.left + kept.right, right: 0 });
          return { type: 'noReply' };
        }
      },
      view: async () => kept,
      close: async () => undefined,
    };
  };
}

const move: PurseCommand = { type: 'move' };

function reported({ violation, crash, runs }: SweptViolation<PurseCommand, Outcome>): unknown[] {
  return [violation.kind, violation.name, crash?.point.name, crash?.lasting, runs];
}

test('a failure of the machine is no violation, and gives no report', async () => {
  const open = async (): ReturnType<ReturnType<typeof purse>> => ({
    ...(await purse()()),
    perform: () => Promise.reject(new EnvironmentError('the disk is full')),
  });
  await expect(sweep({ model, open }, [{ type: 'move' }])).rejects.toThrow('the disk is full');
});

test('a run is crashed at every failpoint that it comes by, once and from then on', async () => {
  const swept = await sweep({ model, open: purse() }, [move, move]);
  const names = ['debit.before', 'debit.after', 'credit.before', 'credit.after'];
  expect(swept.points).toEqual(
    [0, 1].flatMap((at) => names.map((name) => ({ name, at, killed: ['once', 'fromThenOn'] }))),
  );
  expect(swept).toMatchObject({ runs: 17, violations: [], isPartial: false });
  // Each of them, after each of those crashes.
  expect(swept.asked).toEqual({ TOTAL: 17, GROWS: 17, NOTHING_UNDER_WAY: 17 });
});

test('outcomes of commands with a crash are counted, since no model judges them', async () => {
  const { points, answers } = await sweep({ model, open: purse() }, [move]);
  expect(Object.keys(answers)).toEqual(['noReply']);
  expect(answers['noReply']).toBeGreaterThanOrEqual(2 * points.length);
  const open = async (): ReturnType<ReturnType<typeof purse>> => {
    const system = await purse()();
    const perform = async (command: PurseCommand): Promise<Outcome> => {
      const outcome = await system.perform(command);
      return outcome.type === 'noReply' ? { type: 'nonsense' } : outcome;
    };
    return { ...system, perform };
  };
  expect(Object.keys((await sweep({ model, open }, [move])).answers)).toEqual(['nonsense']);
});

test('a transfer that a crash tears in two is found, with the failpoint and the steps', async () => {
  const { violations } = await sweep({ model, open: purse({ isTorn: true }) }, [move]);
  expect(violations.map(reported)).toEqual([['invariant', 'TOTAL', 'debit.after', 'once', 4]]);
  expect(violations[0]?.steps).toEqual([{ command: move, outcome: { type: 'noReply' }, killedAt: ['debit.after'] }]);
});

test('a violation that needs a crash is found at its first crash, and not without one', async () => {
  const swept = await sweep({ model, open: purse({ losesOnCrash: true }) }, [move, move]);
  expect(swept.violations.map(reported)).toEqual([['invariant', 'GROWS', 'debit.before', 'once', 8]]);
  expect(swept.violations[0]?.steps).toEqual([
    { command: move, outcome: { type: 'moved' }, killedAt: [] },
    { command: move, outcome: { type: 'noReply' }, killedAt: ['debit.before'] },
  ]);
});

test('a recovery that does another thing than the model’s is found', async () => {
  const swept = await sweep({ model, open: purse({ forgotten: 1 }) }, [move]);
  expect(swept.violations.map(reported)).toContainEqual(['divergence', 'view.right', 'debit.after', 'once', 4]);
});

test('a recovery that throws is found', async () => {
  const swept = await sweep({ model, open: purse({ breaksOnFinish: true }) }, [move]);
  expect(swept.violations.map(reported)).toEqual([['systemError', 'RangeError', 'debit.after', 'once', 4]]);
  // Where recovery does not come to its end, what holds at its end is not asked.
  expect(swept.asked).toEqual({ TOTAL: 9, GROWS: 9, NOTHING_UNDER_WAY: 5 });
  expect(swept.violations[0]?.steps.at(-1)).toEqual({ command: { type: 'finish' }, outcome: null, killedAt: [] });
});

test('a recovery that leaves something, and one that does not end, are found', async () => {
  const idle = await sweep({ model: { ...model, recovery: () => [] }, open: purse() }, [move]);
  expect(idle.violations.map(reported)).toEqual([['settled', 'NOTHING_UNDER_WAY', 'debit.after', 'once', 4]]);
  const wait: PurseCommand = { type: 'wait' };
  const endless = await sweep(
    { model: { ...model, recovery: ({ underWay }) => (underWay > 0 ? [wait] : []) }, open: purse() },
    [move],
  );
  expect(endless.violations.map(reported)).toEqual([['endless', 'recovery', 'debit.after', 'once', 4]]);
});

test('a failpoint without a crash is not counted as crashed', async () => {
  const { points, violations } = await sweep({ model, open: purse({ isImmortal: true }) }, [move]);
  expect(points.map(({ killed }) => killed)).toEqual([[], [], [], []]);
  expect(violations).toEqual([]);
});

test('a lasting crash hits every later actor, and a single crash hits one', async () => {
  const { violations } = await sweep({ model, open: purse({ losesOnSecondCrash: true }) }, [move, move]);
  expect(violations.map(reported)).toEqual([['invariant', 'TOTAL', 'debit.before', 'fromThenOn', 4]]);
  expect(violations[0]?.steps.map(({ killedAt }) => killedAt)).toEqual([['debit.before'], ['debit.before']]);
});

test('a failpoint reached in another command the second time is not counted as crashed', async () => {
  let opened = 0;
  const open = async (): Promise<System<PurseCommand, Outcome, Purse>> => {
    const system = await purse()();
    opened += 1;
    let skips = opened > 1 ? 1 : 0;
    const perform = async (command: PurseCommand): Promise<Outcome> => {
      skips -= 1;
      return skips === 0 ? { type: 'moved' } : system.perform(command);
    };
    return { ...system, perform };
  };
  const blind = { ...model, view: () => ({ left: 0, right: 0, underWay: 0 }), invariants: [], settled: [] };
  const { points } = await sweep({ model: blind, open: async () => blinded(await open()) }, [move, move]);
  expect(points.length).toBe(8);
  expect(points.filter(({ killed }) => killed.length > 0)).toEqual([]);
});

/** The same system, of which nothing is to be seen. */
function blinded(system: System<PurseCommand, Outcome, Purse>): System<PurseCommand, Outcome, Purse> {
  return { ...system, view: async () => ({ left: 0, right: 0, underWay: 0 }) };
}

test('a model that goes on from another state than the system shows is found', async () => {
  const { violations } = await sweep({ model: { ...model, stateShowing: () => model.initial }, open: purse() }, [move]);
  expect(violations.map(reported)).toEqual([['divergence', 'view.left', 'debit.after', 'once', 6]]);
  expect(violations[0]?.steps).toHaveLength(1);
});

test('only those crashes are taken that are asked for', async () => {
  const takes = ({ name, at }: { name: string; at: number }, lasting: string): boolean =>
    name === 'credit.before' && at === 1 && lasting === 'once';
  const { points, runs } = await sweep({ model, open: purse() }, [move, move], { takes });
  expect(runs).toBe(2);
  expect(points.filter(({ killed }) => killed.length > 0)).toEqual([
    { name: 'credit.before', at: 1, killed: ['once'] },
  ]);
});

test('a sweep stops on its signal, and reports that it is partial', async () => {
  const swept = await sweep({ model, open: purse() }, [move], { signal: AbortSignal.abort() });
  expect(swept).toMatchObject({ runs: 1, isPartial: true });
});

test('without failpoints or a stateShowing of the model, it names the missing part', async () => {
  const open = async (): Promise<System<PurseCommand, Outcome, Purse>> => {
    const { perform, view, close } = await purse()();
    return { perform, view, close };
  };
  await expect(sweep({ model, open }, [move])).rejects.toThrow('the system has no failpoints');
  const { stateShowing: _, ...without } = model;
  await expect(sweep({ model: without, open: purse() }, [move])).rejects.toThrow(
    'the model of purse has no stateShowing',
  );
});

test('a subject can be swept where its model names the state after a crash', () => {
  const counter: AnySubject = counterSubject(counterSystem);
  expect(canSweep(counter)).toBe(false);
  const naming: AnySubject = {
    ...counter,
    model: (...how) => ({ ...counter.model(...how), stateShowing: (view) => view }),
  };
  expect(canSweep(naming)).toBe(true);
});
