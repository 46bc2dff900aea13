import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { Command, Ending, Model, Outcome } from '../../src/kernel/model.ts';
import type { ModelTable, Move, TableState, TableView } from './random-models.ts';
import { modelOfTable } from './random-models.ts';

/** A command of an open table: all moves of its type and fault are its endings. */
export type Choice = Command;

export type OpenTableModel = Model<TableState, Choice, Outcome, TableView>;

/** The model of a table in which a command does not say where it leads: each move of its type is right. */
export function openModelOfTable(table: ModelTable): OpenTableModel {
  const closed = modelOfTable(table);
  return {
    ...closed,
    commands: ({ at }) => choicesAmong(table.commands[at] ?? []),
    recovery: ({ at }) => choicesAmong(table.recoveries[at] ?? []),
    step: (draft, command) => {
      const [move] = movesOf(table, draft.at, command);
      return move === undefined ? { type: 'nothing' } : closed.step(draft, move);
    },
    endings: (state, command) => endingsAt(table, state, command),
    invariants: closed.invariants,
  };
}

/** The moves of a choice from a state, each a place to which it may lead. */
export function movesOf(table: ModelTable, at: number, { type, fault }: Choice): readonly Move[] {
  const moves = [...(table.commands[at] ?? []), ...(table.recoveries[at] ?? [])];
  return moves.filter((move) => move.type === type && move.fault === fault);
}

function endingsAt(table: ModelTable, state: TableState, command: Choice): Ending<TableState, Outcome>[] {
  const moves = movesOf(table, state.at, command);
  if (moves.length === 0) return [{ state, outcome: { type: 'nothing' } }];
  return moves.map((move) => stepOnCopy(modelOfTable(table), state, move));
}

function choicesAmong(moves: readonly Move[]): Choice[] {
  const choices = new Map<string, Choice>();
  for (const { type, fault } of moves)
    choices.set(`${type} ${fault}`, fault === undefined ? { type } : { type, fault });
  return [...choices.values()];
}
