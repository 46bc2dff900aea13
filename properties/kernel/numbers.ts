import type { Command, Model, Outcome } from '../../src/kernel/model.ts';

export interface Value {
  value: number;
}
export type Numbers = Model<Value, Command, Outcome, Value>;

export const up: Command = { type: 'up' };
export const down: Command = { type: 'down' };
/** Up by one, or not at all: its reply is lost. */
export const lostUp: Command = { type: 'up', fault: 'lost' };

/** A number that goes up and down by one. It asks nothing of the number. */
export const numbers: Numbers = {
  name: 'numbers',
  initial: { value: 0 },
  commands: () => [up, down],
  step(draft, { type }) {
    draft.value += type === 'up' ? 1 : -1;
    return { type: 'moved' };
  },
  endings({ value }, { type, fault }) {
    const moved = { state: { value: value + (type === 'up' ? 1 : -1) }, outcome: { type: 'moved' } };
    return fault === undefined ? [moved] : [moved, { state: { value }, outcome: { type: 'moved' } }];
  },
  view: ({ value }) => ({ value }),
  invariants: [],
  recovery: () => [],
  settled: [],
};
