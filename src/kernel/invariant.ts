/** A change to a model's code, as text. */
export interface CodeChange {
  /** How the code would behave with the change, as a sentence without its full stop. */
  readonly says: string;
  /** From the root of the repository. */
  readonly file: string;
  /** The text to replace. It occurs once. */
  readonly replaces: string;
  readonly by: string;
}

interface Statement {
  readonly id: string;
  /** The statement, as a positive sentence. */
  readonly says: string;
  /**
   * Where the structure of the model holds the invariant, with any policy off: the change of code that breaks only this
   * invariant.
   */
  readonly brokenBy?: CodeChange;
}

/** A statement about a state. */
export interface StateInvariant<View> extends Statement {
  holds(view: View): boolean;
}

/** A statement about a step: tokens that only grow, terminal states that stay. */
export interface StepInvariant<View, C, O> extends Statement {
  holdsAcross(before: View, command: C, outcome: O, after: View): boolean;
}

/** A named statement that holds in every reachable state, or across every step between two of them. */
export type Invariant<View, C, O> = StateInvariant<View> | StepInvariant<View, C, O>;

/** A step as an outsider sees it. */
export interface Step<View, C, O> {
  readonly before: View;
  readonly command: C;
  readonly outcome: O;
  readonly after: View;
}

/** Whether the invariant holds across this step and in the state after it. */
export function holdsAfter<View, C, O>(
  invariant: Invariant<View, C, O>,
  { before, command, outcome, after }: Step<View, C, O>,
): boolean {
  return 'holds' in invariant ? invariant.holds(after) : invariant.holdsAcross(before, command, outcome, after);
}
