import { explore } from '../explore/explore.ts';
import { ConfigurationError } from '../kernel/configuration.ts';
import { coverageGoalsIn } from '../kernel/coverage-goal.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { AnySubject, Scope } from '../kernel/subject.ts';
import { allPolicies } from '../kernel/subject.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';
import { falseClaimInRuns } from '../linearize/audit-claims.ts';
import { faultsOfContract } from './contract/validate-contract.ts';
import { faultsOfDrawn } from './validate-drawn.ts';
import { faultsOfSystems } from './validate-systems.ts';

export interface ValidateOptions {
  /** The states of each scope that are visited, about. Default: 2,000. */
  readonly maxStates?: number;
  /** Which scopes are visited: all of them, or the first. Default: all. */
  readonly scopes?: 'all' | 'smallest';
  readonly signal?: AbortSignal;
  /** Called before a scope is visited. */
  readonly onScope?: (scope: string) => void;
}

/** The faults of a subject. A subject without faults may still be violated. */
export interface Validation {
  /** A line each: the place, and what is wrong there. */
  readonly faults: readonly string[];
  /** The number of states that were visited, in all scopes together. */
  readonly states: number;
}

/**
 * Looks for mistakes in the description of a subject: names in `policies` and coverage goals that do not exist, invariants
 * with the same name, and, in the first states of each scope with all policies on, a model that breaks its rules (values that
 * are no JSON, commands in another order each time, functions that throw, claims about histories that are false), commands that are refused everywhere, its drawn
 * fields, and what its systems say that they lack.
 */
export async function validate(subject: AnySubject, options: ValidateOptions = {}): Promise<Validation> {
  const { maxStates = 2_000 } = options;
  const isAll = options.scopes !== 'smallest';
  const faults = faultsOfNames(subject);
  const visited = Object.entries(subject.scopes).slice(0, isAll ? Infinity : 1);
  const accepted = new Set<string>();
  let states = 0;
  let isWhole = isAll;
  for (const [name, scope] of visited) {
    if (options.signal?.aborted === true) break;
    options.onScope?.(name);
    const looked = await lookAt(subject, scope, { ...options, maxStates });
    if ('fault' in looked) faults.push(`scope ${name}: ${looked.fault}`);
    else {
      states += looked.states;
      isWhole &&= looked.isComplete;
      for (const one of looked.accepted) accepted.add(one);
    }
  }
  // A command may be accepted only in states that were not visited.
  const isJudged = isWhole && faults.length === 0 && subject.outcomes !== undefined;
  const refused = Object.keys(isJudged ? (subject.outcomes ?? {}) : {}).filter((type) => !accepted.has(type));
  const limits = { maxStates, isAll, scopes: visited.map(([, scope]) => scope), signal: options.signal };
  const faultsBeside = subject.contract === undefined ? faultsOfSystems : faultsOfContract;
  if (faults.length === 0) faults.push(...faultsOfDrawn(subject, limits), ...(await faultsBeside(subject, limits)));
  return { faults: [...faults, ...refused.map((type) => `outcomes.${type}: no state accepts the command`)], states };
}

/** Names that refer to something which the subject does not have. */
function faultsOfNames(subject: AnySubject): string[] {
  const ids = invariantsOf(subject);
  // A model that cannot be made is a fault of its scope.
  if (ids === null) return [];
  const { policies, scopes } = subject;
  const faults = new Set<string>();
  const mustExist = (place: string, what: string, name: string, known: readonly string[]): void => {
    if (!known.includes(name)) faults.add(`${place}: there is no ${what} ${name}; there is ${known.join(', ')}`);
  };
  for (const [at, id] of ids.entries()) if (ids.indexOf(id) !== at) faults.add(`invariants: two have the name ${id}`);
  for (const [name, { protects, behind, scope }] of Object.entries(policies)) {
    const place = `policies.${name}`;
    for (const id of protects) mustExist(`${place}.protects`, 'invariant', id, ids);
    if (scope !== undefined) mustExist(`${place}.scope`, 'scope', scope, Object.keys(scopes));
    if (behind === undefined) continue;
    mustExist(`${place}.behind`, 'policy', behind.policy, Object.keys(policies));
    for (const id of behind.protects) mustExist(`${place}.behind.protects`, 'invariant', id, ids);
  }
  return [...faults];
}

/** The names of all invariants in the first scope; `null` where its model cannot be made. */
function invariantsOf(subject: AnySubject): string[] | null {
  const [scope = {}] = Object.values(subject.scopes);
  try {
    const { invariants, settled } = subject.model(allPolicies(subject), scope);
    return [...invariants, ...settled].map(({ id }) => id);
  } catch {
    return null;
  }
}

type Looked =
  | { readonly fault: string }
  | { readonly states: number; readonly isComplete: boolean; readonly accepted: readonly string[] };

async function lookAt(
  subject: AnySubject,
  scope: Scope,
  { maxStates, signal }: ValidateOptions & { readonly maxStates: number },
): Promise<Looked> {
  try {
    coverageGoalsIn(subject, scope);
    const whole: Model<unknown, Command, Outcome, unknown> = subject.model(allPolicies(subject), scope);
    // A recovery in every order takes long in a large world, and differs from that of a small one in length alone.
    const isSmallest = scope === Object.values(subject.scopes)[0];
    // The guesses of a contract heal and end by the ways of a check, and their states have many names.
    const { symmetry: _symmetry, ...nameByName } = whole;
    const asked = subject.contract === undefined ? whole : nameByName;
    const model = isSmallest && asked === whole ? whole : { ...asked, recovery: () => [], settled: [] };
    const { distinctStates, isComplete, outcomes } = await explore(model, { maxStates, ...(signal && { signal }) });
    const accepted = Object.entries(outcomes)
      .filter(([type, seen]) => Object.keys(seen).some((outcome) => answerTo(subject, type, outcome) === 'accepted'))
      .map(([type]) => type);
    // A run is about as much work as ten states.
    const falseClaim = falseClaimInRuns(
      whole,
      (state) => whole.commands(state),
      Math.ceil(Math.min(maxStates, 2_000) / 10),
    );
    if (falseClaim !== null) return { fault: `a claim of the model about histories is false: ${falseClaim}` };
    return { states: distinctStates, isComplete, accepted };
  } catch (error) {
    if (error instanceof UnsoundModel || error instanceof ConfigurationError) return { fault: error.message };
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { fault: `the model throws: ${first}` };
  }
}

function answerTo({ outcomes = {} }: AnySubject, type: string, outcome: string): string | undefined {
  return outcomes[type]?.[outcome];
}
