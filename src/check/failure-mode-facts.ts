import type { FailureModeContents } from '../corpus/promoted/contents.ts';
import type { Naming } from '../corpus/promoted/naming.ts';
import type { Scenario, ScenarioViolation } from '../corpus/scenario.ts';
import type { Trace } from '../corpus/trace.ts';
import { createYield } from '../kernel/event-loop.ts';
import { firstDisabled } from '../kernel/interpreter.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { allCommandsOf } from '../kernel/run.ts';
import { modelOnSystem, restrictTo, setUp } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { allPolicies } from '../kernel/subject.ts';
import { sameFinding } from '../kernel/violation.ts';
import { violationsOf } from '../minimise/violations.ts';
import { breaksOf } from './breaks.ts';
import { findPreventionByPolicy, findReachOfBug } from './find-prevention.ts';
import { runToViolation } from './run.ts';
import type { ShorterRun } from './shorter-run.ts';
import { lookForShorter } from './shorter-run.ts';

/** The facts of a failure mode, without the texts of its specification. */
export interface FailureModeFacts extends Omit<FailureModeContents, 'scenario' | 'texts'> {
  readonly scenario: Omit<Scenario, 'foundBy'>;
  readonly shorter: ShorterRun;
  /** The index of the first command that the model does not enable; `null` where all are enabled. */
  readonly disabledAt: number | null;
  /** The answers of the system, those of the recovery included, where a contract follows them. */
  readonly answers?: readonly Outcome[];
}

/**
 * The facts for the files of a failure mode: the trace, its violations, the policies that prevent them, and whether it is
 * minimal. `isBug`: of a failure mode that exists, and that no policy prevents. Once the bug is mended, the run shows nothing
 * that would tell a bug from a missing policy.
 */
export async function failureModeFacts(
  subject: AnySubject,
  trace: Trace,
  { id, folder, title }: Naming,
  { signal, isBug: isKnownBug = false }: { readonly signal?: AbortSignal | undefined; readonly isBug?: boolean } = {},
): Promise<FailureModeFacts> {
  const yieldToEvents = createYield(() => signal?.throwIfAborted());
  const { policies, scope, commands, recovery = [], violation, system } = trace;
  const model = modelOnSystem(subject, trace);
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
  const isBug = isKnownBug || (await isShownAsShipped(subject, trace));
  return {
    folder,
    scenario: {
      ...run,
      violations: promotedViolations(model, trace),
      prevention: isBug
        ? { by: 'fix', onSystem: await findReachOfBug(model, trace, yieldToEvents) }
        : await findPreventionByPolicy(subject, run, isOnModel, yieldToEvents),
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

function promotedViolations(
  model: Model<unknown, Command, Outcome, unknown>,
  { commands, recovery = [] }: Trace,
): ScenarioViolation[] {
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
