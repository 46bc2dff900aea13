import { defineModel } from '../../../kernel/define-model.ts';
import type { Ending, Model } from '../../../kernel/model.ts';
import { capacity } from './patterns.ts';

/** A client wants the last unit. */
export interface BookUnit {
  readonly type: 'book';
  readonly client: string;
}

/**
 * `full`: the client saw that no unit is left. `outdated`: it saw that another client has changed the row. `refused`: the
 * server refused its transaction, with this SQLSTATE. Only `booked` has written.
 */
export type UnitOutcome =
  | { readonly type: 'booked' | 'full' | 'outdated' }
  | { readonly type: 'refused'; readonly code: string };

export interface UnitsState {
  readonly booked: number;
  /** The clients that have called. */
  readonly called: readonly string[];
}

/** What the table shows. */
export type UnitsView = Pick<UnitsState, 'booked'>;

/** The two clients that want the last unit. */
export const lastUnitClients: readonly string[] = ['c1', 'c2'];

/** How a server refuses a transaction because of another one: as no order has its result, or as a row excludes its row. */
const refusals: readonly string[] = ['40001', '23P01'];

/** A unit is booked once. A transaction that the server refuses, or that finds its read out of date, books none. */
export const lastUnitModel: Model<UnitsState, BookUnit, UnitOutcome, UnitsView> = defineModel({
  initial: { booked: capacity - 1, called: [] as readonly string[] },
  commands: ({ called }): BookUnit[] =>
    lastUnitClients.filter((client) => !called.includes(client)).map((client) => ({ type: 'book', client })),
  step(draft: { booked: number; called: readonly string[] }, command: BookUnit): UnitOutcome {
    const { outcome, state } = answered(draft, command);
    Object.assign(draft, state);
    return outcome;
  },
  endings: (state: UnitsState, command: BookUnit) => [answered(state, command), ...withoutBooking(state, command)],
  view: ({ booked }: UnitsState): UnitsView => ({ booked }),
  invariants: {
    INV_101: {
      says: 'The units that are booked never exceed the capacity.',
      holds: ({ booked }: UnitsView) => booked <= capacity,
    },
  },
});

function answered(
  { booked, called }: UnitsState,
  { client }: BookUnit,
): Pick<Ending<UnitsState, UnitOutcome>, 'state' | 'outcome'> {
  const isFull = booked === capacity;
  return { outcome: { type: isFull ? 'full' : 'booked' }, state: { booked: capacity, called: [...called, client] } };
}

function withoutBooking(state: UnitsState, { client }: BookUnit): readonly Ending<UnitsState, UnitOutcome>[] {
  const outcomes: UnitOutcome[] = [
    { type: 'outdated' },
    ...refusals.map((code) => ({ type: 'refused' as const, code })),
  ];
  return outcomes.map((outcome) => ({ outcome, state: { ...state, called: [...state.called, client] } }));
}
