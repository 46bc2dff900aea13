import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import type { CheckReport } from '../../src/check/check.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { LeftOver } from '../../src/kernel/started.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { Door, DoorCommand, DoorKind, DoorPolicies } from '../check/door.ts';
import { doorSubject, doorSystem } from '../check/door.ts';

const scope = { clients: 2 };
const policies = allPolicies(doorSubject()) as DoorPolicies;
const setup = { system: 'house', policies, scope };

/** What has happened to the doors of a house. */
interface Log {
  started: number;
  begun: number;
  closed: number;
  stopped: number;
}

/** A house that is started once, with a fresh door for each run, but for what `keep` does to it. */
function house(log: Log, keep: (door: Door, command: DoorCommand, run: number) => void = () => undefined): DoorKind {
  return {
    name: 'house',
    open: () => Promise.reject(new Error('start takes the place of open')),
    async start() {
      log.started += 1;
      let run = 0;
      return {
        async begin({ policies: on, terms }) {
          log.begun += 1;
          run += 1;
          const own = run;
          const door = doorSystem(on, terms, (inside, command) => keep(inside, command, own));
          return {
            perform: (command) => door.perform(command),
            view: () => door.view(),
            close: async () => void (log.closed += 1),
          };
        },
        stop: async () => void (log.stopped += 1),
      };
    },
  };
}

const nothing = (): Log => ({ started: 0, begun: 0, closed: 0, stopped: 0 });

function checkHouse(kind: DoorKind, runs = 60): Promise<CheckReport<DoorCommand>> {
  return check(doorSubject(kind), { ...setup, runs, length: 10, seed: 1 });
}

function idle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 400));
}

describe('a system that is started once', () => {
  test('is reset for each run, and stopped where no run follows', async () => {
    const log = nothing();
    expect((await checkHouse(house(log))).verdict).toBe('holds');
    expect(log).toMatchObject({ begun: 60, closed: 60 });
    // On a busy machine a pause between two runs may be long.
    expect(log.started).toBeLessThan(30);
    await idle();
    expect(log.stopped).toBe(log.started);
  });

  test('is shared by the engines that follow one another', async () => {
    const log = nothing();
    const subject = doorSubject(house(log));
    await check(subject, { ...setup, runs: 5, length: 5, seed: 1 });
    const driven = await driveEdges(setUp(subject, setup), { maxStates: 1_000 });
    expect(driven).toMatchObject({ violations: [], drivenEdges: driven.edges });
    expect(log.started).toBeLessThan(log.begun);
    await idle();
    expect(log.stopped).toBe(log.started);
  });

  test('is found out where it violates the model, after a restart of the system', async () => {
    const log = nothing();
    const jams = (door: Door): void => void (door.isOpen &&= door.opened < 2);
    const { verdict, counterexample } = await checkHouse(house(log, jams));
    expect(verdict).toBe('violated');
    expect(counterexample?.commands).toHaveLength(3);
    expect(log.started).toBeGreaterThan(1);
    await idle();
    expect(log.stopped).toBe(log.started);
  });

  test('is bad use where a run sees what is left over from the runs before', async () => {
    const remembers = (door: Door, { type }: DoorCommand, run: number): void => {
      if (run > 20 && type === 'open') door.by = 'a guest of before';
    };
    const log = nothing();
    await expect(checkHouse(house(log, remembers))).rejects.toThrow(LeftOver);
    await expect(checkHouse(house(log, remembers))).rejects.toThrow(
      /^view\.by shows after other runs, and not after a restart of the system: begin\(\) keeps something of the runs/,
    );
    const subject = doorSubject(house(log, (door, _, run) => void (run > 1 && (door.opened += 1))));
    const driving = driveEdges(setUp(subject, setup), { maxStates: 1_000 });
    await expect(driving).rejects.toThrow(LeftOver);
    await idle();
    expect(log.stopped).toBe(log.started);
  });

  test('that cannot be started is started again by the next run', async () => {
    let tries = 0;
    const log = nothing();
    const kind = house(log);
    const failing: DoorKind = {
      ...kind,
      start: () => ((tries += 1) === 1 ? Promise.reject(new RangeError('no house')) : (kind.start?.() as never)),
    };
    const { open } = setUp(doorSubject(failing), setup);
    await expect(open()).rejects.toThrow('no house');
    await (await open()).close();
    await idle();
    expect({ tries, ...log }).toEqual({ tries: 2, started: 1, begun: 1, closed: 1, stopped: 1 });
  });
});
