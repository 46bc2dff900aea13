import type { Invariant, StateInvariant } from './invariant.ts';

/** One step that somebody takes: plain data. A fault that strikes during it is part of it, under `fault`. */
export interface Command {
  readonly type: string;
  readonly fault?: string;
}

/** What a command returned. A refusal is an outcome, never an exception. */
export interface Outcome {
  readonly type: string;
}

/** How a command ended: the state to which it led, and its outcome. */
export interface Ending<State, O> {
  readonly state: State;
  readonly outcome: O;
}

/**
 * What a subject must do: pure, and closed over its policies and scope.
 *
 * State, commands, outcomes and views are JSON (see `Json`). Nothing here may read a clock, draw a random
 * number, or keep anything between two calls.
 */
export interface Model<State, C extends Command, O extends Outcome, View> {
  readonly name: string;
  readonly initial: State;
  /**
   * The enabled commands: every command that an actor could try in this state by what the actor knows, within the scope
   * and the fault budget. Finite, and in a fixed order. It says which commands are tried (the fault budget, the ticks that
   * matter, pruning), and not what they do.
   */
  commands(state: State): readonly C[];
  /**
   * A recipe: changes `draft` in place and returns the outcome. Total: it answers any command in any state by the rules of
   * the domain, refuses by its outcome, and never asks `commands`, since commands are also taken in other orders (by hand,
   * and by clients that overlap). Runs on an immer draft and on a plain copy alike, so the outcome holds no piece of the
   * draft. Synchronous; where it throws, or returns no record with a `type`, every engine stops with `UnsoundModel`.
   */
  step(draft: State, command: C): O;
  /**
   * Where more than one ending is right (a reply that was lost: did the command take effect?): all of them, the one of
   * `step` among them, at least one. Absent: the one of `step`.
   */
  endings?(state: State, command: C): readonly Ending<State, O>[];
  /** What an outsider could find out; the same shape as `System.view()`. */
  view(state: State): View;
  /** Hold always. */
  readonly invariants: readonly Invariant<View, C, O>[];
  /** Every command that may still heal or finish something here, without faults. Empty: quiescent. Every order of them ends. */
  recovery(state: State): readonly C[];
  /**
   * The liveness that is promised: no recovery takes more commands than this, from whatever state that can be reached and
   * in whatever order. A longer one is a violation, just as one that never ends. Absent: they only have to end.
   */
  readonly longestRecovery?: number;
  /** Hold wherever `recovery` is empty. */
  readonly settled: readonly StateInvariant<View>[];
  /** Groups of interchangeable names, such as `[['w1', 'w2'], ['j1', 'j2']]`. */
  readonly symmetry?: readonly (readonly string[])[];
  /** A state that shows this view: from it a run goes on whose last command was cut off at a place that the model has no fault for. */
  stateShowing?(view: View): State;
  /** The instants in a state, by name. States that differ only by a shift of all of them behave alike. */
  instants?(state: State): Instants;
}

/** A place in a state that holds an instant, in milliseconds: a record and one of its fields. */
export type Instant = readonly [record: object, field: string];

export interface Instants {
  readonly clock: Instant;
  /** What the clock is compared with, and nothing else: one that has passed is only passed, however long ago. */
  readonly deadlines: readonly Instant[];
  /** Where somebody goes by a clock that is behind: by how much at most. A deadline is only passed that long after it was. */
  readonly graceMs?: number;
  /**
   * Where every deadline is set to the clock plus this, and ticks go to the next deadline or to just before it: then it
   * does not count how far apart two deadlines are, only which comes first and which fall together. How far off the
   * next one is does not count either: just before it is as good as long before it.
   */
  readonly lifetimeMs?: number;
}

/** The named places at which something can go wrong in a system. */
export interface Watchable {
  /** Asks at every such place, by its name, whether whoever is there dies there. One asks at a time; `null`: nobody. */
  watch(isDeadly: ((name: string) => boolean) | null): void;
}

/** A real implementation of the same commands, with the same faults within reach. */
export interface System<C extends Command, O extends Outcome, View> {
  /** Where it has any: one beside each of its durable steps, and more. */
  readonly failpoints?: Watchable;
  /** Carries out one command. Rejects only where the system itself is broken. */
  perform(command: C): Promise<O>;
  view(): Promise<View>;
  /** Gives back everything that the system holds: connections, files, processes. */
  close(): Promise<void>;
}
