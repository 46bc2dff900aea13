import type { Command, Model, Outcome, System } from '../../src/kernel/model.ts';
import type { Subject } from '../../src/kernel/subject.ts';

/**
 * A subject that is as small as one can be: a number that goes up by one, and down, and is not to go below zero.
 * What its systems do wrong is planted, so that the check can be seen to find it.
 */
export type CounterCommand =
  | (Command & { readonly type: 'up' | 'down' })
  | { readonly type: 'jump'; readonly to: number };
export type CounterOutcome = Outcome & { readonly type: 'moved' | 'refused' };
export interface CounterView {
  value: number;
}
export type CounterSubject = Subject<
  CounterView,
  CounterCommand,
  CounterOutcome,
  CounterView,
  { floor: boolean },
  { most: number }
>;

export function counterModel(
  { floor }: { floor: boolean },
  { most }: { most: number },
): Model<CounterView, CounterCommand, CounterOutcome, CounterView> {
  return {
    name: 'counter',
    initial: { value: 0 },
    commands: ({ value }) => (value < most ? [{ type: 'up' }, { type: 'down' }] : [{ type: 'down' }]),
    step(draft, command) {
      if (command.type === 'jump') draft.value = command.to;
      else if (command.type === 'up') draft.value += 1;
      else if (floor && draft.value === 0) return { type: 'refused' };
      else draft.value -= 1;
      return { type: 'moved' };
    },
    view: ({ value }) => ({ value }),
    invariants: [
      { id: 'FLOOR', says: 'It is never below zero.', holds: ({ value }) => value >= 0 },
      {
        id: 'STEPS',
        says: 'It moves by one.',
        holdsAcross: (before, _, __, after) => Math.abs(before.value - after.value) <= 1,
      },
    ],
    recovery: ({ value }) => (value > 0 ? [{ type: 'down' }] : []),
    settled: [{ id: 'ZERO', says: 'It ends at zero.', holds: ({ value }) => value === 0 }],
  };
}

/** A system that does what the model says, but for what `alter` makes of it. */
export function counterSystem(
  alter: (value: number, command: CounterCommand) => number = (value) => value,
): System<CounterCommand, CounterOutcome, CounterView> {
  const model = counterModel({ floor: true }, { most: 10 });
  const state = { value: 0 };
  return {
    perform: async (command) => {
      const outcome = model.step(state, command);
      state.value = alter(state.value, command);
      return outcome;
    },
    view: async () => ({ value: state.value }),
    close: async () => undefined,
  };
}

/** The counter with one system, which is opened as told. */
export function counterSubject(open: () => System<CounterCommand, CounterOutcome, CounterView>): CounterSubject {
  return {
    name: 'counter',
    policies: { floor: { does: 'It refuses to go below zero.', protects: ['FLOOR', 'ZERO'] } },
    scopes: { usual: { most: 10 } },
    defaultScope: 'usual',
    model: counterModel,
    systems: [{ name: 'plain', open: async () => open() }],
    outcomes: {
      up: { moved: 'accepted' },
      down: { moved: 'accepted', refused: 'refused' },
      jump: { moved: 'accepted' },
    },
    manualRuns: [{ commands: [{ type: 'jump', to: 0 }] }],
    generation: { weights: { up: 2, down: 1 }, faultRate: 0 },
    coverageGoals: [{ name: 'it reaches five', share: 0.2, isReachedBy: ({ after }) => after.value >= 5 }],
    narration: {
      lanes: () => ['hand', 'store'],
      laneOf: () => 'hand',
      format: ({ type }) => type,
      answer: ({ type }) => type,
      changes: (before, after) => (before.value === after.value ? [] : [String(after.value)]),
    },
  };
}

/** The counter with a system that follows the policies. */
export const counterByPolicies: CounterSubject = {
  ...counterSubject(counterSystem),
  systems: [
    {
      name: 'plain',
      open: async ({ policies }) => {
        const model = counterModel(policies, { most: 10 });
        const state = { value: 0 };
        return {
          perform: async (command) => model.step(state, command),
          view: async () => ({ ...state }),
          close: async () => undefined,
        };
      },
    },
  ],
};
