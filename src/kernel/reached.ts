/**
 * A step of a path: which of the enabled commands, in their order, and which of its endings. Not the command itself, since
 * instants differ by path.
 */
export type PathStep = readonly [command: number, ending: number];

/** What the states nearest to the initial state show of a scope, and the shortest paths to it. */
export interface ReachedSteps {
  /** The states in which every command was taken. */
  readonly states: number;
  /** Whether these are all states; otherwise the exploration was bounded. */
  readonly isWhole: boolean;
  /** Per type of command, how often each outcome occurred. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The kinds of steps, those nearest to the initial state first. */
  readonly kinds: readonly ReachedKind[];
  /** The states on the way to them, each by the state before it, and the step from there. The first is the initial state. */
  readonly ways: readonly (readonly [before: number, ...PathStep])[];
  /**
   * Of each state, in the order in which the states were reached, and of each command that it enables: the state after it, or
   * the states after its endings; `null` for a command that was not taken. `null` where the exploration was bounded.
   */
  readonly transitions: readonly (readonly (number | readonly number[] | null)[])[] | null;
}

/** A kind of step, and where the first of its steps was found. */
export interface ReachedKind {
  /** The command with its fault and its outcome. */
  readonly step: string;
  /** The class of the state before it. */
  readonly stateClass: string;
  /** The state before it, as its place among the ways. */
  readonly from: number;
  readonly by: PathStep;
  /** An exploration that is bounded by more states than this finds it, wherever the exploration ends. */
  readonly at: number;
}
