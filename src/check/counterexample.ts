import type { Certificate } from '../kernel/certificate.ts';
import type { Counterexample, FoundBy } from '../kernel/counterexample.ts';
import { Interrupted } from '../kernel/interrupted.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Run, ViolatingRun } from '../kernel/run.ts';
import { allCommandsOf } from '../kernel/run.ts';
import type { Setup } from '../kernel/setup.ts';
import { namesOf, restrictTo } from '../kernel/setup.ts';
import type { Finding } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import { isSilence } from '../kernel/with-system.ts';
import { unroll } from '../minimise/unroll.ts';
import type { OtherFindings } from './other-findings.ts';
import { recordOtherFindings } from './other-findings.ts';
import { nullIfStrayed, runToViolation } from './run.ts';
import { shrinkOnModel } from './shrink-on-model.ts';
import { shrinkOnSystem } from './shrink-on-system.ts';
import type { CertifiedRun, ShrinkOptions } from './shrinking.ts';

/** A counterexample, and a counterexample of each other finding. */
export interface Counterexamples<C> {
  readonly counterexample: Counterexample<C>;
  readonly others: readonly Counterexample<C>[];
}

/**
 * Shrinks the run that was found, and then the runs of the other findings. A violation of the model is minimised on the
 * model, without a database; a violation of the system alone, on the system.
 */
export async function shrinkToCounterexamples<State, C extends Command, O extends Outcome, View>(
  setup: Setup<State, C, O, View>,
  found: ViolatingRun<C>,
  search: ShrinkOptions<State, C, O, View>,
): Promise<Counterexamples<C>> {
  const otherFindings = recordOtherFindings<C>(found.violation);
  const counterexample = await shrinkToCounterexample(setup, found, search, otherFindings);
  const others: Counterexample<C>[] = [];
  // Findings of this second search are not followed up: a search for one finding does not replace a search for all.
  for (const other of otherFindings.all()) {
    const further = recordOtherFindings<C>(other.violation);
    others.push(await shrinkToCounterexample(setup, other, { ...search, maxDrives: 0 }, further));
  }
  return { counterexample, others };
}

/** The wait for each answer while a run without answers is shrunk, in milliseconds. */
const shortAnswerMs = 2_000;

async function shrinkToCounterexample<State, C extends Command, O extends Outcome, View>(
  setup: Setup<State, C, O, View>,
  asFound: ViolatingRun<C>,
  search: ShrinkOptions<State, C, O, View>,
  others: OtherFindings<C>,
): Promise<Counterexample<C>> {
  const found = unroll(setup.model, asFound);
  // Where commands have several endings, only the system says which of them a run takes.
  const isOnModel = found.violation.side !== 'system' && setup.model.endings === undefined;
  const quick = isSilence(found.violation)
    ? { ...setup, answerMs: Math.min(shortAnswerMs, setup.answerMs ?? shortAnswerMs) }
    : setup;
  const short = await interruptible(found, (improved) =>
    (isOnModel ? shrinkOnModel : shrinkOnSystem)(quick, found, search, { others, improved }),
  );
  // Without the signal: also after an interruption, the report is of a violation that was seen.
  const confirming = { ...setup, signal: undefined };
  const shown = await shownBy(confirming, found.violation, short, search.foundBy);
  if (shown !== null) return shown;
  const asItWas = { commands: found.commands, ...(found.recovery && { recovery: found.recovery }) };
  if (!isOnModel) {
    const certificate = locallyMinimal('a shorter run showed the violation once, and not when it was repeated');
    return { ...namesOf(setup), ...asItWas, violation: found.violation, certificate, foundBy: search.foundBy };
  }
  // The model shows the violation by the shrunk run, and the system does not: the longer run has to be believed.
  const onSystem = await interruptible(found, (improved) =>
    shrinkOnSystem(setup, found, { ...search, maxDrives: 0 }, { others, improved }),
  );
  const reason = `the model shows it by a shorter run (${short.commands.length}), by which the system shows something else`;
  const certificate = onSystem.certificate === interrupted ? interrupted : locallyMinimal(reason);
  const confirmed = await shownBy(confirming, found.violation, { ...onSystem, certificate }, search.foundBy);
  return (
    confirmed ?? { ...namesOf(setup), ...asItWas, violation: found.violation, certificate, foundBy: search.foundBy }
  );
}

/** After an interruption by the user, the best run so far remains. */
export async function interruptible<C>(
  { commands, recovery }: Run<C>,
  shrink: (improved: (run: Run<C>) => void) => Promise<CertifiedRun<C>>,
): Promise<CertifiedRun<C>> {
  let best: Run<C> = { commands, ...(recovery && { recovery }) };
  try {
    return await shrink((improved) => (best = improved));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return { ...best, certificate: interrupted };
  }
}

function locallyMinimal(reason: string): Certificate {
  return { kind: 'locally minimal', reason };
}

const interrupted: Certificate = locallyMinimal(
  'interrupted before every simplification was tried, so there may be a shorter run',
);

/** The finding as model and system show it by this run; `null` where they do not show it. */
async function shownBy<State, C extends Command, O extends Outcome, View>(
  setup: Setup<State, C, O, View>,
  finding: Finding,
  { certificate, ...run }: CertifiedRun<C>,
  foundBy: FoundBy,
): Promise<Counterexample<C> | null> {
  const found = await runToViolation(restrictTo(setup, finding), allCommandsOf(run)).catch(nullIfStrayed);
  if (found === null || !sameFinding(found.violation, finding)) return null;
  const { commands } = run;
  const recovery = allCommandsOf(found).slice(commands.length);
  const isAtEnd = found.violation.kind === 'settled' || found.violation.kind === 'endless';
  const violation = isAtEnd ? { ...found.violation, at: commands.length } : found.violation;
  const shownLater = isAtEnd ? run.recovery : recovery;
  return {
    ...namesOf(setup),
    commands,
    ...(shownLater !== undefined && shownLater.length > 0 && { recovery: shownLater }),
    ...(found.outcomes?.length === commands.length && { outcomes: found.outcomes }),
    violation,
    certificate,
    foundBy,
  };
}
