import { UnsoundModel } from './unsound-model.ts';

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

/** Whether the invariant holds in a state with this view. Throws `UnsoundModel` where it throws. */
export function holdsIn<View>(invariant: StateInvariant<View>, view: View): boolean {
  try {
    return invariant.holds(view);
  } catch (error) {
    return failBy(invariant, error, view);
  }
}

/** Whether the invariant holds across this step and in the state after it. Throws `UnsoundModel` where it throws. */
export function holdsAfter<View, C, O>(
  invariant: Invariant<View, C, O>,
  { before, command, outcome, after }: Step<View, C, O>,
): boolean {
  if ('holds' in invariant) return holdsIn(invariant, after);
  try {
    return invariant.holdsAcross(before, command, outcome, after);
  } catch (error) {
    return failBy(invariant, error, after);
  }
}

/** The most characters of a view that a message quotes. */
const mostQuoted = 120;

function failBy({ id }: Statement, error: unknown, view: unknown): never {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const text = JSON.stringify(view) ?? String(view);
  const place = text.length > mostQuoted ? `${text.slice(0, mostQuoted)} …` : text;
  throw new UnsoundModel(`the invariant ${id} throws ${message.split('\n')[0]}, in ${place}`, { cause: error });
}
