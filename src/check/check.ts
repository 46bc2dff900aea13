import * as fc from 'fast-check';
import { freeze } from 'immer';
import { createBreath } from '../kernel/breath.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Policies, Scope, Subject } from '../kernel/subject.ts';
import type { Watch } from './watch.ts';
import { Interrupted } from './watch.ts';
import type { Coverage } from './coverage.ts';
import { recordCoverage, unmet } from './coverage.ts';
import type { Counterexample } from './counterexample.ts';
import { counterexampleOf } from './counterexample.ts';
import { interleavings } from './interleavings.ts';
import { ViolationFound } from './lockstep.ts';
import { pairOf, runInLockstep } from './run.ts';

export interface CheckOptions extends Watch {
  /** One of the subject's systems, by name. */
  readonly system: string;
  readonly policies: Policies;
  readonly scope: Scope;
  /** How many interleavings. */
  readonly runs: number;
  /** How many commands each of them has at most. */
  readonly length: number;
  readonly seed: number;
}

/**
 * - `holds`: no violation in these runs, and they met what they had to.
 * - `violated`: see `violation`.
 * - `vacuous`: no violation, but the runs did not meet what they had to, so that says little.
 * - `interrupted`: stopped before the end; no violation until then.
 */
export type Verdict = 'holds' | 'violated' | 'vacuous' | 'interrupted';

export interface CheckReport<C = Command> extends Coverage {
  readonly subject: string;
  readonly system: string;
  readonly policies: Policies;
  readonly scope: Scope;
  readonly seed: number;
  readonly verdict: Verdict;
  /** The expectations that too few runs met. */
  readonly unmet: readonly string[];
  readonly violation: Counterexample<C> | null;
  readonly timing: { readonly seconds: number };
}

/** One run in this many also looks at the model: it is run on immer drafts as well, and on frozen states. */
const auditEvery = 16;

/**
 * Drives a model and a real system through the same random interleavings, and compares them after every command.
 * With the same options the answer is the same, but for `timing`.
 */
export async function check<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  options: CheckOptions & { readonly policies: P; readonly scope: S },
): Promise<CheckReport<C>> {
  const startedMs = performance.now();
  const pair = pairOf(subject, options);
  freeze(pair.model.initial, true);
  const recorder = recordCoverage(subject.expectations, pair.model.initial);
  let isMinimising = false;
  const breathe = createBreath(() => {
    options.onProgress?.({ done: recorder.runs(), of: options.runs, isMinimising });
    if (options.signal?.aborted === true) throw new Interrupted();
  });
  const arbitrary = interleavings(pair.model, subject.generation, options.length);
  const property = fc.asyncProperty(arbitrary, async (commands) => {
    await breathe();
    recorder.startRun();
    await runInLockstep(pair, commands, { observe: recorder.see, isAudited: recorder.runs() % auditEvery === 1 });
  });
  const details = await fc.check(property, { seed: options.seed, numRuns: options.runs, endOnFailure: true });
  const thrown = details.errorInstance;
  if (thrown instanceof Error && !(thrown instanceof ViolationFound) && !(thrown instanceof Interrupted)) throw thrown;
  const found = thrown instanceof ViolationFound ? (thrown as ViolationFound<C>) : null;
  isMinimising = found !== null;
  const violation =
    found === null ? null : await counterexampleOf(pair, found, { arbitrary, seed: options.seed, breathe });
  const coverage = recorder.coverage();
  const missed = unmet(coverage);
  const calm = thrown instanceof Interrupted ? 'interrupted' : missed.length > 0 ? 'vacuous' : 'holds';
  return {
    subject: subject.name,
    system: options.system,
    policies: options.policies,
    scope: options.scope,
    ...coverage,
    seed: options.seed,
    verdict: violation === null ? calm : 'violated',
    unmet: missed,
    violation,
    timing: { seconds: (performance.now() - startedMs) / 1000 },
  };
}
