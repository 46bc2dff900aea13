import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import type { CheckReport } from '../../src/check/check.ts';
import { CannotSweep } from '../../src/check/crash-judge.ts';
import { driveSystem } from '../../src/check/drive-system.ts';
import { replay } from '../../src/check/replay.ts';
import { sweep } from '../../src/check/sweep.ts';
import { findLimits } from '../../src/check/system-limits.ts';
import { traceOf } from '../../src/check/trace-of.ts';
import { validate } from '../../src/check/validate.ts';
import type { System } from '../../src/kernel/model.ts';
import { setUp } from '../../src/kernel/setup.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { allPolicies, observedSystem } from '../../src/kernel/subject.ts';
import { renderLimits } from '../../src/report/system-limits.ts';
import type { Door, DoorCommand, DoorKind, DoorOutcome, DoorPolicies } from './door.ts';
import { doorSubject, doorSystem } from './door.ts';

const scope = { clients: 2 };
const policies = allPolicies(doorSubject()) as DoorPolicies;

function checkDoor(kind: DoorKind, policiesOn = policies): Promise<CheckReport<DoorCommand>> {
  // The first run of this seed needs the recovery.
  const how = { runs: 200, length: 12, seed: 1, generation: { guesses: 1, steerRate: 0 } };
  return check(doorSubject(kind), { system: kind.name, policies: policiesOn, scope, ...how });
}

/** A door that shows only whether it is open, and answers only whether a command was done. */
function plainDoor(change: Partial<DoorKind> = {}, alter?: (door: Door, command: DoorCommand) => void): DoorKind {
  return {
    ...observedSystem<DoorCommand, DoorOutcome, Door, DoorPolicies, typeof scope, { most: number }>({
      name: 'plain',
      observe: ({ isOpen }) => ({ isOpen }),
      observeOutcome: ({ type }) => ({ type }),
      open: async (setup) => {
        const door = doorSystem(setup.policies, setup.terms, alter);
        return {
          perform: async (command) => ({ type: (await door.perform(command)).type }),
          view: async () => ({ isOpen: (await door.view()).isOpen }),
          close: async () => undefined,
        };
      },
    }),
    ...change,
  };
}

describe('a system that shows less than its model knows', () => {
  test('holds where it shows what the model expects', async () => {
    const { verdict, limits } = await checkDoor(plainDoor());
    expect(verdict).toBe('holds');
    expect(limits).toEqual({
      notShown: ['by', 'isLocked', 'opened'],
      outcomesNotShown: ['done.count'],
      missingCommands: [],
      unclaimedPolicies: [],
      accepted: {},
      goalsOutOfReach: [],
      lookedAt: null,
    });
  });

  test('diverges where it shows another value, and the run replays', async () => {
    const jams = (door: Door): void => void (door.isOpen &&= door.opened < 2);
    const kind = plainDoor({}, jams);
    const { verdict, counterexample } = await checkDoor(kind);
    expect(verdict).toBe('violated');
    expect(counterexample?.violation).toMatchObject({ kind: 'divergence', name: 'view.isOpen', where: 'open' });
    expect(counterexample?.violation.details).toBe('isOpen: true on the model, false on the system');
    expect(counterexample?.commands).toHaveLength(3);
    const subject: AnySubject = doorSubject(kind);
    if (counterexample === null) throw new Error('no counterexample');
    const trace = traceOf(subject, counterexample);
    expect(await replay(subject, trace)).toMatchObject({ verdict: 'reproduced' });
  });

  test('diverges where it answers with another outcome, as far as outcomes are shown', async () => {
    const kind = plainDoor({}, (door) => void (door.isLocked = false));
    const { counterexample } = await checkDoor(kind);
    expect(counterexample?.violation).toMatchObject({ kind: 'divergence', name: 'outcome of open' });
    expect(counterexample?.violation.details).toContain(
      '{"type":"refused"} on the model, {"type":"done"} on the system',
    );
  });

  test('is driven along every transition', async () => {
    const drive = (kind: DoorKind): ReturnType<typeof driveSystem> =>
      driveSystem(doorSubject(kind), { system: 'plain', policies, scope, maxStates: 1_000 });
    const sound = await drive(plainDoor());
    expect(sound).toMatchObject({ divergence: null });
    expect('drivenEdges' in sound && sound.drivenEdges === sound.edges && sound.edges > 20).toBe(true);
    expect(await drive(plainDoor({}, (door) => void (door.isLocked = false)))).toMatchObject({
      divergence: { violation: { name: 'outcome of open' } },
    });
  });

  test('cannot be swept where the model lists no endings of a crash', async () => {
    const subject = doorSubject(plainDoor());
    const setup = setUp(subject, { system: 'plain', policies, scope });
    const sweeping = sweep({ ...setup, model: { ...setup.model, stateShowing: (view) => view } }, []);
    await expect(sweeping).rejects.toThrow(CannotSweep);
  });

  test('is bad use where observe throws, or gives no JSON', async () => {
    const throwing = plainDoor({
      observe: ({ opened, isOpen }) => {
        if (opened > 1) throw new RangeError('too often');
        return { isOpen };
      },
    });
    await expect(checkDoor(throwing)).rejects.toThrow(
      /^observe throws RangeError: too often: it has to give what the system shows of every value of the model$/,
    );
    const counting = plainDoor({ observe: ({ opened }) => new Map([['opened', opened]]) });
    await expect(checkDoor(counting)).rejects.toThrow('the view of the model, by observe, is a Map, which is no JSON');
    const answering = plainDoor({ observeOutcome: () => undefined });
    await expect(checkDoor(answering)).rejects.toThrow(
      /^the outcome of \w+ on the model, by observeOutcome, is undefined, which is no JSON/,
    );
  });
});

describe('a system that lacks commands', () => {
  const unlocked = (change: Partial<DoorKind> = {}): DoorKind =>
    plainDoor({
      commands: ['open', 'shut'],
      open: async (setup) => {
        const door = doorSystem(setup.policies, setup.terms);
        const refuse = async (): Promise<never> => Promise.reject(new Error('no such command'));
        const shown: System<DoorCommand, never, never> = {
          perform: async (command) =>
            'client' in command ? ({ type: (await door.perform(command)).type } as never) : refuse(),
          view: async () => ({ isOpen: (await door.view()).isOpen }) as never,
          close: async () => undefined,
        };
        return shown;
      },
      ...change,
    });

  test('is asked for no other, and goals out of its reach are left out and named', async () => {
    const { verdict, limits, outcomes, reached } = await checkDoor(unlocked());
    expect(verdict).toBe('holds');
    expect(Object.keys(outcomes).toSorted()).toEqual(['open', 'shut']);
    expect(Object.keys(reached)).toEqual(['the door is open']);
    expect(limits).toMatchObject({
      missingCommands: ['lock', 'unlock'],
      goalsOutOfReach: ['the door is locked'],
    });
    if (limits === null) throw new Error('no limits');
    expect(renderLimits('plain', limits)).toEqual([
      'plain does not show of the view: by, isLocked, opened',
      'plain does not show of the outcomes: done.count',
      'plain does not have the commands: lock, unlock',
      'out of its reach, and not asked: the door is locked',
    ]);
  });

  test('must not need a command that it does not have for its recovery', async () => {
    await expect(checkDoor(unlocked({ commands: ['open', 'lock', 'unlock'] }))).rejects.toThrow(
      'the recovery of door needs the command shut, which the system plain does not have',
    );
  });
});

describe('a system that claims fewer policies', () => {
  test('is compared with the model without the others, whose invariant is then violated', async () => {
    const { verdict, counterexample, limits } = await checkDoor(plainDoor({ claims: ['shutFirst'] }));
    expect(verdict).toBe('violated');
    expect(counterexample?.violation).toMatchObject({ kind: 'invariant', name: 'NOT_BOTH', side: 'both' });
    expect(counterexample?.commands).toHaveLength(2);
    expect(limits?.unclaimedPolicies).toEqual(['lockFirst']);
  });

  test('holds where it accepts the invariant with a reason, and the verdict names both', async () => {
    const accepts = { NOT_BOTH: 'A locked door opens from within.' };
    const { verdict, limits, invariants } = await checkDoor(plainDoor({ claims: ['shutFirst'], accepts }));
    expect({ verdict, invariants }).toEqual({ verdict: 'holds', invariants: 2 });
    expect(limits?.accepted).toEqual(accepts);
    expect(renderLimits('plain', limits ?? never())).toContain(
      'NOT_BOTH is not asked of plain: A locked door opens from within.',
    );
  });

  test('still diverges where another invariant is accepted', async () => {
    const kind = plainDoor({ accepts: { FEW: 'It counts nothing.' } }, (door) => void (door.isLocked = false));
    expect((await checkDoor(kind)).verdict).toBe('violated');
  });

  test.each<[Partial<DoorKind>, string]>([
    [
      { accepts: { NOT_ALL: 'why not' } },
      'the system plain accepts NOT_ALL, which is no invariant of door; it has NOT_BOTH, FEW, SHUT',
    ],
    [
      { claims: ['shutFirst', 'key'] as never },
      'the system plain claims key, which is no policy of door; it has lockFirst, shutFirst',
    ],
  ])('is bad use where it names what does not exist: %j', async (change, message) => {
    await expect(checkDoor(plainDoor(change))).rejects.toThrow(message);
  });
});

describe('the terms of a system', () => {
  test('go to the model and to the system alike', async () => {
    const seen: number[] = [];
    const kind: DoorKind = {
      name: 'busy',
      terms: { most: 5 },
      open: async ({ policies: on, terms }) => {
        seen.push(terms.most);
        return doorSystem(on, terms);
      },
    };
    expect((await checkDoor(kind)).verdict).toBe('holds');
    expect(new Set(seen)).toEqual(new Set([5]));
    const stubborn: DoorKind = { ...kind, open: async ({ policies: on }) => doorSystem(on, { most: 3 }) };
    expect((await checkDoor(stubborn)).counterexample?.violation.name).toBe('outcome of open');
  });

  test.each<[object, string]>([
    [{ least: 1 }, 'the system odd sets least, which is no term of door; it has most'],
    [{ most: 'many' }, 'the system odd sets most to "many": it has to be a whole number, such as 3'],
    [{ most: 1.5 }, 'the system odd sets most to 1.5: it has to be a whole number, such as 3'],
    [{ most: undefined }, 'the system odd sets most to undefined: it has to be a whole number, such as 3'],
  ])('are bad use where they are not those of the model: %j', async (terms, message) => {
    const kind = { name: 'odd', terms, open: async () => doorSystem(policies, { most: 3 }) };
    await expect(checkDoor(kind as DoorKind)).rejects.toThrow(message);
  });
});

describe('a validation finds', () => {
  test.each<[string, Partial<DoorKind>, string]>([
    [
      'an acceptance that is not needed',
      { accepts: { NOT_BOTH: 'It may be both.' } },
      'systems.plain: accepts.NOT_BOTH: no run violates it, so the acceptance is not needed',
    ],
    [
      'a command that the model does not have',
      { commands: ['open', 'shut', 'lock', 'unlock', 'knock'] },
      'systems.plain: commands: the model enables no knock; it enables open, lock, shut, unlock',
    ],
    [
      'a recovery that needs a missing command',
      { commands: ['open', 'lock', 'unlock'] },
      'systems.plain: the recovery of door needs the command shut, which the system plain does not have',
    ],
    [
      'a view that cannot be observed',
      { observe: ({ opened }) => (opened > 2 ? undefined : opened) },
      'systems.plain: observe: the view after open is undefined, which is no JSON: use records, arrays, texts, numbers, booleans and null',
    ],
  ])('%s', async (_, change, fault) => {
    expect((await validate(doorSubject(plainDoor(change)) as never)).faults).toEqual([fault]);
  });

  test('a stage of a system that is not concurrent', async () => {
    const staged = plainDoor({ stage: () => Promise.reject(new Error('not opened')) });
    const fault = 'systems.plain: stage: no race can use it, since the system is not concurrent';
    expect((await validate(doorSubject(staged) as never)).faults).toEqual([fault]);
    const concurrent = plainDoor({ ...staged, concurrent: true });
    expect((await validate(doorSubject(concurrent) as never)).faults).toEqual([]);
  });

  test('a clock that there is not', async () => {
    const kind: DoorKind = {
      name: 'odd',
      clock: 'sundial' as never,
      open: async () => doorSystem(policies, { most: 3 }),
    };
    const fault = `systems.odd: the system odd has the clock "sundial": it is 'real', or left out`;
    expect((await validate(doorSubject(kind) as never)).faults).toEqual([fault]);
  });

  test('no fault in a system that lacks what it says', async () => {
    const lacking = plainDoor({ claims: ['shutFirst'], accepts: { NOT_BOTH: 'It opens from within.' } });
    expect((await validate(doorSubject(lacking) as never)).faults).toEqual([]);
  });
});

test('a system that has, shows and holds all has no limits', async () => {
  expect(await findLimits(doorSubject(), { system: 'whole', policies, scope })).toBeNull();
});

function never(): never {
  throw new Error('no limits');
}
