import * as fc from 'fast-check';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';

/** A small model as data: states are numbers from 0, which is the initial one. */
export interface ModelTable {
  /** Per state the commands that are enabled there. */
  readonly commands: readonly (readonly Move[])[];
  /** Per state the commands of its recovery, which may be none, and may go round in a circle. */
  readonly recoveries: readonly (readonly Move[])[];
  /** Per invariant of states the states that violate it. */
  readonly violatingStates: readonly (readonly number[])[];
  /** Per invariant of steps the steps that violate it, each as a state and where a command leads from it. */
  readonly violatingSteps: readonly (readonly (readonly [from: number, to: number])[])[];
  /** Per settled invariant the states that violate it. */
  readonly violatingEnds: readonly (readonly number[])[];
  readonly longestRecovery: number | null;
}

/** A command that leads to a state. */
export interface Move extends Command {
  readonly type: string;
  readonly to: number;
}

/** The states of a table as JSON of different shapes: `at` is the state's number. */
export interface TableState {
  at: number;
  note?: string | null;
  list?: number[];
  inner?: { at: number };
}

export interface TableView {
  readonly at: number;
}

export type TableModel = Model<TableState, Move, Outcome, TableView>;

/** Tables of at most `mostStates` states. */
export function modelTables(mostStates: number): fc.Arbitrary<ModelTable> {
  return fc.integer({ min: 1, max: mostStates }).chain((states) => {
    const state = fc.nat(states - 1);
    const fault = fc.option(fc.constant('crash'), { nil: undefined, freq: 3 });
    const move = (types: readonly string[]): fc.Arbitrary<Move> =>
      fc
        .record({ type: fc.constantFrom(...types), to: state, fault })
        .map(({ type, to, fault: strikes }) => (strikes === undefined ? { type, to } : { type, to, fault: strikes }));
    const moves = (types: readonly string[], most: number): fc.Arbitrary<Move[][]> =>
      fc.array(fc.uniqueArray(move(types), { maxLength: most, selector: (one) => JSON.stringify(one) }), {
        minLength: states,
        maxLength: states,
      });
    const some = fc.uniqueArray(state, { maxLength: 3 });
    return fc.record({
      commands: moves(['go', 'jump', 'stay'], 4),
      recoveries: moves(['heal', 'mend'], 2),
      violatingStates: fc.array(some, { maxLength: 3 }),
      violatingSteps: fc.array(fc.array(fc.tuple(state, state), { maxLength: 3 }), { maxLength: 3 }),
      violatingEnds: fc.array(some, { maxLength: 3 }),
      longestRecovery: fc.option(fc.nat(4)),
    });
  });
}

/** The model that a table says; its invariants are called S0, T0 (of steps) and E0 (settled) and so on. */
export function modelOfTable(table: ModelTable): TableModel {
  const { commands, recoveries, violatingStates, violatingSteps, violatingEnds, longestRecovery } = table;
  return {
    name: 'table',
    initial: stateOf(0),
    commands: ({ at }) => commands[at] ?? [],
    step(draft, { to }) {
      const outcome = outcomeOf(draft.at, to);
      delete draft.note;
      delete draft.list;
      delete draft.inner;
      Object.assign(draft, stateOf(to));
      return { type: outcome };
    },
    view: ({ at }) => ({ at }),
    invariants: [
      ...violatingStates.map((states, index) => ({
        id: `S${index}`,
        says: `No state is one of ${states.join()}.`,
        holds: ({ at }: TableView) => !states.includes(at),
      })),
      ...violatingSteps.map((steps, index) => ({
        id: `T${index}`,
        says: `No step is one of ${steps.join(' ')}.`,
        holdsAcross: (before: TableView, _: Move, __: Outcome, after: TableView) =>
          !steps.some(([from, to]) => from === before.at && to === after.at),
      })),
    ],
    recovery: ({ at }) => recoveries[at] ?? [],
    settled: violatingEnds.map((states, index) => ({
      id: `E${index}`,
      says: `Recovery ends in none of ${states.join()}.`,
      holds: ({ at }: TableView) => !states.includes(at),
    })),
    ...(longestRecovery !== null && { longestRecovery }),
  };
}

/** The outcome of a step from one state to another. */
export function outcomeOf(from: number, to: number): string {
  return `outcome ${(from + to) % 3}`;
}

function stateOf(at: number): TableState {
  switch (at % 4) {
    case 0:
      return { at };
    case 1:
      return { at, note: at % 8 === 1 ? null : 'odd' };
    case 2:
      return { at, list: Array.from({ length: at }, (_, item) => item) };
    default:
      return { at, inner: { at } };
  }
}
