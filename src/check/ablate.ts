import * as fc from 'fast-check';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Policies, Scope, Subject } from '../kernel/subject.ts';
import { allPolicies } from '../kernel/subject.ts';
import type { Violation } from '../kernel/violation.ts';
import { breaks, fallsOf } from '../minimise/falls.ts';
import type { Fall } from '../minimise/falls.ts';
import { minimise } from '../minimise/minimise.ts';
import type { Watch } from './breath.ts';
import { createBreath, Interrupted } from './breath.ts';
import { interleavings } from './interleavings.ts';
import type { Pair } from './run.ts';
import { pairOf, violationOf } from './run.ts';

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
  readonly rows: readonly AblationRow<C>[];
  /** Stopped before the end: policies are missing from `rows`. */
  readonly isInterrupted: boolean;
  readonly timing: { readonly seconds: number };
}

/** How many failing runs of an invariant are minimised; the shortest result counts. */
const triesPerInvariant = 25;

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
  return { rows, isInterrupted, timing: { seconds: (performance.now() - startedMs) / 1000 } };
}

/** For each invariant that falls in random runs, in the order of ids, the shortest runs in which it does. */
async function shortestFalls<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  arbitrary: fc.Arbitrary<readonly C[]>,
  { runs, seed }: { readonly runs: number; readonly seed: number },
  beforeRun: () => Promise<void>,
): Promise<Fall<C>[][]> {
  const byId = new Map<string, Fall<C>[]>();
  const property = fc.asyncProperty(arbitrary, async (commands) => {
    await beforeRun();
    for (const fall of fallsOf(model, commands)) {
      const known = byId.get(fall.name) ?? [];
      known.push(fall);
      known.sort((a, b) => a.commands.length - b.commands.length);
      byId.set(fall.name, known.slice(0, triesPerInvariant));
    }
  });
  const { errorInstance } = await fc.check(property, { seed, numRuns: runs, endOnFailure: true });
  if (errorInstance instanceof Error) throw errorInstance;
  return [...byId].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, falls]) => falls);
}

async function shortestOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  candidates: readonly Fall<C>[],
): Promise<Fall<C>> {
  const results: Fall<C>[] = [];
  for (const fall of candidates) {
    const reproduces = (commands: readonly C[]): boolean => breaks(model, commands, fall);
    results.push({ ...fall, commands: await minimise(fall.commands, reproduces, model.symmetry) });
  }
  const [best] = results.toSorted((a, b) => a.commands.length - b.commands.length || plainness(a, b));
  if (best === undefined) throw new Error('an invariant without a run in which it falls');
  return best;
}

/** Fewer faults first, then the order of their texts, so that the answer is the same every time. */
function plainness<C extends Command>(a: Fall<C>, b: Fall<C>): number {
  const faultsOf = ({ commands }: Fall<C>): number => commands.filter(({ fault }) => fault !== undefined).length;
  return faultsOf(a) - faultsOf(b) || (JSON.stringify(a.commands) < JSON.stringify(b.commands) ? -1 : 1);
}

/** Takes the run to the system. An invariant that another one falls before is confirmed by the two sides agreeing throughout. */
async function confirmed<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  { kind, name, commands }: Fall<C>,
): Promise<AblatedInvariant<C>> {
  const watched = {
    ...pair.model,
    invariants: only(pair.model.invariants, name),
    settled: only(pair.model.settled, name),
  };
  const found = await violationOf({ ...pair, model: watched }, commands);
  const isSame = found?.violation.kind === kind && found.violation.name === name;
  const onSystem = isSame ? 'same' : (found?.violation.details ?? 'nothing falls');
  return { name, kind, commands, length: commands.length, onSystem };
}

function only<I extends { readonly id: string }>(invariants: readonly I[], id: string): readonly I[] {
  return invariants.filter((invariant) => invariant.id === id);
}
