import { ConfigurationError } from './configuration.ts';
import type { ConnectionLosses } from './connection-losses.ts';
import type { Contract } from './contract.ts';
import type { CoverageGoal } from './coverage-goal.ts';
import type { DrivenLibrary } from './driven-library.ts';
import type { Command, Model, Outcome, StrikeKind, System, SystemFaults } from './model.ts';
import type { OverlapNaming, Observation } from './observation.ts';
import type { Stage } from './stage.ts';
import type { Started } from './started.ts';
import type { UseCases } from './use-case.ts';

/** Which mechanisms are on. All on is the product. */
export type Policies = Readonly<Record<string, boolean>>;

/** How big the world is: the number of workers, jobs, attempts and so on. */
export type Scope = Readonly<Record<string, number>>;

/** A mechanism that protects invariants and can be switched off. */
export interface Policy {
  /** The mechanism in one sentence. */
  readonly does: string;
  /** The invariants that are violated without this policy alone. */
  readonly protects: readonly string[];
  /**
   * The policy behind which this policy is the second line of defence, and the invariants that are violated only where both
   * are off.
   */
  readonly behind?: { readonly policy: string; readonly protects: readonly string[] };
  /** The name of the scope that shows the effect of the policy, where that is not the smallest scope. */
  readonly scope?: string;
}

/** How runs are generated: which kind of command comes how often, and how often with which fault. */
export interface Generation {
  /** How often each type of command is picked, against the other enabled types; 1 where a type is not named. */
  readonly weights: Readonly<Record<string, number>>;
  /** From 0 to 1: how often a command that a fault could strike is struck. */
  readonly faultRate: number;
  /** How often each fault is picked, against the others that could strike; 1 where a fault is not named. */
  readonly faultWeights?: Readonly<Record<string, number>>;
  /**
   * From 0 to 1: the share of runs that do without some types of commands and faults, at random, so that these cannot get in
   * the way of the rest (swarm testing: Groce et al., ISSTA 2012). By default 0.25.
   */
  readonly swarmRate?: number;
  /** From 0 to 1: the share of runs that are shorter than asked for. By default 0.25. */
  readonly shortRate?: number;
  /**
   * Among how many guessed runs a check picks each run: the one that shows most that no earlier run of the check has shown. By
   * default as many as the system says, or 2.
   */
  readonly guesses?: number;
  /** From 0 to 1: the share of runs that a check picks so; the others are taken as they are guessed. By default 0.5. */
  readonly noveltyRate?: number;
  /**
   * From 0 to 1: the share of runs that a check begins with a shortest path to a step that no earlier run has taken, in a state
   * of its class. By default 0.5.
   */
  readonly steerRate?: number;
}

/**
 * The meaning of an outcome for the actor: the command was done, it was refused, or unknown, since a fault swallowed the
 * reply.
 */
export type Answer = 'accepted' | 'refused' | 'unknown';

/** A manual run: commands taken one after the other, with some policies off. */
export interface ManualRun<C, Name = string> {
  readonly without?: readonly Name[];
  readonly commands: readonly C[];
}

/** A run of ordinary work without faults. */
export interface NamedRun<C, S = Scope> {
  readonly title: string;
  /** The policies that are off: ordinary work without them. */
  readonly without?: readonly string[];
  readonly scope: S;
  readonly commands: readonly C[];
}

/** What a model lets its systems set: the length of a lease, the wait between two attempts. */
export type Terms = Readonly<Record<string, number | string | boolean>>;

/** What a system is opened for. */
export interface SystemSetup<P = Policies, S = Scope, T = Terms> {
  readonly policies: P;
  readonly scope: S;
  /** The terms of the model: what the system says, and the defaults of the subject. */
  readonly terms: T;
  /** Present where commands of several actors will overlap, which happens only to a system that is `concurrent`. */
  readonly overlap?: Overlap;
  /** The `checkpoint` of a system with the same set-up, at which this system begins. Only where the kind has `checkpoints`. */
  readonly from?: unknown;
}

/** How a system is opened for commands that overlap. */
export interface Overlap {
  /**
   * Where the connections of an actor go, as the address of a database. Absent: where they go anyway. Without an actor: where
   * those go that actors within this process share, such as the connections of a pool.
   */
  address?(actor?: string): string;
  /** Who takes a command, by the model; `null`: the clock. Present where a system is opened. */
  actor?(command: Command): string | null;
}

/** What a system does not have, or does not show, of its model, and how it is driven. */
export interface SystemTraits<P = Policies, T = Terms> {
  readonly name: string;
  /** The types of commands that it has. Absent: all. The model enables no others. */
  readonly commands?: readonly string[];
  /** The policies that it claims. Absent: all. The others are off, on the model as well. */
  readonly claims?: readonly (keyof P & string)[];
  /**
   * The policies that it can do without, or `all`: a check of all scopes also compares it with the model without each of them.
   * Absent: none.
   */
  readonly switchable?: 'all' | readonly (keyof P & string)[];
  /** The invariants that it does not hold, each with the reason. They are not asked. An acceptance without need is an error. */
  readonly accepts?: Readonly<Record<string, string>>;
  /** What it sets of the model. Absent: the defaults of the subject. */
  readonly terms?: Partial<T>;
  /**
   * `real`: its clock cannot be moved. A command that moves the model's clock is a wait of as many milliseconds, and does
   * not reach the system. The model names its `instants` with a `toleranceMs`. Absent: it takes such commands itself.
   */
  readonly clock?: 'real';
  /** How late it may show what a command has done, in milliseconds. Default: 0. */
  readonly patienceMs?: number;
  /** How long after a run it has to stay as it is, in milliseconds, for effects that must not come. Default: not asked. */
  readonly quietMs?: number;
  /**
   * How many systems a check may open and drive at once; by default 1. A larger number suits systems that mostly wait, such
   * as for a server. The systems must not share state by which a system could notice the others.
   */
  readonly atOnce?: number;
  /**
   * Among how many guessed runs a check picks each run that it takes to the system: by default 2. More suit a system that is
   * slower than its model.
   */
  readonly guesses?: number;
  /**
   * Whether commands of different actors may overlap: `perform` may be called for another actor before it settles, and `view`
   * is asked once all have. Where the system then draws names or orders rows by itself, `concurrent` says which.
   */
  readonly concurrent?: boolean | OverlapNaming;
  /**
   * Whether its systems have `checkpoint`, and begin at one where `open` is given it as `from`. A race then begins from the rows
   * that the commands before it have left, and need not take these commands again for each schedule. Only for a system whose
   * whole state is in a checkpoint. Absent: no.
   */
  readonly checkpoints?: boolean;
  /** What orders the statements of its systems in a race. Absent: no race can drive it. */
  stage?(): Promise<Stage>;
  /**
   * Called where a system gave no answer in time: throws `EnvironmentError` where the server below the system does not answer
   * either, since that is no fault of the system.
   */
  assertReachable?(): Promise<void>;
  /**
   * The connections that its systems have lost until now, and not closed. A violation of a run in which one was lost counts
   * only where the run shows it once more.
   */
  connectionLosses?(): ConnectionLosses;
}

/** A way to stand up a real system. */
export interface SystemKind<C extends Command, O extends Outcome, View, P = Policies, S = Scope, T = Terms>
  extends SystemTraits<P, T>, Observation<View, O> {
  open(setup: SystemSetup<P, S, T>): Promise<System<C, O, View>>;
  /** Where starting is slow: called in the place of `open`, once for many runs. */
  start?(): Promise<Started<SystemSetup<P, S, T>, C, O, View>>;
  /** The library that it drives, so that two versions of the library can be compared. Absent: none. */
  readonly library?: DrivenLibrary<SystemKind<C, O, View, P, S, T>>;
}

/** A way to stand up a real system that shows less than its model knows. */
export interface ObservedSystemKind<C extends Command, O extends Outcome, View, P = Policies, S = Scope, T = Terms>
  extends SystemTraits<P, T>, Observation<View, O> {
  open(setup: SystemSetup<P, S, T>): Promise<ObservedSystem<C>>;
  start?(): Promise<{ begin(setup: SystemSetup<P, S, T>): Promise<ObservedSystem<C>>; stop(): Promise<void> }>;
}

/** A system whose answers are JSON of any shape. */
export interface ObservedSystem<C extends Command> {
  perform(command: C): Promise<unknown>;
  view(): Promise<unknown>;
  /** What can be done to an actor while commands overlap. Absent: nothing. */
  readonly faults?: SystemFaults;
  close(): Promise<void>;
}

/**
 * A system that shows less than its model knows: what `perform` and `view` return is compared with what `observeOutcome` and
 * `observe` make of the model's outcome and view.
 */
export function observedSystem<C extends Command, O extends Outcome, View, P = Policies, S = Scope, T = Terms>(
  kind: ObservedSystemKind<C, O, View, P, S, T>,
): SystemKind<C, O, View, P, S, T> {
  // The answers of the system are compared as JSON with the observation, so engines may take them for whole ones.
  return kind as unknown as SystemKind<C, O, View, P, S, T>;
}

/** How reports describe a run: the lane of each actor, and the words. */
export interface Narration<View, C, O, S = Scope> {
  /** The lanes from left to right: the actors, then the store. */
  lanes(scope: S): readonly string[];
  /** The lane in which a command happens. */
  laneOf(command: C): string;
  /** A command in a few words. */
  format(command: C): string;
  /** An outcome in a few words. */
  answer(outcome: O): string;
  /** The changes of a step in the store, in a few words each. */
  changes(before: View, after: View): readonly string[];
}

/** A subject to check: a model, the systems that claim to behave alike, and what a verdict about them must have covered. */
export interface Subject<
  State,
  C extends Command,
  O extends Outcome,
  View,
  P extends { readonly [Name in keyof P]: boolean } = Policies,
  S extends { readonly [Name in keyof S]: number } = Scope,
  T extends { readonly [Name in keyof T]: number | string | boolean } = Terms,
> {
  readonly name: string;
  readonly policies: { readonly [Name in keyof P]: Policy };
  /** By name, from small to large. */
  readonly scopes: Readonly<Record<string, S>>;
  /** The scope in which random runs take place where no other is named. */
  readonly defaultScope: string;
  /**
   * Each way in which a command may have ended that a fault from outside struck, as commands of the model one after the other:
   * not begun is no command; done without a reply is the command with the fault for that. Absent: a stress strikes none.
   */
  struck?(fault: StrikeKind, command: C): readonly (readonly C[])[];
  /**
   * Whether an outcome leaves open what came of the command, where the type of the outcome alone does not say so (`unknown` in
   * `outcomes`).
   */
  leavesOpen?(command: C, outcome: O): boolean;
  /** The scope for so many actors that act at the same time. Absent: a stress needs a scope by its name. */
  stressScope?(actors: number): S;
  /** What a system can set of the model, with the defaults. Absent: nothing. */
  readonly terms?: T;
  /** `terms`: those of the system that the model is compared with; absent: the defaults. */
  model(policies: P, scope: S, terms?: T): Model<State, C, O, View>;
  /**
   * Present where its systems are checked against a contract: the model is then that of the contract's guesses, and what a
   * system shows is of any shape. `terms`: those of the system; absent: the defaults.
   */
  contract?(scope: S, terms?: T): Contract<State, C, O, unknown>;
  /** How long a system may take to answer a command, or to show its view, in milliseconds; by default 30,000. */
  readonly answerMs?: number;
  /** The first system is checked by default. */
  readonly systems: readonly SystemKind<C, O, View, P, S, T>[];
  /**
   * Systems that need much time, or an environment that not every machine has. They run only where they are named; no other
   * verdict depends on them.
   */
  readonly optionalSystems?: readonly SystemKind<C, O, View, P, S, T>[];
  /**
   * Every outcome that a command of each type can have. An outcome that is missing here is an error, and so is an outcome
   * that never occurs. Absent: the outcomes are those that exploring finds.
   */
  readonly outcomes?: { readonly [Type in C['type']]: { readonly [Name in O['type']]?: Answer } };
  /** Runs that end in a command that is not enabled there, for the outcomes of such commands. */
  readonly manualRuns: readonly ManualRun<C, keyof P>[];
  /** The happy path first. A sweep crashes each of them at every failpoint. */
  readonly namedRuns?: readonly NamedRun<C, S>[];
  readonly generation: Generation;
  /**
   * From 0 to 1: a check of at least 1,000 runs is inconclusive where its runs did not meet a larger share of the outcomes that
   * a bounded exploration of their scope reached. Absent: these outcomes are a note.
   */
  readonly missing?: number;
  readonly coverageGoals: readonly CoverageGoal<View, C, O>[];
  readonly narration: Narration<View, C, O, S>;
  /** What a user calls as one operation, by name, for races (`race --use-cases`). Absent: each command is one. */
  readonly useCases?: UseCases<State, C, O>;
}

/** A subject without its types: for engines and the command line. */
export type AnySubject = Subject<unknown, Command, Outcome, unknown>;

/** The systems that run by default, and then the systems that run only where they are named. */
export function everySystemOf<Kind>({
  systems,
  optionalSystems = [],
}: {
  readonly systems: readonly Kind[];
  readonly optionalSystems?: readonly Kind[];
}): readonly Kind[] {
  return [...systems, ...optionalSystems];
}

/** Every policy on: the subject as shipped. */
export function allPolicies(subject: Pick<AnySubject, 'policies'>): Policies {
  return Object.fromEntries(Object.keys(subject.policies).map((name) => [name, true]));
}

/** Whether there is a policy to switch off. */
export function hasPolicies({ policies }: Pick<AnySubject, 'policies'>): boolean {
  return Object.keys(policies).length > 0;
}

/** Every policy on except these. Throws `ConfigurationError` where the subject does not have a policy of this name. */
export function policiesWithout(subject: Pick<AnySubject, 'name' | 'policies'>, off: readonly string[]): Policies {
  const known = Object.keys(subject.policies);
  const unknownNames = off.filter((name) => !known.includes(name)).map((name) => `'${name}'`);
  if (unknownNames.length > 0)
    throw new ConfigurationError(
      `${unknownNames.join(', ')} is no policy of ${subject.name}; it has ${known.join(', ')}`,
    );
  return { ...allPolicies(subject), ...Object.fromEntries(off.map((name) => [name, false])) };
}

/** Whether the caller of a command does not know what came of it. */
export function isOutcomeUnknown({ outcomes, leavesOpen }: AnySubject, command: Command, outcome: Outcome): boolean {
  return outcomes?.[command.type]?.[outcome.type] === 'unknown' || leavesOpen?.(command, outcome) === true;
}
