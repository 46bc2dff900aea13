import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { Model, System } from '../../src/kernel/model.ts';
import type { Subject, SystemKind } from '../../src/kernel/subject.ts';

/** A door with a counter: the model knows how often it was opened, and who did it last. */
export type DoorCommand =
  | { readonly type: 'open' | 'shut'; readonly client: string }
  | { readonly type: 'lock' | 'unlock' };
export type DoorOutcome = { readonly type: 'done'; readonly count: number } | { readonly type: 'refused' };
export interface Door {
  isOpen: boolean;
  isLocked: boolean;
  opened: number;
  by: string | null;
}
export type DoorPolicies = Readonly<Record<'lockFirst' | 'shutFirst', boolean>>;
export type DoorTerms = Readonly<Record<'most', number>>;
export type DoorSubject = Subject<Door, DoorCommand, DoorOutcome, Door, DoorPolicies, DoorScope, DoorTerms>;
export type DoorScope = Readonly<Record<'clients', number>>;
export type DoorKind = SystemKind<DoorCommand, DoorOutcome, Door, DoorPolicies, DoorScope, DoorTerms>;
export type DoorModel = Model<Door, DoorCommand, DoorOutcome, Door>;

/** Takes a command by the rules, on a door of either side. */
function takeDoor(door: Door, command: DoorCommand, policies: DoorPolicies, { most }: DoorTerms): DoorOutcome {
  if (!('client' in command)) {
    if (command.type === 'lock' && policies.shutFirst && door.isOpen) return { type: 'refused' };
    door.isLocked = command.type === 'lock';
  } else {
    if (command.type === 'open' && policies.lockFirst && door.isLocked) return { type: 'refused' };
    if (command.type === 'open' && door.opened >= most) return { type: 'refused' };
    if (command.type === 'open' && !door.isOpen) door.opened += 1;
    door.isOpen = command.type === 'open';
    door.by = command.client;
  }
  return { type: 'done', count: door.opened };
}

const shut: Door = { isOpen: false, isLocked: false, opened: 0, by: null };

export function doorSystem(
  policies: DoorPolicies,
  terms: DoorTerms,
  alter: (door: Door, command: DoorCommand) => void = () => undefined,
): System<DoorCommand, DoorOutcome, Door> {
  const door = { ...shut };
  return {
    async perform(command) {
      const outcome = takeDoor(door, command, policies, terms);
      alter(door, command);
      return outcome;
    },
    view: async () => ({ ...door }),
    close: async () => undefined,
  };
}

/** The door with these systems, after the whole one. */
export function doorSubject(...systems: DoorKind[]): DoorSubject {
  return defineSubject({
    name: 'door',
    terms: { most: 3 },
    policies: {
      lockFirst: { does: 'A locked door is not opened.', protects: ['NOT_BOTH'] },
      shutFirst: { does: 'An open door is not locked.', protects: ['NOT_BOTH'] },
    },
    scopes: { pair: { clients: 2 } },
    model: doorModel,
    systems: [{ name: 'whole', open: async ({ policies, terms }) => doorSystem(policies, terms) }, ...systems],
    coverageGoals: [
      { name: 'the door is open', share: 0.1, isReachedBy: ({ after }) => after.isOpen },
      { name: 'the door is locked', share: 0.1, isReachedBy: ({ after }) => after.isLocked },
    ],
  });
}

function doorModel(policies: DoorPolicies, { clients }: DoorScope, terms: DoorTerms): DoorModel {
  const names = Array.from({ length: clients }, (_, index) => `c${index + 1}`);
  return {
    name: 'door',
    initial: shut,
    commands: ({ isOpen, isLocked }) => [
      ...names.map((client): DoorCommand => ({ type: isOpen ? 'shut' : 'open', client })),
      { type: isLocked ? 'unlock' : 'lock' },
    ],
    step: (draft, command) => takeDoor(draft, command, policies, terms),
    view: (door) => ({ ...door }),
    invariants: [
      {
        id: 'NOT_BOTH',
        says: 'The door is not open and locked.',
        holds: ({ isOpen, isLocked }) => !(isOpen && isLocked),
      },
      {
        id: 'FEW',
        says: 'The door is opened at most as often as allowed.',
        holds: ({ opened }) => opened <= terms.most,
      },
    ],
    recovery: ({ isOpen, isLocked }) =>
      isOpen ? [{ type: 'shut', client: 'c1' }] : isLocked ? [{ type: 'unlock' }] : [],
    settled: [{ id: 'SHUT', says: 'The door ends shut.', holds: ({ isOpen }) => !isOpen }],
    symmetry: [names],
  };
}
