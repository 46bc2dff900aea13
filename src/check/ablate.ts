import type { Command, Outcome } from '../kernel/model.ts';
import type { Policies, Scope, Subject } from '../kernel/subject.ts';
import { allPolicies } from '../kernel/subject.ts';
import type { Violation } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import type { Fall } from '../minimise/falls.ts';
import type { Watch } from './breath.ts';
import { createBreath, Interrupted } from './breath.ts';
import { interleavings } from './interleavings.ts';
import type { Pair } from './run.ts';
import { pairOf, violationOf, watching } from './run.ts';
import { shortestFalls, shortestOf } from './search.ts';

export interface AblateOptions extends Watch {
  /** The system that has to show each violation too. */
  readonly system: string;
  readonly scope: Scope;
  /** How many interleavings for each policy. */
  readonly runs: number;
  readonly length: number;
  readonly seed: number;
}

/** An invariant that falls without a policy. */
export interface AblatedInvariant<C = Command> {
  /** The invariant's id. */
  readonly name: string;
  readonly kind: Violation['kind'];
  /** The shortest run that was found. */
  readonly commands: readonly C[];
  readonly length: number;
  /** `same` where the system, taking the same commands, shows what the model shows; otherwise what it does instead. */
  readonly onSystem: string;
}

/** What falls when this one policy is off. */
export interface AblationRow<C = Command> {
  readonly subject: string;
  readonly policy: string;
  readonly violations: readonly AblatedInvariant<C>[];
}

export interface AblationReport<C = Command> {
  readonly system: string;
  readonly scope: Scope;
  /** For each policy: how many interleavings, of how many commands at most, from which seed. */
  readonly runs: number;
  readonly length: number;
  readonly seed: number;
  readonly rows: readonly AblationRow<C>[];
  /** Stopped before the end: policies are missing from `rows`. */
  readonly isInterrupted: boolean;
  readonly timing: { readonly seconds: number };
}

/**
 * Switches each policy off alone, and finds every invariant that falls, each with the shortest run that random
 * search and minimising find. The model is searched; each result is then confirmed on the system.
 */
export async function ablate<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  options: AblateOptions & { readonly scope: S },
): Promise<AblationReport<C>> {
  const startedMs = performance.now();
  const names = Object.keys(subject.policies);
  const rows: AblationRow<C>[] = [];
  let runs = 0;
  const breathe = createBreath(options, () => ({ done: runs, of: names.length * options.runs }));
  try {
    for (const policy of names) {
      const policies = { ...allPolicies(subject), [policy]: false } as P;
      const pair = pairOf(subject, { ...options, policies });
      const arbitrary = interleavings(pair.model, subject.generation, options.length);
      const falls = await shortestFalls(pair.model, arbitrary, options, async () => {
        runs += 1;
        await breathe();
      });
      const violations: AblatedInvariant<C>[] = [];
      for (const candidates of falls) violations.push(await confirmed(pair, await shortestOf(pair.model, candidates)));
      rows.push({ subject: subject.name, policy, violations });
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  const isInterrupted = rows.length < names.length;
  const { system, scope, runs: runsEach, length, seed } = options;
  return {
    system,
    scope,
    runs: runsEach,
    length,
    seed,
    rows,
    isInterrupted,
    timing: { seconds: (performance.now() - startedMs) / 1000 },
  };
}

/** Takes the run to the system, and says what it shows there. */
async function confirmed<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  { kind, name, commands }: Fall<C>,
): Promise<AblatedInvariant<C>> {
  const found = await violationOf(watching(pair, { kind, name }), commands);
  const isSame = found !== null && sameFinding(found.violation, { kind, name });
  const onSystem = isSame ? 'same' : (found?.violation.details ?? 'nothing falls');
  return { name, kind, commands, length: commands.length, onSystem };
}
