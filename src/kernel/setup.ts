import { assertFits, ConfigurationError } from './configuration.ts';
import type { LossReporter } from './connection-losses.ts';
import type { SetupNames } from './counterexample.ts';
import type { Delays } from './lockstep.ts';
import type { Command, Model, Outcome, System } from './model.ts';
import { narrowModel, suspendPromises } from './narrow.ts';
import type { OverlapNaming, Observation } from './observation.ts';
import { onRealClock, toleranceOf } from './open-deadlines.ts';
import type { Patience } from './patience.ts';
import { usualAnswerMs } from './patience.ts';
import type { RealClock } from './real-time.ts';
import { starterOf } from './started.ts';
import type { AnySubject, Overlap, Policies, Scope, Subject, SystemSetup, SystemTraits, Terms } from './subject.ts';
import { everySystemOf } from './subject.ts';
import { within } from './time-limit.ts';
import { UserError } from './user-error.ts';
import type { Finding } from './violation.ts';
import { restrictModel } from './violation.ts';
import { notInTime, openMs } from './with-system.ts';

/** A model, and how to open the system beside it. */
export interface Harness<State, C extends Command, O extends Outcome, View> extends Patience, LossReporter {
  readonly model: Model<State, C, O, View>;
  /** What the system shows of the model's outcomes and views; by default all of them. */
  readonly observation?: Observation<View, O> | undefined;
  /** `from`: a `checkpoint` of such a system, at which it begins; only with `checkpoints`. */
  readonly open: (from?: unknown) => Promise<System<C, O, View>>;
  /** How late the system may show an effect; by default not at all. */
  readonly delays?: Delays | undefined;
  /** Where the clock of the system cannot be moved. */
  readonly realClock?: RealClock | undefined;
  /** Where a system is started once for many runs: the next run begins after a restart of the system. */
  readonly restart?: (() => Promise<void>) | undefined;
  /** How many systems may be open at once; by default 1. */
  readonly atOnce?: number;
  /** Among how many guessed runs a check picks each run; by default what the subject says. */
  readonly guesses?: number | undefined;
}

/** A subject, set up: its model built once, and a system of the subject, under these policies and in this scope. */
export interface Setup<State, C extends Command, O extends Outcome, View>
  extends SetupNames, Harness<State, C, O, View> {
  /** The actor of a command, by the subject's narration. */
  readonly laneOf: (command: C) => string;
  /** What the system decides by itself while commands overlap; absent where they do not. */
  readonly naming?: OverlapNaming;
  /** Whether a system has a `checkpoint`, and can begin at one; by default not. */
  readonly checkpoints?: boolean;
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
  /** Present where commands of several actors will overlap. */
  readonly overlap?: Overlap;
  /** Promises of a contract that are not asked, by their ids, such as those with known findings. */
  readonly suspended?: readonly string[] | undefined;
}

/**
 * Sets a subject up. The policies that the system does not claim are off. Throws `ConfigurationError` where the subject does
 * not have the system, a policy, a size or a term, where the system names an invariant that the model does not have, or where
 * commands shall overlap and the system is not `concurrent`, and for a subject of a contract unless commands shall overlap.
 */
export function setUp<
  State,
  C extends Command,
  O extends Outcome,
  View,
  P extends Policies,
  S extends Scope,
  T extends Terms,
>(subject: Subject<State, C, O, View, P, S, T>, options: SetupOptions<P, S>): Setup<State, C, O, View> {
  // Histories are judged by the contract, which the model of its guesses has with it.
  if (subject.contract === undefined || options.overlap !== undefined) return setUpSystem(subject, options);
  throw new ConfigurationError(
    `${subject.name} has a contract, and no model that its systems could be compared with: check, replay, race and stress take a contract`,
  );
}

/** As `setUp`, also of a contract: the model is then that of its guesses, with which no system may be compared. */
export function setUpSystem<
  State,
  C extends Command,
  O extends Outcome,
  View,
  P extends Policies,
  S extends Scope,
  T extends Terms,
>(
  subject: Subject<State, C, O, View, P, S, T>,
  { system: name, policies, scope, answerMs, signal, overlap, suspended = [] }: SetupOptions<P, S>,
): Setup<State, C, O, View> {
  assertFits(subject, { policies, scope });
  const system = systemOf(subject, name);
  const ofSystem = setupOf(subject, system, { policies, scope });
  const { observe, observeOutcome, start } = system;
  const asked = suspendPromises(subject.model(ofSystem.policies, scope, ofSystem.terms), suspended);
  const model = modelFor(system, asked);
  const actor = model.actor === undefined ? {} : { actor: (command: Command) => model.actor?.(command as C) ?? null };
  const setup = { ...ofSystem, ...(overlap && { overlap: { ...overlap, ...actor } }) };
  const systemName = `the system ${name} of ${subject.name}`;
  const starter = start === undefined ? null : starterOf(system, start.bind(system));
  return {
    laneOf: (command) => subject.narration.laneOf(command),
    ...(overlap && { naming: namingOf(subject, system) }),
    subject: subject.name,
    system: name,
    policies,
    scope,
    model,
    realClock: system.clock === undefined ? undefined : { toleranceMs: toleranceOf(model) },
    observation: {
      ...(observe && { observe: observe.bind(system) }),
      ...(observeOutcome && { observeOutcome: observeOutcome.bind(system) }),
      drawnNames: system.drawnNames,
    },
    delays: { patienceMs: system.patienceMs, quietMs: system.quietMs },
    open(from) {
      const begun = from === undefined ? setup : { ...setup, from };
      return openInTime(
        openWhole(() => starter?.begin(begun) ?? system.open(begun), systemName),
        () => notInTime(systemName, 'opened', openMs),
        signal,
      );
    },
    checkpoints: system.checkpoints ?? false,
    restart: starter?.restart,
    atOnce: system.atOnce ?? 1,
    guesses: system.guesses,
    answerMs: answerMs ?? subject.answerMs ?? usualAnswerMs,
    signal,
    assertReachable: system.assertReachable && (() => system.assertReachable?.() ?? Promise.resolve()),
    connectionLosses: system.connectionLosses?.bind(system),
  };
}

/** The model of a subject as a system of it has to follow it, in any scope. Throws `ConfigurationError`, as `setUp` does. */
export function modelOnSystem<
  State,
  C extends Command,
  O extends Outcome,
  View,
  P extends Policies,
  S extends Scope,
  T extends Terms,
>(
  subject: Subject<State, C, O, View, P, S, T>,
  { system: name, policies, scope }: Pick<SetupOptions<P, S>, 'system' | 'policies' | 'scope'>,
): Model<State, C, O, View> {
  const system = systemOf(subject, name);
  const setup = setupOf(subject, system, { policies, scope });
  return modelFor(system, subject.model(setup.policies, scope, setup.terms));
}

/** A model as a system has to follow it: with what the system has, and at the pace of its clock. */
function modelFor<State, C extends Command, O extends Outcome, View>(
  system: Pick<SystemTraits, 'name' | 'commands' | 'accepts' | 'clock' | 'quietMs'>,
  model: Model<State, C, O, View>,
): Model<State, C, O, View> {
  const narrowed = narrowModel(model, system);
  return system.clock === undefined ? narrowed : onRealClock(narrowed, system);
}

/** The set-up of a system: the policies that it claims, and its terms. */
function setupOf<P extends Policies, S, T extends Terms>(
  subject: { readonly name: string; readonly policies: object; readonly terms?: T },
  system: Pick<SystemTraits, 'name' | 'claims' | 'switchable'> & { readonly terms?: Partial<T> },
  { policies, scope }: { readonly policies: P; readonly scope: S },
): SystemSetup<P, S, T> {
  return { policies: claimedPolicies(subject, system, policies), scope, terms: termsOf(subject, system) };
}

/** The subject whose models are those that a system of it has to follow. Throws `ConfigurationError` where there is none. */
export function subjectOnSystem<S extends AnySubject>(subject: S, system: string): S {
  return { ...subject, model: (policies, scope) => modelOnSystem(subject, { system, policies, scope }) };
}

/** The system of a subject with this name. Throws `ConfigurationError`. */
export function systemOf<Kind extends { readonly name: string }>(
  subject: { readonly name: string; readonly systems: readonly Kind[]; readonly optionalSystems?: readonly Kind[] },
  name: string,
): Kind {
  const system = everySystemOf(subject).find((candidate) => candidate.name === name);
  if (system !== undefined) return system;
  const names = everySystemOf(subject).map((candidate) => candidate.name);
  throw new ConfigurationError(`${subject.name} has no system '${name}'; it has ${names.join(', ')}`);
}

/** What a system decides by itself while commands overlap. Throws `ConfigurationError` where they may not. */
function namingOf(
  subject: {
    readonly name: string;
    readonly systems: readonly { readonly name: string; readonly concurrent?: unknown }[];
  },
  {
    name,
    concurrent = false,
    ...traits
  }: Pick<SystemTraits, 'name' | 'concurrent' | 'clock'> & Observation<never, never>,
): OverlapNaming {
  if (traits.observe !== undefined || traits.observeOutcome !== undefined || traits.clock !== undefined)
    throw new ConfigurationError(
      `the system ${name} of ${subject.name} shows a part of the view or of the outcomes, or has a clock of its own: commands that overlap need a system that shows the whole, and whose clock can be moved`,
    );
  if (concurrent === true) return {};
  if (concurrent !== false) return concurrent;
  const able = everySystemOf(subject).filter((system) => (system.concurrent ?? false) !== false);
  throw new ConfigurationError(
    `the system ${name} of ${subject.name} takes one command after the other: it is not concurrent; ` +
      (able.length === 0 ? 'no system of it is' : `concurrent is ${able.map((system) => system.name).join(', ')}`),
  );
}

/** Throws `ConfigurationError` where a policy is none of the subject. */
function assertPoliciesOf(
  { name, policies }: { readonly name: string; readonly policies: object },
  where: string,
  listed: readonly string[],
): void {
  const known = Object.keys(policies);
  const unknown = listed.filter((policy) => !known.includes(policy));
  if (unknown.length === 0) return;
  throw new ConfigurationError(
    `${where} ${unknown.join(', ')}, which is no policy of ${name}; it has ${known.join(', ')}`,
  );
}

/** The policies, without those that the system does not claim. */
function claimedPolicies<P extends Policies>(
  subject: { readonly name: string; readonly policies: object },
  { name, claims, switchable = [] }: Pick<SystemTraits, 'name' | 'claims' | 'switchable'>,
  policies: P,
): P {
  assertPoliciesOf(subject, `the system ${name} claims`, claims ?? []);
  assertPoliciesOf(subject, `the system ${name} lists as switchable`, switchable === 'all' ? [] : switchable);
  if (claims === undefined) return policies;
  const off = Object.keys(policies).filter((policy) => !claims.includes(policy));
  return { ...policies, ...Object.fromEntries(off.map((policy) => [policy, false])) };
}

/** The terms of the system, and the defaults of the subject for the others. */
export function termsOf<T extends Terms>(
  subject: { readonly name: string; readonly terms?: T },
  { name, terms = {} }: { readonly name: string; readonly terms?: Partial<T> },
): T {
  const defaults: Terms = subject.terms ?? {};
  for (const [term, value] of Object.entries(terms)) {
    const usual = defaults[term];
    const where = `the system ${name} sets ${term}`;
    if (usual === undefined) {
      const known = Object.keys(defaults);
      throw new ConfigurationError(
        `${where}, which is no term of ${subject.name}; it has ${known.length === 0 ? 'none' : known.join(', ')}`,
      );
    }
    const isSafe = typeof value !== 'number' || Number.isSafeInteger(value);
    if (typeof value !== typeof usual || !isSafe)
      throw new ConfigurationError(
        `${where} to ${JSON.stringify(value) ?? 'undefined'}: it has to be ${wordsOf(usual)}, such as ${JSON.stringify(usual)}`,
      );
  }
  return { ...defaults, ...terms } as T;
}

function wordsOf(value: number | string | boolean): string {
  return typeof value === 'number' ? 'a whole number' : typeof value === 'string' ? 'a text' : 'true or false';
}

/** A system that cannot be opened: no verdict about it is possible. */
export class CannotOpen extends UserError {
  override name = 'CannotOpen';
}

/** Opens a system that has all its functions. Rejects with a line where it cannot be opened, or lacks one. */
async function openWhole<S extends object>(open: () => Promise<S>, name: string): Promise<S> {
  let system: S;
  try {
    system = await open();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new CannotOpen(`${name} cannot be opened: ${message.split('\n')[0]}`, { cause: error });
  }
  const missing = (['perform', 'view', 'close'] as const).filter(
    (part) => typeof (system as Partial<Record<string, unknown>> | null | undefined)?.[part] !== 'function',
  );
  if (missing.length === 0) return system;
  throw new ConfigurationError(`${name} has no function ${missing.join(', ')}: a system has perform, view and close`);
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

/** The same harness, for which model and system are compared alone: no invariant of the model is asked. */
export function askNoInvariant<H extends Harness<State, C, O, View>, State, C extends Command, O extends Outcome, View>(
  harness: H & Harness<State, C, O, View>,
): H {
  return { ...harness, model: { ...harness.model, invariants: [], settled: [] } };
}
