import type { Counterexample } from '../../src/kernel/counterexample.ts';
import type { AnySubject, Subject } from '../../src/kernel/subject.ts';
import type { Violation } from '../../src/kernel/violation.ts';

interface Doors {
  readonly open: string[];
}

interface DoorCommand {
  readonly type: 'open' | 'close';
  readonly door: string;
}

interface DoorOutcome {
  readonly type: 'done' | 'alreadyDone';
}

const subject: Subject<Doors, DoorCommand, DoorOutcome, Doors> = {
  name: 'doors',
  policies: { interlock: { does: 'Keeps a second door shut.', protects: ['INV_1'] } },
  scopes: { small: { doors: 1 }, large: { doors: 2, batteries: 1 } },
  defaultScope: 'small',
  model: () => ({
    name: 'doors',
    initial: { open: [] },
    commands: () => [],
    step(draft, { type, door }) {
      const at = draft.open.indexOf(door);
      if (at >= 0 === (type === 'open')) return { type: 'alreadyDone' };
      if (type === 'open') draft.open.push(door);
      else draft.open.splice(at, 1);
      return { type: 'done' };
    },
    view: (state) => state,
    invariants: [{ id: 'INV_1', says: 'At most one door is open.', holds: ({ open }) => open.length <= 1 }],
    recovery: () => [],
    settled: [],
  }),
  systems: [],
  outcomes: { open: { done: 'accepted', alreadyDone: 'refused' }, close: { done: 'accepted', alreadyDone: 'refused' } },
  manualRuns: [],
  generation: { weights: {}, faultRate: 0 },
  coverageGoals: [],
  narration: {
    lanes: () => ['guest', 'house'],
    laneOf: () => 'guest',
    format: ({ type, door }) => `${type} ${door}`,
    answer: ({ type }) => type,
    changes: (before, after) =>
      after.open.filter((door) => !before.open.includes(door)).map((door) => `${door} is open`),
  },
};

/** A subject to render reports of: a house in which guests open and close doors. */
export const doors: AnySubject = subject;

/** A run after which two doors are open. */
export const twoOpen: readonly DoorCommand[] = ['d1', 'd2'].map((door) => ({ type: 'open', door }));

/** A violation of the only invariant. */
export const violation: Violation & { readonly kind: 'invariant' } = {
  kind: 'invariant',
  name: 'INV_1',
  at: 1,
  side: 'both',
  details: 'INV_1: d1 and d2 are open',
};

/** The same with the run that shows it. */
export const counterexample: Counterexample = {
  subject: 'doors',
  system: 'wooden',
  policies: { interlock: true },
  scope: { doors: 2 },
  commands: twoOpen,
  violation,
  foundBy: { who: 'a test' },
  certificate: { kind: 'minimal', exploredDepth: 1, states: 3, digest: '0f' },
};

/** A name that is wider than any terminal. */
export const longName: string = 'aVeryLongName'.repeat(12);
