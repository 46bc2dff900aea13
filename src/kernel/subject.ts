import type { CoverageGoal } from './coverage-goal.ts';
import { WrongSetUp } from './configuration.ts';
import type { Command, Model, Outcome, System } from './model.ts';

/** Which mechanisms are on. All on is the product. */
export type Policies = Readonly<Record<string, boolean>>;

/** How big the world is: how many of what. */
export type Scope = Readonly<Record<string, number>>;

/** One mechanism that protects invariants and can be switched off. */
export interface Policy {
  /** What it does, in one sentence. */
  readonly does: string;
  /** The invariants that fall without it alone. */
  readonly protects: readonly string[];
  /** The policy behind which it is the second line of defence, and what falls only where both are off. */
  readonly behind?: { readonly policy: string; readonly protects: readonly string[] };
  /** The name of the scope in which it shows what it is for, where that is not the smallest one. */
  readonly scope?: string;
}

/** How runs are generated: which kind of command comes how often, and how often with which fault. */
export interface Generation {
  /** How often each type of command is picked, against the others that are on offer; 1 where a type is not named. */
  readonly weights: Readonly<Record<string, number>>;
  /** From 0 to 1: how often a command that could meet a fault meets one. */
  readonly faultRate: number;
  /** How often each fault is picked, against the others that could strike; 1 where a fault is not named. */
  readonly faultWeights?: Readonly<Record<string, number>>;
  /**
   * From 0 to 1: the share of runs that do without some of the types of command and of the faults, at random. What a run
   * does without cannot get in the way of the rest (swarm testing: Groce et al., ISSTA 2012). 0.25 where it is not said.
   */
  readonly swarmRate?: number;
  /** From 0 to 1: the share of runs that are shorter than was asked for. 0.25 where it is not said. */
  readonly shortRate?: number;
}

/** What an outcome says to whoever gave the command: it was done, it was not, or nothing, since a fault swallowed the reply. */
export type Answer = 'accepted' | 'refused' | 'unknown';

/** Commands one after the other, with some policies off. */
export interface RunByHand<C, Name = string> {
  readonly without?: readonly Name[];
  readonly commands: readonly C[];
}

/** A run that stands for ordinary work, with nothing going wrong. */
export interface Story<C, S = Scope> {
  readonly title: string;
  /** The policies that are off: ordinary work as it is done without them. */
  readonly without?: readonly string[];
  readonly scope: S;
  readonly commands: readonly C[];
}

/** A way to stand up a real system. */
export interface SystemKind<C extends Command, O extends Outcome, View, P = Policies, S = Scope> {
  readonly name: string;
  /**
   * How many of them a check may open and drive at once. More than one is for what waits most of the time, such as for a
   * server: they must have nothing in common by which one could tell that the others are there. One where it is not said.
   */
  readonly atOnce?: number;
  open(policies: P, scope: S): Promise<System<C, O, View>>;
  /**
   * Asked where a system gave no answer in time: throws `BadEnvironment` where the server that it stands on does not answer
   * either. That is no fault of the system.
   */
  assertReachable?(): Promise<void>;
}

/** How a run is told to a person: who acts in which lane, in which words. */
export interface Narration<View, C, O, S = Scope> {
  /** The lanes from left to right: those who act, then the store. */
  lanes(scope: S): readonly string[];
  /** The lane in which a command happens. */
  laneOf(command: C): string;
  /** A command in a few words. */
  tell(command: C): string;
  /** An outcome in a few words. */
  answer(outcome: O): string;
  /** What a step changed in the store, in a few words each. */
  changes(before: View, after: View): readonly string[];
}

/** One thing to check: a model, the systems that claim to do the same, and what a verdict about them must have covered. */
export interface Subject<
  State,
  C extends Command,
  O extends Outcome,
  View,
  P extends { readonly [Name in keyof P]: boolean } = Policies,
  S extends { readonly [Name in keyof S]: number } = Scope,
> {
  readonly name: string;
  readonly policies: { readonly [Name in keyof P]: Policy };
  /** By name, from small to large. */
  readonly scopes: Readonly<Record<string, S>>;
  /** The scope in which random runs take place where no other is named. */
  readonly defaultScope: string;
  model(policies: P, scope: S): Model<State, C, O, View>;
  /** How long a system may take to answer a command, or to show its view, in milliseconds; 30,000 where it is not said. */
  readonly answerMs?: number;
  /** The first is the one that is checked where no other is named. */
  readonly systems: readonly SystemKind<C, O, View, P, S>[];
  /** Those that need what not every machine has, or much time. Each is as good, where it is asked for by name; nothing else counts on them. */
  readonly optionalSystems?: readonly SystemKind<C, O, View, P, S>[];
  /** Every outcome that a command of each type can have. One that is missing here is an error, and so is one that never occurs. */
  readonly outcomes: { readonly [Type in C['type']]: { readonly [Name in O['type']]?: Answer } };
  /** Runs that end in a command that the model does not offer there, for the outcomes that come of such commands alone. */
  readonly byHand: readonly RunByHand<C, keyof P>[];
  /** The happy path first. A sweep crashes each of them at every failpoint. */
  readonly stories?: readonly Story<C, S>[];
  readonly generation: Generation;
  readonly coverageGoals: readonly CoverageGoal<View, C, O>[];
  readonly narration: Narration<View, C, O, S>;
}

/** A subject of which nothing more is known: what engines and the command line handle. */
export type AnySubject = Subject<unknown, Command, Outcome, unknown>;

/** The systems that are there for everything, and then those that are run where they are named. */
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

/** Every policy on but these. Throws `WrongSetUp` where one is none of the subject's. */
export function policiesWithout(subject: Pick<AnySubject, 'name' | 'policies'>, off: readonly string[]): Policies {
  const known = Object.keys(subject.policies);
  const strange = off.filter((name) => !known.includes(name)).map((name) => `'${name}'`);
  if (strange.length > 0)
    throw new WrongSetUp(`${strange.join(', ')} is no policy of ${subject.name}; it has ${known.join(', ')}`);
  return { ...allPolicies(subject), ...Object.fromEntries(off.map((name) => [name, false])) };
}
