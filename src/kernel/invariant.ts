interface Statement {
  readonly id: string;
  /** The statement, as a positive sentence. */
  readonly says: string;
  /**
   * The invariant holds by the structure of the model, and no policy protects it: the change to the code that would
   * violate it, as a clause (`a new job is put before the older ones`).
   */
  readonly violatedWhere?: string;
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
