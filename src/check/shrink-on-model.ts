import { isEnabledRun } from '../kernel/interpreter.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Run, ViolatingRun } from '../kernel/run.ts';
import type { Setup } from '../kernel/setup.ts';
import { sameFinding } from '../kernel/violation.ts';
import type { Certified, ExploreFor } from '../minimise/certify.ts';
import { certify, shortestByExploring } from '../minimise/certify.ts';
import { minimise } from '../minimise/minimise.ts';
import { shows, violationsOf } from '../minimise/violations.ts';
import { searchModel } from './search-model.ts';
import type { CertifiedRun, ShrinkOptions, ShrinkListener } from './shrinking.ts';

/** How many further runs are searched for a shorter counterexample, where exploring is too expensive. */
const furtherRuns = 1000;

/** The rough growth of the number of states with each further command. */
const levelsGrowBy = 4;

/** How many of them are minimised, the shortest first. */
const mostTries = 25;

/**
 * The shortest run with the same finding on the model, by the cheapest means first: minimising the run; exploring smaller
 * scopes, whose runs are runs of this scope; exploring this scope, for a proof; and where that is too expensive, further
 * runs.
 */
export async function shrinkOnModel<State, C extends Command, O extends Outcome, View>(
  { model, laneOf }: Pick<Setup<State, C, O, View>, 'model' | 'laneOf'>,
  found: ViolatingRun<C>,
  { arbitrary, seed, smaller, maxStates, signal, yieldToEvents, onExplored }: ShrinkOptions<State, C, O, View>,
  { others, improved }: ShrinkListener<C>,
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
        await yieldToEvents();
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

  /** Takes the run of an exploration where it is a run of this scope, too, and shows the finding here. */
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
    const reason =
      'the violation shows in a recovery with a command that is not enabled, so exploring cannot prove a minimum';
    return { ...best, certificate: { kind: 'locally minimal', reason } };
  }
  for (const scope of smaller) {
    await yieldToEvents();
    takeExplored(await shortestByExploring(scope, { ...about, longest: best.commands.length - 1 }));
  }
  let { certificate, shorter } = await certify(model, { ...about, length: best.commands.length });
  if (certificate.kind === 'locally minimal' && kind !== 'endless') {
    const { length } = best.commands;
    const further = await searchModel(model, arbitrary, { runs: furtherRuns, seed, ...finding }, yieldToEvents);
    for (const { commands: other } of further.slice(0, mostTries)) {
      const before = best.commands.length;
      const short = await shorten(other);
      if (short.length < before) take({ commands: short });
    }
    if (best.commands.length < length) {
      ({ certificate, shorter } = await certify(model, { ...about, length: best.commands.length }));
    }
  }
  await yieldToEvents();
  if (shorter !== null && !takeExplored(shorter)) {
    const reason = `exploring finds a run of ${shorter.commands.length} commands, whose recovery takes another order`;
    return { ...best, certificate: { kind: 'locally minimal', reason } };
  }
  if (certificate.kind === 'minimal' && certificate.states * levelsGrowBy <= maxStates) {
    takeExplored(await shortestByExploring(model, { ...about, longest: best.commands.length }));
  }
  // A minimal run of a smaller scope still has to be made simple in this scope.
  if (certificate.kind === 'locally minimal' && best.recovery === undefined) {
    take({ commands: await shorten(best.commands) });
  }
  return { ...best, certificate };
}
