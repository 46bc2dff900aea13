import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { allCommandsOf } from '../kernel/run.ts';
import { violationsOf } from '../minimise/violations.ts';

/** The invariants that a run violates on the model, by id: on its way, and once recovery is done. */
export interface Breaks {
  readonly during: readonly string[];
  /** With `recovery` among them where that does not end. */
  readonly settled: readonly string[];
}

/** The violations of these commands, and of the recovery that follows them, on the model alone. */
export function breaksOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
  recovery: readonly C[] = [],
): Breaks {
  const found = violationsOf(model, [...commands, ...recovery]);
  const isInvariant = ({ violation }: ViolatingRun<C>): boolean => violation.kind === 'invariant';
  const during = found.filter((run) => isInvariant(run) && allCommandsOf(run).length <= commands.length);
  return {
    during: during.map(({ violation }) => violation.name),
    settled: found.filter((run) => !isInvariant(run)).map(({ violation }) => violation.name),
  };
}
