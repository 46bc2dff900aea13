import * as fc from 'fast-check';
import { freeze } from 'immer';
import { createBreath } from '../kernel/breath.ts';
import { coverageGoalsIn } from '../kernel/coverage-goal.ts';
import type { Explored } from '../kernel/explored.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Generation, Policies, Scope, Subject } from '../kernel/subject.ts';
import type { Finding } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import type { Onlooker, Watch } from './watch.ts';
import { Interrupted } from './watch.ts';
import type { Coverage } from './coverage.ts';
import { recordCoverage, unmet } from './coverage.ts';
import type { Counterexample, Search } from './counterexample.ts';
import { counterexamplesOf } from './counterexample.ts';
import type { Bias } from './interleavings.ts';
import { biasOf, interleavings } from './interleavings.ts';
import type { Observer } from './lockstep.ts';
import { ViolationFound } from './lockstep.ts';
import { pairOf, runInLockstep, violationOf, watching } from './run.ts';
import type { Seen } from './seen.ts';
import { recordSeen } from './seen.ts';
import { createTurns } from './turns.ts';

export interface CheckOptions<State = unknown> extends Watch {
  /** One of the subject's systems, by name. */
  readonly system: string;
  readonly policies: Policies;
  readonly scope: Scope;
  /** How many interleavings. */
  readonly runs: number;
  /** How many commands each of them has at most. */
  readonly length: number;
  readonly seed: number;
  /** What an exploration of the same model found, name by name: the report says how much of it the runs have seen. */
  readonly explored?: Explored | undefined;
  /** What is to be other than the subject says of how its runs are generated. */
  readonly generation?: Partial<Generation>;
  /** How many distinct states are explored for a counterexample's certificate, at most. 30,000 where it is not said. */
  readonly maxStates?: number;
  /** What is known already: a run that comes to it ends there, and the search goes on. */
  readonly known?: readonly Finding[];
  readonly onlooker?: Onlooker<State>;
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
  /** By what the runs were picked. */
  readonly generation: Bias;
  readonly verdict: Verdict;
  /** The coverage goals that too few runs reached. */
  readonly unmet: readonly string[];
  /** `null` where no exploration was given. */
  readonly seen: Seen | null;
  readonly violation: Counterexample<C> | null;
  /** What else was come upon while that was made short. */
  readonly others: readonly Counterexample<C>[];
  readonly timing: { readonly seconds: number };
}

/** One run in this many also looks at the model: it is run on immer drafts as well, and on frozen states. */
const auditEvery = 16;

/** So many states are explored for a certificate where nothing else is said. */
const defaultMaxStates = 30_000;

/** So many runs are taken to the system to find a shorter one to what it alone shows. */
export const mostDrives = 2_000;

/**
 * Drives a model and a real system through the same random interleavings, and compares them after every command.
 * With the same options the answer is the same, but for `timing`.
 */
export async function check<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  options: CheckOptions<State> & { readonly policies: P; readonly scope: S },
): Promise<CheckReport<C>> {
  const startedMs = performance.now();
  const pair = pairOf(subject, options);
  freeze(pair.model.initial, true);
  const recorder = recordCoverage(pair.model, coverageGoalsIn(subject, options.scope));
  const seen = options.explored === undefined ? null : recordSeen(pair.model, options.explored);
  let isMinimising = false;
  const tell = (): void => options.onProgress?.({ done: recorder.runs(), of: options.runs, isMinimising });
  const breath = createBreath(tell);
  const breathe = async (): Promise<void> => {
    await breath();
    if (options.signal?.aborted === true) throw new Interrupted();
  };
  const { known = [], onlooker } = options;
  const generation = biasOf({ ...subject.generation, ...options.generation });
  const arbitrary = interleavings(pair.model, generation, options.length);
  // An onlooker is told of a step before the system takes it, so it looks on at one run alone.
  const atOnce = onlooker === undefined ? (pair.atOnce ?? 1) : 1;
  const turns = createTurns(atOnce);
  const see: Observer<State, View, C, O> = (step, state) => {
    const print = recorder.see(step, state);
    seen?.see(step.command, state, print);
    onlooker?.see(step, state, print);
  };
  const startRun = (commands: readonly C[]): void => {
    recorder.startRun();
    seen?.startRun();
    onlooker?.startRun(commands);
  };

  async function run(commands: readonly C[], observe: Observer<State, View, C, O>, isAudited: boolean): Promise<void> {
    try {
      await runInLockstep(pair, commands, { observe, isAudited });
    } catch (error) {
      if (!(error instanceof ViolationFound)) throw error;
      const { violation } = error;
      if (!known.some((one) => sameFinding(one, violation))) throw error;
      onlooker?.meet(violation);
    }
  }

  let begun = 0;
  const property = fc.asyncProperty(arbitrary, async (commands) => {
    await breathe();
    begun += 1;
    const isAudited = begun % auditEvery === 1;
    if (atOnce === 1) {
      startRun(commands);
      return turns.take(run(commands, see, isAudited), () => undefined);
    }
    const steps: Parameters<typeof see>[] = [];
    return turns.take(
      run(commands, (...step) => void steps.push(step), isAudited),
      () => {
        startRun(commands);
        for (const step of steps) see(...step);
      },
    );
  });
  const details = await fc.check(property, { seed: options.seed, numRuns: options.runs, endOnFailure: true });
  const thrown = details.failed ? details.errorInstance : await turns.finish().catch((error: unknown) => error);
  await turns.abandon();
  if (thrown instanceof Error && !(thrown instanceof ViolationFound) && !(thrown instanceof Interrupted)) throw thrown;
  const found = thrown instanceof ViolationFound ? (thrown as ViolationFound<C>) : null;
  isMinimising = found !== null;
  const shown =
    found === null
      ? { violation: null, others: [] }
      : await counterexamplesOf(pair, found, searchOf(subject, options, { arbitrary, breathe, onExplored: tell }));
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
    generation,
    verdict: shown.violation === null ? calm : 'violated',
    unmet: missed,
    seen: seen?.seen(coverage.outcomes) ?? null,
    ...shown,
    timing: { seconds: (performance.now() - startedMs) / 1000 },
  };
}

/**
 * Takes one run to the system with an eye on this finding, and makes short what it shows and what else is come upon then;
 * `null` where it ends well. The seed is that of the further runs which are looked at for a shorter one.
 */
export async function checkRun<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  options: Omit<CheckOptions<State>, 'runs'> & { readonly policies: P; readonly scope: S },
  { commands, ...finding }: Finding & { readonly commands: readonly C[] },
): Promise<Awaited<ReturnType<typeof counterexamplesOf<State, C, O, View>>> | null> {
  const pair = pairOf(subject, options);
  const found = await violationOf(watching(pair, finding), commands);
  if (found === null) return null;
  const tell = (): void => options.onProgress?.({ done: 1, of: 1, isMinimising: true });
  const breath = createBreath(tell);
  const breathe = async (): Promise<void> => {
    await breath();
    if (options.signal?.aborted === true) throw new Interrupted();
  };
  const arbitrary = interleavings(pair.model, biasOf({ ...subject.generation, ...options.generation }), options.length);
  return counterexamplesOf(pair, found, searchOf(subject, options, { arbitrary, breathe, onExplored: tell }));
}

/** How far a shorter run is looked for. */
function searchOf<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  options: Omit<CheckOptions<State>, 'runs'> & { readonly policies: P; readonly scope: S },
  how: Pick<Search<State, C, O, View>, 'arbitrary' | 'breathe' | 'onExplored'>,
): Search<State, C, O, View> {
  return {
    ...how,
    seed: options.seed,
    smaller: smallerWorlds(subject, options),
    maxStates: options.maxStates ?? defaultMaxStates,
    maxDrives: mostDrives,
    laneOf: (command) => subject.narration.laneOf(command),
    signal: options.signal,
  };
}

/** The models of the subject's scopes in which nothing is more than in this one, and something less. */
function smallerWorlds<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  { policies, scope }: { readonly policies: P; readonly scope: S },
): Model<State, C, O, View>[] {
  return Object.values(subject.scopes)
    .filter((smaller) => !sameJson(smaller, scope))
    .filter((smaller) => Object.entries(scope).every(([what, count]) => (smaller[what] ?? Infinity) <= count))
    .map((smaller) => subject.model(policies, smaller));
}
