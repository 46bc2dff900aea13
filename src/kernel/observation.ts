import { ConfigurationError } from './configuration.ts';

/** What a system shows of its model: two projections, pure, and JSON. */
export interface Observation<View, O> {
  /** What the system shows of a view: `System.view()` is compared with it. Absent: the whole view. */
  observe?(view: View): unknown;
  /** What the system shows of an outcome: `System.perform()` is compared with it. Absent: the whole outcome. */
  observeOutcome?(outcome: O): unknown;
  /**
   * The keys of fields that hold names which the system draws itself, such as ids of a sequence: in outcomes, views and
   * commands. They are matched with the names of the model, whatever they are, as long as each stands for one. Default: none.
   */
  readonly drawnNames?: readonly string[] | undefined;
}

/** What a system decides by itself while commands overlap: its answers are compared with the model's up to that. */
export interface OverlapNaming {
  /** The keys of fields that hold names which the system draws then: as `Observation.drawnNames`. */
  readonly drawnNames?: readonly string[];
  /** The keys of lists in the view whose order says nothing then, such as the rows of a table that several actors write. */
  readonly unordered?: readonly string[];
  /**
   * The types of commands that no race has at the same time as others, such as those of a system whose own background work would
   * go on past the stage. They come before a race, and after it. Default: none.
   */
  readonly neverRaced?: readonly string[];
  /**
   * The types of commands that a stress takes while no other command is under way, such as those that the system makes of
   * several calls: another command between two of these calls is no order of whole commands. Default: none.
   */
  readonly alone?: readonly string[];
}

/** What a system shows of a view of the model. Throws `ConfigurationError` where `observe` throws. */
export function shownOfView<View, O>(observation: Observation<View, O>, view: View): unknown {
  return observation.observe === undefined ? view : project('observe', () => observation.observe?.(view));
}

/** What a system shows of an outcome of the model. Throws `ConfigurationError` where `observeOutcome` throws. */
export function shownOfOutcome<View, O>(observation: Observation<View, O>, outcome: O): unknown {
  if (observation.observeOutcome === undefined) return outcome;
  return project('observeOutcome', () => observation.observeOutcome?.(outcome));
}

function project(name: keyof Observation<unknown, unknown>, ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new ConfigurationError(
      `${name} throws ${message.split('\n')[0]}: it has to give what the system shows of every value of the model`,
      { cause: error },
    );
  }
}
