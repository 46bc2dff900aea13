import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import type { CheckReport } from '../../src/check/check.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { DoorCommand, DoorKind, DoorPolicies } from './door.ts';
import { doorSubject, doorSystem } from './door.ts';

const scope = { clients: 2 };
const policies = allPolicies(doorSubject()) as DoorPolicies;

/** A door that shows each change only at the third look. */
function lateDoor(change: Partial<DoorKind> = {}): DoorKind {
  return {
    name: 'late',
    open: async (setup) => {
      const door = doorSystem(setup.policies, setup.terms);
      let shown = await door.view();
      let looksLeft = 0;
      return {
        async perform(command) {
          looksLeft = 2;
          return door.perform(command);
        },
        async view() {
          if (looksLeft === 0) shown = await door.view();
          looksLeft -= looksLeft === 0 ? 0 : 1;
          return { ...shown };
        },
        close: () => door.close(),
      };
    },
    ...change,
  };
}

function checkDoor(kind: DoorKind): Promise<CheckReport<DoorCommand>> {
  return check(doorSubject(kind), { system: kind.name, policies, scope, runs: 15, length: 8, seed: 1 });
}

describe('a system that shows its effects late', () => {
  test('holds with patience, and diverges without', async () => {
    expect((await checkDoor(lateDoor())).counterexample?.violation.kind).toBe('divergence');
    expect((await checkDoor(lateDoor({ patienceMs: 500 }))).verdict).toBe('holds');
  });

  test('is driven along every transition with the same patience', async () => {
    const drive = (kind: DoorKind): ReturnType<typeof driveEdges> =>
      driveEdges(setUp(doorSubject(kind), { system: 'late', policies, scope }), { maxStates: 1_000 });
    expect((await drive(lateDoor())).violations).not.toEqual([]);
    const { violations, drivenEdges, edges } = await drive(lateDoor({ patienceMs: 500 }));
    expect({ violations, drivenEdges }).toEqual({ violations: [], drivenEdges: edges });
  });

  test('diverges where an effect comes after a run that had to be quiet', async () => {
    const rattling = (change: Partial<DoorKind> = {}): DoorKind => ({
      name: 'rattling',
      open: async (setup) => {
        const door = doorSystem(setup.policies, setup.terms);
        let looks = 0;
        return {
          async perform(command) {
            looks = 0;
            return door.perform(command);
          },
          async view() {
            looks += 1;
            const seen = await door.view();
            // A second effect of the same command, some time after the first look.
            return looks > 1 ? { ...seen, opened: seen.opened + 1 } : seen;
          },
          close: () => door.close(),
        };
      },
      ...change,
    });
    expect((await checkDoor(rattling())).verdict).toBe('holds');
    const { counterexample } = await checkDoor(rattling({ quietMs: 1 }));
    expect(counterexample?.violation).toMatchObject({ kind: 'divergence', name: 'view.opened' });
    expect(counterexample?.commands).toEqual([]);
  });
});
