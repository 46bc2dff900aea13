import { assertFits, ConfigurationError } from './configuration.ts';
import type { LossReporter } from './connection-losses.ts';
import type { SetupNames } from './counterexample.ts';
import type { Command, Model, Outcome, System } from './model.ts';
import type { Patience } from './patience.ts';
import { usualAnswerMs } from './patience.ts';
import type { Policies, Scope, Subject } from './subject.ts';
import { everySystemOf } from './subject.ts';
import { within } from './time-limit.ts';
import type { Finding } from './violation.ts';
import { restrictModel } from './violation.ts';
import { notInTime, openMs } from './with-system.ts';

/** A model, and how to open the system beside it. */
export interface Harness<State, C extends Command, O extends Outcome, View> extends Patience, LossReporter {
  readonly model: Model<State, C, O, View>;
  readonly open: () => Promise<System<C, O, View>>;
  /** How many systems may be open at once; by default 1. */
  readonly atOnce?: number;
}

/** A subject, set up: its model built once, and a system of the subject, under these policies and in this scope. */
export interface Setup<State, C extends Command, O extends Outcome, View>
  extends SetupNames, Harness<State, C, O, View> {
  /** The actor of a command, by the subject's narration. */
  readonly laneOf: (command: C) => string;
}

/** The policies, scope and system to set up. */
export interface SetupOptions<P, S> {
  /** The name of a system of the subject. */
  readonly system: string;
  readonly policies: P;
  readonly scope: S;
  /** How long the system may take for an answer, in milliseconds; by default what the subject says. */
  readonly answerMs?: number | undefined;
  /** Stops the waiting for the system. */
  readonly signal?: AbortSignal;
}

/** Sets a subject up. Throws `ConfigurationError` where the subject does not have the system, a policy or a size. */
export function setUp<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  { system: name, policies, scope, answerMs, signal }: SetupOptions<P, S>,
): Setup<State, C, O, View> {
  assertFits(subject, { policies, scope });
  const system = everySystemOf(subject).find((candidate) => candidate.name === name);
  if (system === undefined) {
    const names = everySystemOf(subject).map((candidate) => candidate.name);
    throw new ConfigurationError(`${subject.name} has no system '${name}'; it has ${names.join(', ')}`);
  }
  return {
    laneOf: (command) => subject.narration.laneOf(command),
    subject: subject.name,
    system: name,
    policies,
    scope,
    model: subject.model(policies, scope),
    open: () =>
      openInTime(
        system.open(policies, scope),
        () => notInTime(`the system ${name} of ${subject.name}`, 'opened', openMs),
        signal,
      ),
    atOnce: system.atOnce ?? 1,
    answerMs: answerMs ?? subject.answerMs ?? usualAnswerMs,
    signal,
    assertReachable: system.assertReachable && (() => system.assertReachable?.() ?? Promise.resolve()),
    connectionLosses: system.connectionLosses?.bind(system),
  };
}

/** A system that is opened too late is closed. */
async function openInTime<S extends { close(): Promise<void> }>(
  opening: Promise<S>,
  timeUp: () => Error,
  signal: AbortSignal | undefined,
): Promise<S> {
  try {
    return await within(openMs, opening, timeUp, signal);
  } catch (error) {
    opening.then((system) => system.close()).catch(() => undefined);
    throw error;
  }
}

/** The names alone, as a file has them. */
export function namesOf({ subject, system, policies, scope }: SetupNames): SetupNames {
  return { subject, system, policies, scope };
}

/** The same harness, restricted to this finding: a violation of another invariant does not end a run. */
export function restrictTo<H extends Harness<State, C, O, View>, State, C extends Command, O extends Outcome, View>(
  harness: H & Harness<State, C, O, View>,
  finding: Finding,
): H {
  return { ...harness, model: restrictModel(harness.model, finding) };
}
