import { isEnabledRun } from '../kernel/interpreter.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Run, ViolatingRun } from '../kernel/run.ts';
import type { Setup } from '../kernel/setup.ts';
import { sameFinding } from '../kernel/violation.ts';
import type { Certified, ExploreFor } from '../minimise/certify.ts';
import { certify, shortestByExploring } from '../minimise/certify.ts';
import { minimise } from '../minimise/minimise.ts';
import { shows, violationsOf } from '../minimise/violations.ts';
import type { CertifiedRun, Search, Tries } from './shrinking.ts';
import { searchModel } from './search-model.ts';

/** How many further runs are searched for a shorter way to a violation, where exploring cannot tell. */
const furtherRuns = 1000;

/** About how many times as many states there are within one command more. */
const levelsGrowBy = 4;

/** How many of them are minimised, the shortest first. */
const mostTries = 25;

/**
 * The shortest run with the same finding on the model: from small to large, what costs little first. Minimising the run
 * at hand; exploring smaller scopes, whose runs are runs of this one; exploring this one, for a proof; and where that is
 * too much, further runs.
 */
export async function shrinkOnModel<State, C extends Command, O extends Outcome, View>(
  { model, laneOf }: Pick<Setup<State, C, O, View>, 'model' | 'laneOf'>,
  found: ViolatingRun<C>,
  { arbitrary, seed, smaller, maxStates, signal, breathe, onExplored }: Search<State, C, O, View>,
  { others, improved }: Tries<C>,
): Promise<CertifiedRun<C>> {
  const kind = found.violation.kind as ExploreFor<C>['kind'];
  const finding = { kind, name: found.violation.name };
  const about: ExploreFor<C> = { ...finding, maxStates, laneOf, onProgress: onExplored, ...(signal && { signal }) };
  const isInRecovery = found.recovery !== undefined;
  let best: Run<C> = found;

  async function shorten(from: readonly C[]): Promise<readonly C[]> {
    return minimise(
      model,
      from,
      async (candidate) => {
        await breathe();
        const shown = violationsOf(model, candidate).filter(({ recovery }) => isInRecovery || recovery === undefined);
        for (const one of shown) others.see(one);
        const isStillShown = shown.some(({ violation }) => sameFinding(violation, finding));
        if (isStillShown && candidate.length < best.commands.length) take({ commands: candidate });
        return isStillShown;
      },
      { laneOf },
    );
  }

  function take(run: Run<C>): void {
    best = run;
    improved(run);
  }

  /** Takes what exploring found where it is a run of this scope, too, and shows the finding here. */
  function takeExplored(explored: Certified<C>['shorter']): boolean {
    if (explored === null || !isEnabledRun(model, explored.commands)) return false;
    const { commands: shorter, recovery } = explored;
    if (shows(model, shorter, finding)) take({ commands: shorter });
    else if (
      recovery !== undefined &&
      shorter.length < best.commands.length &&
      shows(model, [...shorter, ...recovery], finding)
    ) {
      take({ commands: shorter, recovery });
    } else return false;
    return true;
  }

  take({ commands: await shorten(found.commands) });
  if (isInRecovery) {
    const reason = 'it shows in a recovery of which the model does not enable every command, so exploring cannot tell';
    return { ...best, certificate: { kind: 'locally minimal', reason } };
  }
  for (const scope of smaller) {
    await breathe();
    takeExplored(await shortestByExploring(scope, { ...about, longest: best.commands.length - 1 }));
  }
  let { certificate, shorter } = await certify(model, { ...about, length: best.commands.length });
  if (certificate.kind === 'locally minimal' && kind !== 'endless') {
    const { length } = best.commands;
    const further = await searchModel(model, arbitrary, { runs: furtherRuns, seed, ...finding }, breathe);
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
    const reason = `exploring finds a run of ${shorter.commands.length} commands, whose recovery takes another order`;
    return { ...best, certificate: { kind: 'locally minimal', reason } };
  }
  if (certificate.kind === 'shortest' && certificate.states * levelsGrowBy <= maxStates) {
    takeExplored(await shortestByExploring(model, { ...about, longest: best.commands.length }));
  }
  // What exploring a smaller scope has found was shortest there, and has to be made simple here.
  if (certificate.kind === 'locally minimal' && best.recovery === undefined) {
    take({ commands: await shorten(best.commands) });
  }
  return { ...best, certificate };
}
