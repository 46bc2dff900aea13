import type * as fc from 'fast-check';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Violation } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import type { Fall } from '../minimise/falls.ts';
import { minimise } from '../minimise/minimise.ts';
import { Interrupted } from './watch.ts';
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
  { arbitrary, seed, breathe }: Search<C>,
): Promise<Counterexample<C>> {
  let best = found.commands;
  const tried = async (commands: readonly C[], isStillBroken: boolean): Promise<void> => {
    if (isStillBroken && commands.length < best.length) best = commands;
    await breathe();
  };
  try {
    best = await (found.violation.side === 'system'
      ? shortestOnSystem(pair, found, tried)
      : shortestOnModel(pair, found, { arbitrary, seed, breathe }, tried));
  } catch (error) {
    // Stopped by the user: what was found stands, as short as it has become.
    if (!(error instanceof Interrupted)) throw error;
  }
  const confirmed = await violationOf(watching(pair, found.violation), best);
  if (confirmed !== null && sameFinding(confirmed.violation, found.violation)) {
    return { ...confirmed.violation, commands: best, length: best.length };
  }
  return { ...found.violation, commands: found.commands, length: found.commands.length };
}

/** Where a shorter run may come from. */
interface Search<C> {
  readonly arbitrary: fc.Arbitrary<readonly C[]>;
  readonly seed: number;
  /** Called before every piece of work; throws `Interrupted` to stop it. */
  readonly breathe: () => Promise<void>;
}

async function shortestOnModel<State, C extends Command, O extends Outcome, View>(
  { model }: Pair<State, C, O, View>,
  { commands, violation: { kind, name } }: ViolationFound<C>,
  { arbitrary, seed, breathe }: Search<C>,
  tried: (commands: readonly C[], isStillBroken: boolean) => Promise<void>,
): Promise<readonly C[]> {
  const fall = { kind, name, commands } as Fall<C>;
  // An endless recovery takes long to see, and once is enough.
  const runs = kind === 'endless' ? 0 : furtherRuns;
  const further = runs === 0 ? [] : await shortestFalls(model, arbitrary, { runs, seed }, breathe);
  const same = further.flat().filter((other) => sameFinding(other, fall));
  return (await shortestOf(model, [fall, ...same], tried)).commands;
}

/** The shortest run that it can find with the same finding on the system. Told of every try. */
export async function shortestOnSystem<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  { commands, violation }: ViolationFound<C>,
  tried: (commands: readonly C[], isStillBroken: boolean) => Promise<void> = async () => undefined,
): Promise<readonly C[]> {
  const reproduces = async (candidate: readonly C[]): Promise<boolean> => {
    const again = await violationOf(watching(pair, violation), candidate);
    const isStillBroken =
      again !== null && sameFinding(again.violation, violation) && again.commands.length <= candidate.length;
    await tried(candidate, isStillBroken);
    return isStillBroken;
  };
  return minimise(pair.model, commands, reproduces);
}
