import type { Command, Outcome } from '../kernel/model.ts';
import type { Violation } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import { breaks } from '../minimise/falls.ts';
import { minimise } from '../minimise/minimise.ts';
import type { ViolationFound } from './lockstep.ts';
import type { Pair } from './run.ts';
import { violationOf } from './run.ts';

/** A violation with the shortest run that was found to show it. */
export interface Counterexample<C = Command> extends Violation {
  readonly commands: readonly C[];
  readonly length: number;
}

/** An invariant is minimised on the model, without touching a database; what only the system shows, on the system. */
export async function shortest<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  found: ViolationFound<C>,
): Promise<Counterexample<C>> {
  const isOfModel = found.violation.side !== 'system';
  const commands = await minimise(
    found.commands,
    async (candidate) => {
      if (isOfModel) return breaks(pair.model, candidate, found.violation);
      const again = await violationOf(pair, candidate);
      return (
        again !== null && sameFinding(again.violation, found.violation) && again.commands.length <= candidate.length
      );
    },
    pair.model.symmetry,
  );
  const confirmed = await violationOf(pair, commands);
  const { violation } = confirmed !== null && sameFinding(confirmed.violation, found.violation) ? confirmed : found;
  return { ...violation, commands, length: commands.length };
}
