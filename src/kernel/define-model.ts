import type { Invariant, StateInvariant, StepInvariant } from './invariant.ts';
import type { Command, Model, Outcome, Overlapping } from './model.ts';

/** A state invariant as a predicate on the view, or any invariant with its sentence. Its name is its key. */
export type NamedInvariant<View, C, O> =
  | ((view: View) => boolean)
  | Omit<StateInvariant<View>, 'id'>
  | Omit<StepInvariant<View, C, O>, 'id'>;

/** What a model has to have (`initial`, `commands`, `step`), and all of a model that it may have. */
export interface ModelDefinition<State, C extends Command, O extends Outcome, View> extends Pick<
  Model<State, C, O, View>,
  | 'initial'
  | 'commands'
  | 'step'
  | 'endings'
  | 'longestRecovery'
  | 'symmetry'
  | 'stateShowing'
  | 'afterCrash'
  | 'instants'
  | 'apart'
  | keyof Overlapping<State, C, O>
> {
  /** Default: the name of the subject. */
  readonly name?: string;
  /** Default: the state itself. */
  view?(state: State): View;
  /** By name. Default: none; then a check compares the system with the model, and asks no invariant. */
  readonly invariants?: Readonly<Record<string, NamedInvariant<View, C, O>>> | readonly Invariant<View, C, O>[];
  /** Default: no command heals or finishes anything. */
  recovery?(state: State): readonly C[];
  /** Invariants of the states without recovery, by name. Default: none. */
  readonly settled?:
    | Readonly<Record<string, ((view: View) => boolean) | Omit<StateInvariant<View>, 'id'>>>
    | readonly StateInvariant<View>[];
}

/** The name of a model without a name of its own, until a subject has it. */
export const unnamed = 'model';

/** A model with the defaults of what its definition leaves out. The types follow from the definition. */
export function defineModel<State, C extends Command, O extends Outcome, View = State>(
  definition: ModelDefinition<State, C, O, View>,
): Model<State, C, O, View> {
  const { name = unnamed, view, invariants = {}, recovery, settled = {}, ...rest } = definition;
  return {
    ...rest,
    name,
    // Without a view of its own the view is the state, and the types say the same.
    view: view ?? ((state) => state as unknown as View),
    invariants: isList(invariants) ? invariants : Object.entries(invariants).map(([id, one]) => withName(id, one)),
    recovery: recovery ?? (() => []),
    settled: isList(settled) ? settled : Object.entries(settled).map(([id, one]) => withName(id, one)),
  };
}

function isList<Item>(all: readonly Item[] | Readonly<Record<string, unknown>>): all is readonly Item[] {
  return Array.isArray(all);
}

function withName<View>(
  id: string,
  invariant: ((view: View) => boolean) | Omit<StateInvariant<View>, 'id'>,
): StateInvariant<View>;
function withName<View, C, O>(id: string, invariant: NamedInvariant<View, C, O>): Invariant<View, C, O>;
function withName<View, C, O>(id: string, invariant: NamedInvariant<View, C, O>): Invariant<View, C, O> {
  return typeof invariant === 'function' ? { id, says: id, holds: invariant } : { ...invariant, id };
}
