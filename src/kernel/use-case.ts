import type { Model, OverlappingEnding } from './model.ts';
import type { Command, Outcome } from './model.ts';

/**
 * Several commands of an actor that a user calls as one operation, such as to read, to decide and to write. A race takes it in
 * one go in the model: no other command comes between.
 */
export interface UseCase<State, C extends Command, O extends Outcome> {
  /**
   * The use case as it begins with this command; `null` where none begins with it. Yields the commands, the first included, gets
   * the outcome of each, and returns the outcome of the whole. It depends on these alone.
   */
  begin(first: C): Generator<C, O, O> | null;
  /** Endings that are right only while another operation overlaps, such as a conflict. */
  whileOverlapping?(
    model: Pick<Model<State, C, O, never>, 'step'>,
    state: State,
    first: C,
  ): readonly OverlappingEnding<State, O>[];
}

/** The use cases of a subject, by name. */
export type UseCases<State, C extends Command, O extends Outcome> = Readonly<Record<string, UseCase<State, C, O>>>;

/** A call of a use case, as a command: its name, and the command with which it begins. */
export interface UseCaseCall extends Command {
  readonly first: Command;
}

/** Whether a command is the call of a use case. */
export function isUseCaseCall(command: Command): command is UseCaseCall {
  return 'first' in command;
}

/** The command as it is, and the call of a use case by its first command. */
export function firstOf(command: Command): Command {
  return isUseCaseCall(command) ? command.first : command;
}
