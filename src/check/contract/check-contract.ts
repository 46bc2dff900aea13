import * as fc from 'fast-check';
import { freeze } from 'immer';
import { assertCount } from '../../kernel/configuration.ts';
import type { WitnessedStep } from '../../kernel/contract.ts';
import type { Counterexample, FoundBy } from '../../kernel/counterexample.ts';
import { coverageGoalsIn } from '../../kernel/coverage-goal.ts';
import { Interrupted } from '../../kernel/interrupted.ts';
import type { Command, Outcome } from '../../kernel/model.ts';
import { namesOf } from '../../kernel/setup.ts';
import { assertJson } from '../../kernel/strict-json.ts';
import type { Generation, Policies, Scope, Subject } from '../../kernel/subject.ts';
import type { SystemLimits } from '../../kernel/system-limits.ts';
import type { Finding } from '../../kernel/violation.ts';
import { sameFinding } from '../../kernel/violation.ts';
import type { Coverage } from '../coverage.ts';
import { missedGoals, recordCoverage } from '../coverage.ts';
import type { Bias } from '../interleavings.ts';
import { biasOf, interleavings } from '../interleavings.ts';
import { createNovelty } from '../novelty.ts';
import { reportOf } from '../subject-of-report.ts';
import { createTurns } from '../turns.ts';
import type { CheckListener, WatchOptions } from '../watch.ts';
import { yieldingTo } from '../yielding.ts';
import type { ContractSetup, ContractSetupOptions } from './contract-setup.ts';
import { setUpContract } from './contract-setup.ts';
import type { ShrunkBroken } from './shrink-broken.ts';
import { shrinkBroken } from './shrink-broken.ts';
import type { UnsteadyFinding } from './steadiness.ts';
import { countShown, recordUnsteady, timesRepeated } from './steadiness.ts';
import type { BrokenRun } from './witness.ts';
import { witness } from './witness.ts';

/** What a check of a contract can be asked for besides. */
export interface ContractOptions {
  /** How long a finding of a contract is shrunk, in seconds, at most. By default 10. */
  readonly shrinkSeconds?: number;
}

interface CheckContractOptions<State, S> extends WatchOptions, ContractOptions, ContractSetupOptions<S> {
  readonly runs: number;
  readonly length: number;
  readonly seed: number;
  readonly generation?: Partial<Generation>;
  readonly known?: readonly Finding[];
  readonly foundBy?: Pick<FoundBy, 'who' | 'versions'>;
  readonly listener?: CheckListener<State>;
  readonly signal?: AbortSignal;
}

/** The report of a check of a contract: that of any check, and the findings that did not show each time. */
interface ContractReport<C> extends Coverage {
  readonly subject: string;
  readonly system: string;
  readonly policies: Policies;
  readonly scope: Scope;
  readonly seed: number;
  readonly generation: Bias;
  readonly verdict: 'holds' | 'violated' | 'inconclusive' | 'interrupted';
  readonly strayed: number;
  readonly missedGoals: readonly string[];
  readonly limits: SystemLimits | null;
  readonly invariants: number;
  readonly exploration: null;
  readonly seen: null;
  readonly counterexample: Counterexample<C> | null;
  readonly others: readonly Counterexample<C>[];
  readonly unsteady: readonly UnsteadyFinding<C>[];
  readonly timing: { readonly seconds: number };
}

const usualShrinkSeconds = 10;

/** How many shorter ways are driven for a finding, at most. */
const mostWays = 2_000;

/** The goal that runs without any command have missed. */
const nothingTaken = 'a command is taken';

/** A finding that showed five times of five ends the search. */
class SteadyFinding<C, A extends Outcome> extends Error {
  readonly found: BrokenRun<C, A>;

  constructor(found: BrokenRun<C, A>) {
    super(found.violation.name);
    this.found = found;
  }
}

/**
 * Drives runs on a system, follows its answers, and judges the promises of a contract after every command. The runs are those
 * of the contract's guesses; each takes one of the ways to recover, in turn. A finding counts where it shows five times of five
 * on a freshly started system. With the same options the answer is the same, but for `timing`, where the system answers alike
 * and shrinking is done in its time. Throws as `check` does.
 */
export async function checkContract<State, C extends Command, A extends Outcome, P extends Policies, S extends Scope>(
  subject: Subject<State, C, A, State, P, S>,
  options: CheckContractOptions<State, S>,
): Promise<ContractReport<C>> {
  const startedMs = performance.now();
  assertCount('runs', options.runs, 1);
  assertCount('length', options.length, 1);
  const setup = setUpContract(subject, options);
  const { model, contract } = setup;
  assertJson(`the initial state of the contract of ${contract.name}`, contract.initial, 'safe integers');
  freeze(contract.initial, true);
  const recorder = recordCoverage(model, coverageGoalsIn(subject, options.scope));
  let isMinimising = false;
  const report = (): void => options.onProgress?.({ done: recorder.runs(), of: options.runs, isMinimising });
  const yieldToEvents = yieldingTo(report, options.signal);
  const ofSystem = setup.guesses === undefined ? {} : { guesses: setup.guesses };
  const generation = biasOf({ ...ofSystem, ...subject.generation, ...options.generation });
  const arbitrary = interleavings(model, generation, options.length, {
    novelty: createNovelty(generation.guesses),
  });
  const unsteady = recordUnsteady<C>();
  const { listener, known = [] } = options;
  const turns = createTurns(listener === undefined ? (setup.atOnce ?? 1) : 1);
  const waiting: { commands: readonly C[]; steps: WitnessedStep<State, C, A>[]; found: BrokenRun<C, A> | null }[] = [];

  /** Counts the runs that have ended, in their order, and repeats those with a violation, while no other run is under way. */
  async function handleEnded(): Promise<void> {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      recorder.startRun();
      listener?.startRun(one.commands);
      for (const { before, command, answer, after } of one.steps) {
        const step = { before, command, outcome: answer as A, after };
        const fingerprint = recorder.see(step, after);
        listener?.see(step, after, fingerprint);
      }
      const { found } = one;
      if (found === null) continue;
      if (known.some((finding) => sameFinding(finding, found.violation))) {
        listener?.reachKnown(found.violation);
        continue;
      }
      const shown = await countShown(setup, found);
      if (shown === timesRepeated) throw new SteadyFinding(found);
      const { way: _way, ...broken } = found;
      unsteady.add({ ...broken, run: recorder.runs(), shown, repeated: timesRepeated });
    }
  }

  let begun = 0;
  const property = fc.asyncProperty(arbitrary, async (commands) => {
    await yieldToEvents();
    const way = contract.recoveries[begun % Math.max(1, contract.recoveries.length)]?.name;
    begun += 1;
    const steps: WitnessedStep<State, C, A>[] = [];
    let found: BrokenRun<C, A> | null = null;
    const run = witness(setup, commands, { way, onStep: (step) => void steps.push(step) });
    await turns.take(
      run.then((result) => void (found = result)),
      () => void waiting.push({ commands, steps, found }),
    );
    if (waiting.some((one) => one.found !== null)) await turns.finish();
    await handleEnded();
  });
  const details = await fc.check(property, { seed: options.seed, numRuns: options.runs, endOnFailure: true });
  const thrown = details.failed
    ? details.errorInstance
    : await turns
        .finish()
        .then(handleEnded)
        .catch((error: unknown) => error);
  await turns.abandon();
  if (thrown instanceof Error && !(thrown instanceof SteadyFinding) && !(thrown instanceof Interrupted)) throw thrown;
  const steady = thrown instanceof SteadyFinding ? (thrown as SteadyFinding<C, A>).found : null;
  isMinimising = steady !== null;
  const { seed, length } = options;
  const counterexample =
    steady === null
      ? null
      : await shrinkToCounterexample(setup, steady, {
          seconds: options.shrinkSeconds ?? usualShrinkSeconds,
          yieldToEvents,
          foundBy: { ...(options.foundBy ?? { who: 'check' }), seed, run: recorder.runs(), length },
        });
  const coverage = recorder.coverage();
  const missed = [
    ...missedGoals(coverage),
    ...(coverage.commands === 0 ? [nothingTaken] : []),
    ...unsteady.all().map(formatUnsteady),
  ];
  const calm = thrown instanceof Interrupted ? 'interrupted' : missed.length > 0 ? 'inconclusive' : 'holds';
  return reportOf(subject, {
    ...namesOf(setup),
    ...coverage,
    seed: options.seed,
    generation,
    verdict: counterexample === null ? calm : 'violated',
    strayed: 0,
    missedGoals: missed,
    limits: null,
    invariants: contract.promises.length + contract.settled.length,
    exploration: null,
    seen: null,
    counterexample,
    // A finding that shows while another one is shrunk has not shown five times.
    others: [],
    unsteady: unsteady.all(),
    timing: { seconds: (performance.now() - startedMs) / 1000 },
  });
}

/** What an unsteady finding leaves open, as a goal that was missed. */
function formatUnsteady({ violation, shown, repeated }: UnsteadyFinding): string {
  return `the same end each time: ${violation.name} was broken once, and by ${shown} of ${repeated} repetitions`;
}

interface Search {
  readonly seconds: number;
  readonly yieldToEvents: () => Promise<void>;
  readonly foundBy: FoundBy;
}

/** The finding by its shortest run that shows five times of five. */
async function shrinkToCounterexample<State, C extends Command, A extends Outcome>(
  setup: ContractSetup<State, C, A, unknown>,
  found: BrokenRun<C, A>,
  { seconds, yieldToEvents, foundBy }: Search,
): Promise<Counterexample<C>> {
  let improved = found;
  const budget = {
    seconds,
    maxDrives: mostWays,
    yieldToEvents,
    improved: (run: BrokenRun<C, A>) => void (improved = run),
  };
  const shrunk = await shrinkBroken(setup, found, budget).catch((error: unknown): ShrunkBroken<C, A> => {
    if (!(error instanceof Interrupted)) throw error;
    const reason = 'interrupted before every simplification was tried, so there may be a shorter run';
    return { run: improved, certificate: { kind: 'locally minimal', reason } };
  });
  const confirming = { ...setup, signal: undefined };
  const shown = shrunk.run === found ? timesRepeated : await countShown(confirming, shrunk.run);
  const isSteady = shown === timesRepeated;
  const reason = `a shorter run (${shrunk.run.commands.length + shrunk.run.recovery.length}) shows it ${shown} times of ${timesRepeated}`;
  const best = isSteady ? shrunk : { run: found, certificate: { kind: 'locally minimal' as const, reason } };
  const { commands, recovery, violation, outcomes, answers } = best.run;
  return {
    ...namesOf(setup),
    commands,
    ...(recovery.length > 0 && violation.kind !== 'endless' && { recovery }),
    outcomes: outcomes ?? null,
    answers,
    violation,
    certificate: best.certificate,
    foundBy,
  };
}
