import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Violation } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import type { Certified, ExploreFor } from '../minimise/certify.ts';
import { certify, shortestByExploring } from '../minimise/certify.ts';
import type { Fall } from '../minimise/falls.ts';
import { breaks, fallsOf } from '../minimise/falls.ts';
import { minimise } from '../minimise/minimise.ts';
import type { Search, Short, Shown, Tries } from './counterexample.ts';
import type { ViolationFound } from './lockstep.ts';
import type { Pair } from './run.ts';
import { shortestFalls } from './search.ts';

/** How many further runs are searched for a shorter way to a violation, where exploring cannot tell. */
const furtherRuns = 1000;

/** About how many times as many states there are within one command more. */
const levelsGrowBy = 4;

/** How many of them are minimised, the shortest first. */
const mostTries = 25;

/**
 * The shortest run with the same finding on the model: from small to large, what costs little first. Minimising the run
 * at hand; exploring smaller worlds, whose runs are runs of this one; exploring this one, for a proof; and where that is
 * too much, further runs.
 */
export async function shortestOnModel<State, C extends Command, O extends Outcome, View>(
  { model }: Pair<State, C, O, View>,
  { commands, violation: { kind: foundKind, name } }: ViolationFound<C>,
  { arbitrary, seed, smaller, maxStates, laneOf, signal, breathe, onExplored }: Search<State, C, O, View>,
  { met, improved }: Tries<C>,
): Promise<Short<C>> {
  const kind = foundKind as Fall<C>['kind'];
  const finding = { kind, name };
  const about: ExploreFor<C> = { ...finding, maxStates, laneOf, onProgress: onExplored, ...(signal && { signal }) };
  let best: Shown<C> = { commands };

  async function shorten(from: readonly C[]): Promise<readonly C[]> {
    return minimise(
      model,
      from,
      async (candidate) => {
        await breathe();
        const falls = fallsOf(model, candidate).filter((fall) => fall.commands.length <= candidate.length);
        for (const fall of falls) met.see(asViolation(model, fall), fall.commands);
        const isStillBroken = falls.some((fall) => sameFinding(fall, finding));
        if (isStillBroken && candidate.length < best.commands.length) take({ commands: candidate });
        return isStillBroken;
      },
      { laneOf },
    );
  }

  function take(shown: Shown<C>): void {
    best = shown;
    improved(shown);
  }

  /** Takes what exploring found where it is a run of this world, too, and shows the finding here. */
  function takeExplored(explored: Certified<C>['shorter']): boolean {
    if (explored === null) return false;
    const { commands: shorter, recovery } = explored;
    if (breaks(model, shorter, finding)) take({ commands: shorter });
    else if (shorter.length < best.commands.length && breaks(model, [...shorter, ...recovery], finding)) {
      take({ commands: shorter, recovery });
    } else return false;
    return true;
  }

  take({ commands: await shorten(commands) });
  for (const world of smaller) {
    await breathe();
    takeExplored(await shortestByExploring(world, { ...about, longest: best.commands.length - 1 }));
  }
  let { certificate, shorter } = await certify(model, { ...about, length: best.commands.length });
  if (certificate.kind === 'locally minimal' && kind !== 'endless') {
    const { length } = best.commands;
    const further = await shortestFalls(model, arbitrary, { runs: furtherRuns, seed, ...finding }, breathe);
    for (const { commands: other } of further.slice(0, mostTries)) {
      const before = best.commands.length;
      const short = await shorten(other);
      if (short.length < before) take({ commands: short });
    }
    if (best.commands.length < length) {
      ({ certificate, shorter } = await certify(model, { ...about, length: best.commands.length }));
    }
  }
  await breathe();
  if (shorter !== null && !takeExplored(shorter)) {
    const reason = `exploring finds a run of ${shorter.length} commands, in which somebody recovers in another order`;
    return { ...best, certificate: { kind: 'locally minimal', reason } };
  }
  if (certificate.kind === 'shortest' && certificate.states * levelsGrowBy <= maxStates) {
    takeExplored(await shortestByExploring(model, { ...about, longest: best.commands.length }));
  }
  // What exploring a smaller world has found was shortest there, and has to be made plain here.
  if (certificate.kind === 'locally minimal' && best.recovery === undefined) {
    take({ commands: await shorten(best.commands) });
  }
  return { ...best, certificate };
}

/** What else the model was seen to break: whether the system does so, too, is not known yet. */
function asViolation<State, C extends Command, O extends Outcome, View>(
  { invariants, settled }: Model<State, C, O, View>,
  { kind, name, commands }: Fall<C>,
): Violation {
  const said = [...invariants, ...settled].find(({ id }) => id === name)?.says ?? 'recovery does not end';
  const at = kind === 'invariant' ? Math.max(0, commands.length - 1) : commands.length;
  return { kind, name, at, side: 'model', details: said };
}
