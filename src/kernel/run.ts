import type { Command } from './model.ts';
import type { Violation } from './violation.ts';

/** Commands taken one after the other, from the initial state. */
export interface Run<C = Command> {
  readonly commands: readonly C[];
  /**
   * The commands after them, where they are not in the order of recovery that every run ends with. Not counted in the
   * length.
   */
  readonly recovery?: readonly C[];
}

/** A run that ends in a violation. */
export interface ViolatingRun<C = Command> extends Run<C> {
  readonly violation: Violation;
  /** The types of the outcomes as they came, where the model lists several endings of a command. */
  readonly outcomes?: readonly string[] | null;
  /** The answers of the system, those of the recovery included, where a contract follows them. */
  readonly answers?: readonly { readonly type: string }[];
}

/** All commands of a run, its own recovery included. */
export function allCommandsOf<C>({ commands, recovery = [] }: Run<C>): readonly C[] {
  return recovery.length === 0 ? commands : [...commands, ...recovery];
}

/** A run ended in a violation. For callers that work with exceptions, such as properties of fast-check. */
export class ViolationFound<C = Command> extends Error implements ViolatingRun<C> {
  override name = 'ViolationFound';
  readonly violation: Violation;
  readonly commands: readonly C[];
  /** The recovery up to the violation. */
  readonly recovery: readonly C[];
  readonly outcomes?: readonly string[] | null;

  constructor({ violation, commands, recovery = [], outcomes }: ViolatingRun<C>) {
    super(`${violation.name}: ${violation.details}`);
    this.violation = violation;
    this.commands = commands;
    this.recovery = recovery;
    if (outcomes !== undefined) this.outcomes = outcomes;
  }
}
