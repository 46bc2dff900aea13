import type { Command, Model, Outcome } from '../kernel/model.ts';
import { fallsOf } from '../minimise/falls.ts';

/** The invariants that a run breaks on the model, by id: on its way, and once recovery is done. */
export interface Breaks {
  readonly during: readonly string[];
  /** With `recovery` among them where that does not end. */
  readonly settled: readonly string[];
}

/** What these commands break on the model alone, and then the recovery that follows them. */
export function breaksOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
  recovery: readonly C[] = [],
): Breaks {
  const falls = fallsOf(model, [...commands, ...recovery]);
  const during = falls.filter(({ kind, commands: until }) => kind === 'invariant' && until.length <= commands.length);
  return {
    during: during.map(({ name }) => name),
    settled: falls.filter(({ kind }) => kind !== 'invariant').map(({ name }) => name),
  };
}
