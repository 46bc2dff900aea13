import type { Command } from './model.ts';
import type { Violation } from './violation.ts';

/** Commands taken one after the other, from the initial state. */
export interface Run<C = Command> {
  readonly commands: readonly C[];
  /** What is taken after them, where that is not the order of recovery that every run ends with. Not counted in the length. */
  readonly recovery?: readonly C[];
}

/** A run that ends in a violation. */
export interface ViolatingRun<C = Command> extends Run<C> {
  readonly violation: Violation;
}

/** All commands of a run, its own recovery included. */
export function allCommandsOf<C>({ commands, recovery = [] }: Run<C>): readonly C[] {
  return recovery.length === 0 ? commands : [...commands, ...recovery];
}

/** A run met a violation, for callers who live by exceptions, such as properties of fast-check. */
export class ViolationFound<C = Command> extends Error implements ViolatingRun<C> {
  override name = 'ViolationFound';
  readonly violation: Violation;
  readonly commands: readonly C[];
  /** As much of the recovery as it took. */
  readonly recovery: readonly C[];

  constructor({ violation, commands, recovery = [] }: ViolatingRun<C>) {
    super(`${violation.name}: ${violation.details}`);
    this.violation = violation;
    this.commands = commands;
    this.recovery = recovery;
  }
}
