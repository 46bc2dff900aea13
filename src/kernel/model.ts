import type { Contract } from './contract.ts';
import type { DrawnFields } from './drawable.ts';
import type { Invariant, StateInvariant } from './invariant.ts';

/** A step of an actor, as plain data. A fault that strikes during the step is part of it, under `fault`. */
export interface Command {
  readonly type: string;
  readonly fault?: string;
}

/** The result of a command. A refusal is an outcome, never an exception. */
export interface Outcome {
  readonly type: string;
}

/** How a command ended: the state after it, and its outcome. */
export interface Ending<State, O> {
  readonly state: State;
  readonly outcome: O;
  /** Where time has passed since: the state right after the command, which the invariants are asked about. Default: `state`. */
  readonly judged?: State;
}

/**
 * What a subject must do: pure, and closed over its policies and scope.
 *
 * State, commands, outcomes and views are JSON (see `Json`). No function of a model may read a clock, draw a random number,
 * or keep data between two calls.
 */
export interface Model<State, C extends Command, O extends Outcome, View> extends Overlapping<State, C, O> {
  readonly name: string;
  readonly initial: State;
  /**
   * The enabled commands: every command that an actor could try in this state by what the actor knows, within the scope and
   * the fault budget. Finite, and in a fixed order. The list says which commands are tried (the fault budget, the ticks that
   * matter, pruning), and not what they do. A model with many commands may leave out those of actors that are not `asked`,
   * which a stress has no use for.
   */
  commands(state: State, asked?: (actor: string | null) => boolean): readonly C[];
  /**
   * The drawn fields: their values cannot be enumerated (amounts, texts), so `commands` has one representative. Random runs
   * draw and shrink the values; `explore` takes the representative alone.
   */
  readonly drawn?: DrawnFields;
  /**
   * A recipe: changes `draft` in place and returns the outcome. Total: answers any command in any state by the rules of the
   * domain, refuses by its outcome, and never asks `commands`, since commands are also taken in other orders (by manual
   * runs, and by clients that overlap). Runs on an immer draft and on a plain copy alike, so the outcome holds no part of
   * the draft. Synchronous; where it throws, or returns no record with a `type`, every engine stops with `UnsoundModel`.
   */
  step(draft: State, command: C): O;
  /**
   * Where several endings are right (a reply was lost: did the command take effect?): all of them, with the ending of
   * `step`. By default only the ending of `step`.
   */
  endings?(state: State, command: C): readonly Ending<State, O>[];
  /** What an outsider could find out; the same shape as `System.view()`. */
  view(state: State): View;
  /** Invariants that always hold. */
  readonly invariants: readonly Invariant<View, C, O>[];
  /**
   * Every command that may still heal or finish work in this state, without faults. Empty: quiescent. Every order of
   * recovery ends.
   */
  recovery(state: State): readonly C[];
  /**
   * The promised liveness: from every reachable state and in every order, a recovery takes at most this many commands. A
   * longer recovery is a violation, as an endless one is. Absent: every recovery has to end.
   */
  readonly longestRecovery?: number;
  /** Invariants that hold wherever `recovery` is empty. */
  readonly settled: readonly StateInvariant<View>[];
  /** Groups of interchangeable names, such as `[['w1', 'w2'], ['j1', 'j2']]`. */
  readonly symmetry?: readonly (readonly string[])[];
  /**
   * A state with this view. A run continues from it after a command that was cut off at a place for which the model has no
   * fault.
   */
  stateShowing?(view: View): State;
  /**
   * The endings of a command whose actor crashes within it, wherever the actor is in it. A run goes on from those of them that
   * agree with the view, where a system shows only a part of it. Their outcomes are not compared: a system has its own.
   */
  afterCrash?(state: State, command: C): readonly Ending<State, O>[];
  /** The instants in a state, by name. States that differ only by a shift of all of them behave alike. */
  instants?(state: State): Instants;
  /** How rounds of a stress that begin in this state are judged apart: for worlds that are too large to be copied whole. */
  apart?(begin: State): Apart<State, C, O, View>;
  /**
   * Present where this model only guesses what a system answers (`guessModel`): the contract by which answers and looks are
   * judged. No system is compared with the model then.
   */
  readonly contract?: Contract<State, C, O, unknown>;
}

/**
 * How histories that begin in one state are judged apart, each part in its part of the state, where the system draws names:
 * the number of names drawn before counts for nothing.
 */
export interface Apart<State, C extends Command, O extends Outcome, View> {
  /** As `partition`, by the state in which the history begins. */
  keys(command: C, outcome: O | null): readonly string[] | null;
  /** The part of a state that operations can see or change which touch these keys alone. */
  partOf(state: State, isKept: (key: string) => boolean): State;
  /** The view of that part. */
  partOfView(view: View, isKept: (key: string) => boolean): View;
}

/** What a model may add about commands that overlap, for histories of concurrent commands. Every member is optional. */
export interface Overlapping<State, C extends Command, O extends Outcome> {
  /**
   * Endings that are right only while another operation overlaps, each with a sentence. Such an ending counts only where it
   * violates no invariant. A model with many of them may leave out those without this `outcome`, which is `null` where it is
   * unknown.
   */
  whileOverlapping?(state: State, command: C, outcome?: O | null): readonly OverlappingEnding<State, O>[];
  /** The actor that takes a command. `null`: the clock, which has no order in real time with any other actor. */
  actor?(command: C): string | null;
  /**
   * The keys that an operation touches; `null`: all of them. The outcome is `null` where it is unknown. Operations without a
   * common key neither see nor change anything of each other, so a history is checked apart by its keys.
   */
  partition?(command: C, outcome: O | null): readonly string[] | null;
  /**
   * The names (values, jobs, resources) of an operation, such that a right history stays right when all operations of a name
   * are left out together. An operation without a name is never left out. The outcome is `null` where it is unknown.
   */
  names?(command: C, outcome: O | null): readonly string[];
  /**
   * Whether a command with this outcome never changes any state, whatever the state. A refusal alone is not enough: a
   * refusal may write, too.
   */
  changesNothing?(command: C, outcome: O): boolean;
}

/** An ending that is right only while another operation overlaps. */
export interface OverlappingEnding<State, O> extends Ending<State, O> {
  /** The reason, as a sentence for reports. */
  readonly because: string;
}

/** A place in a state that holds an instant, in milliseconds: a record and a field of it. */
export type Instant = readonly [record: object, field: string];

export interface Instants {
  readonly clock: Instant;
  /** Values that are only compared with the clock: how long ago a deadline has passed does not matter. */
  readonly deadlines: readonly Instant[];
  /**
   * Where an actor uses a clock that is behind: by how much at most. A deadline counts as passed only that long after its
   * instant.
   */
  readonly graceMs?: number;
  /**
   * Where every deadline is set to the clock plus this, and ticks go to the next deadline or to just before it: then the
   * distance between two deadlines does not count, only which comes first and which coincide. The distance to the next
   * deadline does not count either: just before it is as good as long before it.
   */
  readonly lifetimeMs?: number;
  /** Deadlines that are not written down: so many milliseconds before the instant at this place. Default: none. */
  readonly thresholds?: readonly (readonly [Instant, aheadMs: number])[];
  /**
   * For systems whose clock cannot be moved: how much real time the commands of a run may take together. A deadline may pass
   * so much before the model's clock has reached it. Default: 0, which suits a clock that only ticks move.
   */
  readonly toleranceMs?: number;
}

/** The failpoints of a system. */
export interface Watchable {
  /**
   * Calls `crashesAt` at every failpoint with its name: whether the actor there crashes. A system has a single watcher;
   * `null` removes it.
   */
  watch(crashesAt: ((name: string) => boolean) | null): void;
}

/** A real implementation of the same commands, with the same faults within reach. */
export interface System<C extends Command, O extends Outcome, View> {
  /** A failpoint beside each durable step, and more. Optional. */
  readonly failpoints?: Watchable;
  /** Carries out a command. Rejects only where the system itself is broken. */
  perform(command: C): Promise<O>;
  view(): Promise<View>;
  /** What a stress can do to an actor while commands overlap. Absent: nothing. */
  readonly faults?: SystemFaults;
  /**
   * Takes down everything that its commands may have changed, between two commands: the rows and counters of its database, and
   * what it keeps in memory, as JSON. `null`: that cannot be put back exactly. Asked only of a system whose kind has `checkpoints`.
   */
  checkpoint?(): Promise<unknown>;
  /** Releases everything that the system holds: connections, files, processes. */
  close(): Promise<void>;
}

/** Faults from outside, by actor. Each resolves to whether it struck: not every actor has a process or a connection. */
export interface SystemFaults {
  /** Ends the process of an actor at once. Resolves once it is gone. */
  kill?(actor: string): Promise<boolean>;
  /** Ends the connection of an actor at the server. Resolves once nothing that was sent over it can take effect any more. */
  cut?(actor: string): Promise<boolean>;
  /** Stops the process of an actor for a while. Resolves once it goes on. */
  pause?(actor: string): Promise<boolean>;
}

/** A fault after which an actor does not know what came of its command: its process is killed, or its connection breaks. */
export type StrikeKind = 'kill' | 'cut';
