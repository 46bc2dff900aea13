import type { Counterexample } from '../kernel/counterexample.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { checkPartsOf } from './check-parts.ts';
import type { ScopesOptions, ScopesReport } from './check-scopes.ts';
import { checkScopes } from './check-scopes.ts';
import type { CheckOptions, CheckReport } from './check.ts';
import { check } from './check.ts';
import { biasOf } from './interleavings.ts';
import type { KeepingOptions, KeptFiles } from './replay-and-keep.ts';
import { replayAndKeep } from './replay-and-keep.ts';
import { versionsInUse } from './versions.ts';

/** The report of a check, with the results of replaying kept counterexamples, and the paths where new ones are kept. */
export interface KeptCheckReport extends CheckReport, KeptFiles {}

/** The same of a check of all scopes. */
export interface KeptScopesReport extends ScopesReport, KeptFiles {}

/**
 * Replays the kept counterexamples, then checks, then keeps the new counterexamples. A kept counterexample that still shows
 * a violation is reported at once, without a search. Throws `UnreadableFolder`.
 */
export function checkAndKeep(
  subject: AnySubject,
  options: CheckOptions,
  keeping: KeepingOptions,
): Promise<KeptCheckReport> {
  const { system, policies, signal } = options;
  const foundBy = { who: keeping.who, versions: versionsInUse() };
  return replayAndKeep<CheckReport>(
    subject,
    {
      system,
      policies,
      signal,
      search: () => check(subject, { ...options, foundBy }),
      reportOfKnown: (found) => reportOfKnown(subject, options, found),
    },
    keeping,
  );
}

/** The same for a check of all scopes (`checkScopes`). */
export function checkScopesAndKeep(
  subject: AnySubject,
  options: ScopesOptions,
  keeping: KeepingOptions,
): Promise<KeptScopesReport> {
  const { system, policies, signal } = options;
  const foundBy = { who: keeping.who, versions: versionsInUse() };
  const alsoOff = checkPartsOf(subject, options).flatMap(({ off }) => off ?? []);
  return replayAndKeep<ScopesReport>(
    subject,
    {
      system,
      policies,
      alsoOff,
      signal,
      search: () => checkScopes(subject, { ...options, foundBy }),
      reportOfKnown: (found) => ({
        ...withoutRuns(subject, options, found),
        runsAsked: options.runs,
        parts: [],
      }),
    },
    keeping,
  );
}

/** The report of a check that needed no run. */
function reportOfKnown(subject: AnySubject, options: CheckOptions, found: Counterexample): CheckReport {
  return {
    ...withoutRuns(subject, options, found),
    scope: found.scope,
    distinctStates: 0,
    outcomes: {},
    faults: {},
    reached: {},
    limits: null,
    exploration: null,
    seen: null,
    generation: biasOf(subject.generation),
  };
}

function withoutRuns(
  subject: AnySubject,
  { system, policies, seed }: ScopesOptions,
  counterexample: Counterexample,
): Omit<ScopesReport, 'parts' | 'runsAsked'> {
  const { invariants, settled } = modelOnSystem(subject, counterexample);
  return {
    subject: subject.name,
    system,
    policies,
    runs: 0,
    commands: 0,
    missedGoals: [],
    others: [],
    seed,
    verdict: 'violated',
    invariants: invariants.length + settled.length,
    counterexample,
    strayed: 0,
    timing: { seconds: 0 },
  };
}
