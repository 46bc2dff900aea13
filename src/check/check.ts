import * as fc from 'fast-check';
import { freeze } from 'immer';
import { graphOfTransitions } from '../explore/reached-graph.ts';
import { assertCount } from '../kernel/configuration.ts';
import type { Counterexample, FoundBy } from '../kernel/counterexample.ts';
import { coverageGoalsIn } from '../kernel/coverage-goal.ts';
import type { Explored } from '../kernel/explored.ts';
import { Interrupted } from '../kernel/interrupted.ts';
import { sameJson } from '../kernel/json.ts';
import type { StepListener } from '../kernel/lockstep.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { Strayed } from '../kernel/real-time.ts';
import type { Run } from '../kernel/run.ts';
import { allCommandsOf, ViolationFound } from '../kernel/run.ts';
import type { SetupOptions } from '../kernel/setup.ts';
import { askNoInvariant, modelOnSystem, restrictTo, setUp } from '../kernel/setup.ts';
import { assertJson } from '../kernel/strict-json.ts';
import type { Generation, Policies, Scope, Subject } from '../kernel/subject.ts';
import type { SystemLimits } from '../kernel/system-limits.ts';
import type { Finding } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import { auditedEndings } from './audit.ts';
import type { ContractOptions } from './contract/check-contract.ts';
import { checkContract } from './contract/check-contract.ts';
import type { UnsteadyFinding } from './contract/steadiness.ts';
import type { Counterexamples } from './counterexample.ts';
import { shrinkToCounterexamples } from './counterexample.ts';
import type { Coverage } from './coverage.ts';
import { recordCoverage, missedGoals } from './coverage.ts';
import { recordDriven } from './driven.ts';
import type { Bias } from './interleavings.ts';
import { biasOf, interleavings } from './interleavings.ts';
import { createNovelty } from './novelty.ts';
import { reachOnce, statesToExplore } from './reach-once.ts';
import type { RunMemory } from './run-memory.ts';
import { createRunMemory } from './run-memory.ts';
import { confirm, runToViolation } from './run.ts';
import type { Seen } from './seen.ts';
import { recordSeen } from './seen.ts';
import type { ShrinkOptions } from './shrinking.ts';
import { createSteering } from './steering.ts';
import { reportOf } from './subject-of-report.ts';
import { findLimits } from './system-limits.ts';
import { createTurns } from './turns.ts';
import type { ReachedShare } from './unseen.ts';
import { missedOutcomes, shareOfReached } from './unseen.ts';
import type { CheckListener, WatchOptions } from './watch.ts';
import { yieldingTo } from './yielding.ts';

export interface CheckOptions<State = unknown, P = Policies, S = Scope>
  extends WatchOptions, ContractOptions, SetupOptions<P, S> {
  /** How many interleavings. */
  readonly runs: number;
  /** How many commands each of them has at most. */
  readonly length: number;
  readonly seed: number;
  /** What an exploration of the same model found, name by name: the report says how much of it the runs have seen. */
  readonly explored?: Explored | undefined;
  /** Changes to the subject's way of generating runs. */
  readonly generation?: Partial<Generation>;
  /** How many distinct states are explored for a counterexample's certificate, at most; by default 30,000. */
  readonly maxStates?: number;
  /** Known findings: a run that shows a known finding ends there, and the search goes on. */
  readonly known?: readonly Finding[];
  /** Who searches, and with which versions, for counterexamples that are kept. */
  readonly foundBy?: Pick<FoundBy, 'who' | 'versions'>;
  readonly listener?: CheckListener<State>;
  /**
   * Whether model and system are compared alone: no invariant is asked, no coverage goal counts, and a recovery may be endless,
   * as where a policy is off. By default false.
   */
  readonly isComparedAlone?: boolean;
  /**
   * A folder for files that may be made again, where explorations are kept; by default none: a check explores its scope before
   * its runs each time. The report is the same.
   */
  readonly cache?: string | null;
  /**
   * What runs before this check have shown, in checks of the same model: this check goes on from there, and adds to it. By
   * default nothing.
   */
  readonly memory?: RunMemory;
}

/**
 * The verdict of a check.
 *
 * - `holds`: no violation in these runs, and they reached their coverage goals.
 * - `violated`: see `counterexample`.
 * - `inconclusive`: no violation, but the runs missed a coverage goal, so the check says little.
 * - `interrupted`: stopped before the end; no violation until then.
 */
export type Verdict = 'holds' | 'violated' | 'inconclusive' | 'interrupted';

export interface CheckReport<C = Command> extends Coverage {
  readonly subject: string;
  readonly system: string;
  readonly policies: Policies;
  readonly scope: Scope;
  readonly seed: number;
  /** How the runs were picked. */
  readonly generation: Bias;
  readonly verdict: Verdict;
  /**
   * How many runs were left out, since more real time passed in them than the model has a tolerance for. 0 where the system's
   * clock moves with the model's.
   */
  readonly strayed: number;
  /** The coverage goals that too few runs reached. */
  readonly missedGoals: readonly string[];
  /** What the verdict does not cover, since the system lacks it or does not show it; `null` where that is nothing. */
  readonly limits: SystemLimits | null;
  /** How many invariants of the model the runs were asked for; where there are none, model and system were compared alone. */
  readonly invariants: number;
  /** What a bounded exploration before the runs reached, and how much of it the runs have shown; `null` where no run was needed. */
  readonly exploration: ReachedShare | null;
  /** `null` where no exploration was given. */
  readonly seen: Seen | null;
  readonly counterexample: Counterexample<C> | null;
  /** Other findings while that counterexample was shrunk. */
  readonly others: readonly Counterexample<C>[];
  /** Of a contract: findings that did not show each time on a freshly started system. */
  readonly unsteady?: readonly UnsteadyFinding<C>[];
  readonly timing: { readonly seconds: number };
}

/** Every 16th run also audits the model: the run is executed on immer drafts as well, and on frozen states. */
const auditEvery = 16;

/** How many states are explored for a certificate by default. */
export const defaultMaxStates = 30_000;

/** How many runs the system takes, at most, while a finding that only the system shows is shrunk. */
export const mostDrives = 2_000;

/**
 * Drives a model and a real system through the same random interleavings, and compares them after every command.
 * With the same options the answer is the same, but for `timing`. Throws `ConfigurationError`, `UnsoundModel`, `NotJson` and
 * `EnvironmentError`, each of which is no verdict.
 */
export async function check<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  options: CheckOptions<State, P, S>,
): Promise<CheckReport<C>> {
  // The view of a contract's guesses is what is known: the state.
  if (subject.contract !== undefined)
    return checkContract(subject as unknown as Subject<State, C, O, State, P, S>, options);
  const startedMs = performance.now();
  assertCount('runs', options.runs, 1);
  assertCount('length', options.length, 1);
  const { isComparedAlone = false } = options;
  const setup = isComparedAlone ? askNoInvariant(setUp(subject, options)) : setUp(subject, options);
  const { model } = setup;
  assertJson(`the initial state of the model of ${model.name}`, model.initial, 'safe integers');
  freeze(model.initial, true);
  const limits = await findLimits(subject, options);
  const goals = isComparedAlone ? [] : coverageGoalsIn(subject, options.scope);
  const recorder = recordCoverage(
    model,
    goals.filter(({ name }) => limits?.goalsOutOfReach.includes(name) !== true),
  );
  const seen = options.explored === undefined ? null : recordSeen(model, options.explored);
  let isMinimising = false;
  const report = (): void => options.onProgress?.({ done: recorder.runs(), of: options.runs, isMinimising });
  const yieldToEvents = yieldingTo(report, options.signal);
  const { listener } = options;
  const known = [...(options.known ?? []), ...(isComparedAlone ? [endlessRecovery] : [])];
  const ofSystem = setup.guesses === undefined ? {} : { guesses: setup.guesses };
  const generation = biasOf({ ...ofSystem, ...subject.generation, ...options.generation });
  const { memory = createRunMemory() } = options;
  const reached = await reachOnce(model, {
    runs: memory.runs + options.runs,
    cache: options.cache ?? null,
    bias: generation,
    signal: options.signal,
  });
  const graph = reached.transitions === null ? null : graphOfTransitions(reached.transitions);
  const driven = graph === null ? undefined : recordDriven<State, C>(graph, { isOpen: model.endings !== undefined });
  const arbitrary = interleavings(model, generation, options.length, {
    novelty: createNovelty(generation.guesses),
    steering: createSteering(reached, statesToExplore, graph, memory),
    driven,
  });
  // A listener sees a step before the system takes it, so it follows a single run at a time.
  const atOnce = listener === undefined ? (setup.atOnce ?? 1) : 1;
  const turns = createTurns(atOnce);
  const see: StepListener<State, View, C, O> = (step, state) => {
    const fingerprint = recorder.see(step, state);
    seen?.see(step.command, state, fingerprint);
    driven?.see(step.command, state);
    listener?.see(step, state, fingerprint);
  };
  const startRun = (commands: readonly C[]): void => {
    recorder.startRun();
    seen?.startRun();
    driven?.startRun(commands);
    listener?.startRun(commands);
  };

  async function run(
    commands: readonly C[],
    observe: StepListener<State, View, C, O>,
    isAudited: boolean,
  ): Promise<void> {
    const found = await runToViolation(setup, commands, { observe, ...(isAudited && { execute: auditedEndings }) });
    if (found === null) return;
    if (!known.some((one) => sameFinding(one, found.violation))) throw new ViolationFound(found);
    if (!isComparedAlone || !sameFinding(endlessRecovery, found.violation)) listener?.reachKnown(found.violation);
  }

  let begun = 0;
  let strayed = 0;
  const property = fc.asyncProperty(arbitrary, async (commands) => {
    await yieldToEvents();
    begun += 1;
    const isAudited = begun % auditEvery === 1;
    if (atOnce === 1 && setup.realClock === undefined) {
      startRun(commands);
      return turns.take(run(commands, see, isAudited), () => undefined);
    }
    const steps: Parameters<typeof see>[] = [];
    let isLeftOut = false;
    const leaveOutStrayed = (error: unknown): void => {
      if (!(error instanceof Strayed)) throw error;
      isLeftOut = true;
    };
    return turns.take(run(commands, (...step) => void steps.push(step), isAudited).catch(leaveOutStrayed), () => {
      if (isLeftOut) return void (strayed += 1);
      startRun(commands);
      for (const step of steps) see(...step);
    });
  });
  const details = await fc.check(property, { seed: options.seed, numRuns: options.runs, endOnFailure: true });
  const thrown = details.failed ? details.errorInstance : await turns.finish().catch((error: unknown) => error);
  await turns.abandon();
  if (thrown instanceof Error && !(thrown instanceof ViolationFound) && !(thrown instanceof Interrupted)) throw thrown;
  const found = thrown instanceof ViolationFound ? (thrown as ViolationFound<C>) : null;
  isMinimising = found !== null;
  const how = { arbitrary, yieldToEvents, onExplored: report, foundBy: foundBy(options, recorder.runs()) };
  const confirmed = found === null ? null : await unlessInterrupted(confirm(setup, found));
  const shown =
    confirmed === null
      ? { counterexample: null, others: [] }
      : await shrinkToCounterexamples(setup, confirmed, searchOf(subject, options, how));
  const coverage = recorder.coverage();
  const exploration = shareOfReached(reached, coverage.outcomes, driven?.driven() ?? null);
  const missed = [
    ...missedGoals(coverage),
    ...(isComparedAlone ? [] : missedOutcomes(subject, exploration, coverage.runs)),
    ...(coverage.commands === 0 ? [nothingTaken] : []),
    ...(strayed > mostStrayed * (strayed + coverage.runs) ? [keptTime] : []),
  ];
  const isInterrupted = thrown instanceof Interrupted || (found !== null && confirmed === null);
  const calm = isInterrupted ? 'interrupted' : missed.length > 0 ? 'inconclusive' : 'holds';
  return reportOf(subject, {
    subject: subject.name,
    system: options.system,
    policies: setup.policies,
    scope: options.scope,
    ...coverage,
    seed: options.seed,
    generation,
    verdict: shown.counterexample === null ? calm : 'violated',
    strayed,
    missedGoals: missed,
    limits,
    invariants: model.invariants.length + model.settled.length,
    exploration,
    seen: seen?.seen(coverage.outcomes) ?? null,
    ...shown,
    timing: { seconds: (performance.now() - startedMs) / 1000 },
  });
}

/** A run without answers that could not be confirmed before an interruption is no finding. */
function unlessInterrupted<Result>(work: Promise<Result>): Promise<Result | null> {
  return work.catch((error: unknown) => {
    if (error instanceof Interrupted) return null;
    throw error;
  });
}

/** Without a policy a recovery may have no end, on model and system alike. */
const endlessRecovery: Finding = { kind: 'endless', name: 'recovery' };

/** The coverage goal that runs without any command have missed, independent of the subject's goals. */
const nothingTaken = 'a command is taken';

/** The coverage goal that is missed where more than a tenth of all runs are left out. */
const keptTime = 'real time within the tolerance of the model';
const mostStrayed = 0.1;

function foundBy(
  { foundBy: by, seed, length }: Pick<CheckOptions, 'foundBy' | 'seed' | 'length'>,
  run: number,
): FoundBy {
  const { who, versions } = by ?? { who: 'check' };
  return { who, seed, run, length, ...(versions !== undefined && { versions }) };
}

/**
 * Takes a run to the system and looks for this finding alone; shrinks the run, and the runs of other findings. `null` where
 * the run shows no violation. The seed is that of further runs, in which a shorter counterexample is looked for.
 */
export async function checkRun<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  options: Omit<CheckOptions<State, P, S>, 'runs' | 'foundBy'> & { readonly foundBy: FoundBy },
  finding: Finding,
  run: Run<C>,
): Promise<Counterexamples<C> | null> {
  const setup = setUp(subject, options);
  const found = await runToViolation(restrictTo(setup, finding), allCommandsOf(run));
  if (found === null) return null;
  const report = (): void => options.onProgress?.({ done: 1, of: 1, isMinimising: true });
  const yieldToEvents = yieldingTo(report, options.signal);
  const generation = biasOf({ ...subject.generation, ...options.generation });
  const arbitrary = interleavings(setup.model, generation, options.length);
  const how = { arbitrary, yieldToEvents, onExplored: report, foundBy: options.foundBy };
  return shrinkToCounterexamples(setup, await confirm(setup, found), searchOf(subject, options, how));
}

/** How far a shorter run is looked for. */
function searchOf<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  options: Pick<CheckOptions<State, P, S>, 'seed' | 'maxStates' | 'signal' | 'system' | 'policies' | 'scope'>,
  how: Pick<ShrinkOptions<State, C, O, View>, 'arbitrary' | 'yieldToEvents' | 'onExplored' | 'foundBy'>,
): ShrinkOptions<State, C, O, View> {
  return {
    ...how,
    seed: options.seed,
    smaller: smallerScopes(subject, options),
    maxStates: options.maxStates ?? defaultMaxStates,
    maxDrives: mostDrives,
    signal: options.signal,
  };
}

/** The models of the subject's smaller scopes: no size is larger than in this scope, and at least one is smaller. */
function smallerScopes<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  { system, policies, scope }: { readonly system: string; readonly policies: P; readonly scope: S },
): Model<State, C, O, View>[] {
  return Object.values(subject.scopes)
    .filter((smaller) => !sameJson(smaller, scope))
    .filter((smaller) =>
      Object.entries({ ...scope, ...smaller }).every(([size]) => (smaller[size] ?? 0) <= (scope[size] ?? 0)),
    )
    .map((smaller) => modelOnSystem(subject, { system, policies, scope: smaller }));
}
