import type * as fc from 'fast-check';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Violation } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import type { Fall } from '../minimise/falls.ts';
import { minimise } from '../minimise/minimise.ts';
import type { ViolationFound } from './lockstep.ts';
import type { Pair } from './run.ts';
import { violationOf, watching } from './run.ts';
import { shortestFalls, shortestOf } from './search.ts';

/** A violation with the shortest run that was found to show it. */
export interface Counterexample<C = Command> extends Violation {
  readonly commands: readonly C[];
  readonly length: number;
}

/** How many further runs of the model are searched for a shorter way to the same violation. */
const furtherRuns = 1000;

/**
 * Makes what was found short. What the model shows, too, is minimised on the model, without touching a database, and
 * from further runs as well, since one run's minimum need not be the shortest. What only the system shows is minimised
 * on the system. The result is taken to the system once more, and stands only if it is the same finding there.
 */
export async function counterexampleOf<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  found: ViolationFound<C>,
  arbitrary: fc.Arbitrary<readonly C[]>,
  seed: number,
): Promise<Counterexample<C>> {
  const { kind, name, side } = found.violation;
  const commands =
    side === 'system'
      ? await shortestOnSystem(pair, found)
      : await shortestOnModel(pair, { kind, name, commands: found.commands } as Fall<C>, arbitrary, seed);
  const confirmed = await violationOf(watching(pair, found.violation), commands);
  if (confirmed !== null && sameFinding(confirmed.violation, found.violation)) {
    return { ...confirmed.violation, commands, length: commands.length };
  }
  return { ...found.violation, commands: found.commands, length: found.commands.length };
}

async function shortestOnModel<State, C extends Command, O extends Outcome, View>(
  { model }: Pair<State, C, O, View>,
  fall: Fall<C>,
  arbitrary: fc.Arbitrary<readonly C[]>,
  seed: number,
): Promise<readonly C[]> {
  // An endless recovery takes long to see, and once is enough.
  const further = fall.kind === 'endless' ? [] : await shortestFalls(model, arbitrary, { runs: furtherRuns, seed });
  const same = further.flat().filter((other) => sameFinding(other, fall));
  return (await shortestOf(model, [fall, ...same])).commands;
}

/** The shortest run that it can find with the same finding on the system. */
export async function shortestOnSystem<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  { commands, violation }: ViolationFound<C>,
): Promise<readonly C[]> {
  const reproduces = async (candidate: readonly C[]): Promise<boolean> => {
    const again = await violationOf(watching(pair, violation), candidate);
    return again !== null && sameFinding(again.violation, violation) && again.commands.length <= candidate.length;
  };
  return minimise(pair.model, commands, reproduces);
}
