import type { FailureModeContents } from '../corpus/promoted/contents.ts';
import type { Naming } from '../corpus/promoted/naming.ts';
import type { Prevention, Reach, Scenario, ScenarioViolation } from '../corpus/scenarios.ts';
import type { Trace } from '../corpus/trace.ts';
import { explore } from '../explore/explore.ts';
import type { Yield } from '../kernel/event-loop.ts';
import { createYield, finish } from '../kernel/event-loop.ts';
import { firstDisabled } from '../kernel/interpreter.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { allCommandsOf } from '../kernel/run.ts';
import { restrictTo, setUp } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { allPolicies, policiesWithout } from '../kernel/subject.ts';
import { sameFinding } from '../kernel/violation.ts';
import { violationsOf } from '../minimise/violations.ts';
import { breaksOf } from './breaks.ts';
import { neighbourhood } from './neighbourhood.ts';
import { runToViolation } from './run.ts';
import { lookNear } from './violations-near.ts';

/** The facts of a failure mode, without the texts of its specification. */
export interface FailureModeFacts extends Omit<FailureModeContents, 'scenario' | 'texts'> {
  readonly scenario: Omit<Scenario, 'foundBy'>;
  readonly shorter: ShorterRun;
  /** The index of the first command that the model does not enable; `null` where all are enabled. */
  readonly disabledAt: number | null;
}

/**
 * The facts for the files of a failure mode: the trace, its violations, the policies that prevent them, and whether it is
 * minimal.
 */
export async function failureModeFacts(
  subject: AnySubject,
  trace: Trace,
  { id, folder, title }: Naming,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<FailureModeFacts> {
  const yieldToEvents = createYield(() => signal?.throwIfAborted());
  const { policies, scope, commands, recovery = [], violation, system } = trace;
  const model = subject.model(policies, scope);
  const without = Object.keys(policies).filter((name) => policies[name] === false);
  const isOnModel = violation.kind !== 'divergence' && violation.kind !== 'systemError';
  const run = {
    id,
    title,
    subject: subject.name,
    without,
    scope,
    commands: commands as Scenario['commands'],
    ...(recovery.length > 0 && { recovery: recovery as Scenario['commands'] }),
    breaks: {
      ...breaksOf(model, commands, recovery),
      ...(!isOnModel && { onSystem: { system, name: violation.name } }),
    },
  };
  const isBug = await isShownAsShipped(subject, trace);
  return {
    folder,
    scenario: {
      ...run,
      violations: promotedViolations(model, trace),
      prevention: isBug
        ? await preventionOfBug(model, trace, yieldToEvents)
        : await preventionByPolicy(subject, run, isOnModel, yieldToEvents),
    },
    trace,
    systems: isBug || !isOnModel ? [system] : subject.systems.map(({ name }) => name),
    shorter: await lookForShorter(subject, trace, signal),
    disabledAt: firstDisabled(model, [...commands, ...recovery]),
  };
}

/** Whether the same run shows the same with every policy on: then no policy is to blame. */
async function isShownAsShipped(subject: AnySubject, trace: Trace): Promise<boolean> {
  const { system, scope } = trace;
  const setup = setUp(subject, { system, scope, policies: allPolicies(subject) });
  const found = await runToViolation(restrictTo(setup, trace.violation), allCommandsOf(trace));
  return found !== null && sameFinding(found.violation, trace.violation);
}

type AnyModel = Model<unknown, Command, Outcome, unknown>;

function promotedViolations(model: AnyModel, { commands, recovery = [] }: Trace): ScenarioViolation[] {
  const run = [...commands, ...recovery];
  return violationsOf(model, run).flatMap((found): ScenarioViolation[] => {
    const { kind, name } = found.violation;
    if (kind === 'settled') return [{ kind, name, at: run.length, side: 'both' }];
    if (kind !== 'invariant') return [{ kind: 'endless', name, at: run.length, side: 'model' }];
    // A violation in the recovery only is no more than a consequence.
    const { length } = allCommandsOf(found);
    return length > commands.length ? [] : [{ kind, name, at: length - 1, side: 'both' }];
  });
}

/**
 * The limits that keep the tests of a failure mode within seconds: further commands, and runs of all neighbourhoods
 * together.
 */
const aroundOnModel = { furthest: 3, mostRuns: 30_000 };
const aroundOnSystem = { furthest: 2, mostRuns: 2_500 };

async function preventionOfBug(
  model: AnyModel,
  { commands, recovery = [] }: Trace,
  yieldToEvents: Yield,
): Promise<Prevention> {
  const onSystem = await findReach([model], [...commands, ...recovery], aroundOnSystem, yieldToEvents);
  return { by: 'fix', isFixed: false, onSystem };
}

async function preventionByPolicy(
  subject: AnySubject,
  { without, scope, commands, recovery = [], breaks }: Omit<Scenario, 'foundBy' | 'violations' | 'prevention'>,
  isOnModel: boolean,
  yieldToEvents: Yield,
): Promise<Prevention> {
  const run = [...commands, ...recovery];
  const modelWithout = (off: readonly string[]): AnyModel => subject.model(policiesWithout(subject, off), scope);
  const { further } = await findReach([modelWithout([])], run, aroundOnModel, yieldToEvents);
  const broken = new Set([...breaks.during, ...breaks.settled]);
  const isPreventedWithout = async (off: readonly string[]): Promise<boolean> => {
    const full = modelWithout(off);
    const watched = <I extends { readonly id: string }>(all: readonly I[]): I[] =>
      all.filter(({ id }) => broken.has(id));
    const model = { ...full, invariants: watched(full.invariants), settled: watched(full.settled) };
    const { breaking } = await finish(lookNear(model, run, further), yieldToEvents);
    return breaking.length === 0;
  };
  // Where the scenario has two policies off, either alone prevents the violation, so either may stay off.
  const spared = Object.keys(subject.policies).filter((name) => without.length > 1 || !without.includes(name));
  const alsoOff: string[] = [];
  for (const name of isOnModel ? spared : []) if (await isPreventedWithout([name])) alsoOff.push(name);
  const models = [[], ...alsoOff.map((name) => [name])].map(modelWithout);
  return {
    by: 'policy',
    alsoOff,
    onModel: isOnModel ? await findReach(models, run, aroundOnModel, yieldToEvents) : null,
    onSystem: await findReach(models, run, aroundOnSystem, yieldToEvents),
  };
}

/** As far as the neighbourhoods of the models have few enough runs; at least one command. */
async function findReach(
  models: readonly AnyModel[],
  run: readonly Command[],
  { furthest, mostRuns }: { readonly furthest: number; readonly mostRuns: number },
  yieldToEvents: Yield,
): Promise<Reach> {
  for (let further = furthest; ; further -= 1) {
    let left = further === 1 ? Infinity : mostRuns;
    const counts: number[] = [];
    for (const model of models) {
      const count = await countUpTo(neighbourhood(model, run, further), left + 1, yieldToEvents);
      counts.push(count);
      if ((left -= count) < 0) break;
    }
    if (left >= 0) return { further, atLeast: roundedDown(Math.min(...counts)) };
  }
}

async function countUpTo(items: Iterable<unknown>, most: number, yieldToEvents: Yield): Promise<number> {
  const iterator = items[Symbol.iterator]();
  let counted = 0;
  while (counted < most && iterator.next().done !== true) {
    counted += 1;
    if (yieldToEvents.isDue()) await yieldToEvents();
  }
  return counted;
}

/** Rounded down to one significant digit, which leaves room for small changes of the model. */
function roundedDown(count: number): number {
  const unit = 10 ** (String(count).length - 1);
  return Math.floor(count / unit) * unit;
}

/** More states than this are not explored for the sake of a sentence. */
const mostStates = 200_000;

/**
 * What is known of shorter runs with the same violation.
 *
 * - `certified`: by the certificate of the trace, no run is shorter.
 * - `not looked for`: exploring cannot show the violation, since only the system does.
 * - `shorter`: this run is shorter, and minimal, after so many states.
 * - `none`: no run is shorter, after so many states.
 * - `none near`: no run is shorter in the states nearest to the beginning; not all that are near enough were explored.
 */
export type ShorterRun =
  | { readonly kind: 'certified' | 'not looked for' }
  | { readonly kind: 'shorter'; readonly run: ViolatingRun; readonly states: number }
  | { readonly kind: 'none' | 'none near'; readonly states: number };

async function lookForShorter(subject: AnySubject, trace: Trace, signal: AbortSignal | undefined): Promise<ShorterRun> {
  const { policies, scope, commands, violation, certificate } = trace;
  if (certificate?.kind === 'minimal') return { kind: 'certified' };
  if (violation.kind === 'divergence' || violation.kind === 'systemError' || commands.length === 0)
    return { kind: 'not looked for' };
  const explored = await explore(subject.model(policies, scope), {
    maxDepth: commands.length - 1,
    maxStates: mostStates,
    laneOf: subject.narration.laneOf,
    ...(signal && { signal }),
  });
  const run = explored.violations.find((one) => sameFinding(one.violation, violation));
  const states = explored.distinctStates;
  if (run !== undefined) return { kind: 'shorter', run, states };
  const isAll = explored.stoppedBy === null || explored.stoppedBy === 'maxDepth';
  return { kind: isAll ? 'none' : 'none near', states };
}
