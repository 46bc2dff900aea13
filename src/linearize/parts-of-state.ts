import type { Command, Outcome } from '../kernel/model.ts';
import type { OverlapNaming } from '../kernel/observation.ts';
import type { Operation } from '../kernel/operation.ts';
import { namesIn, renameFields } from '../kernel/renaming.ts';
import type { NamedState } from './named-state.ts';
import { namedSpecification, noName, pairsOf } from './named.ts';
import { partsOf } from './parts.ts';
import type { Kind, PreparedHistory } from './prepared.ts';
import type { Asked } from './problem.ts';
import type { HistoryModel, Specification } from './specification.ts';
import { createTakes } from './takes.ts';

/** A part of a history: the indexes of its operations, and what its search needs. */
export interface Part {
  readonly operations: readonly number[];
  readonly prepared: PreparedHistory;
  readonly look: Asked['look'] | undefined;
}

/** Each part of a history with its own part of the state in which it begins, and of what was seen at rest. */
export interface PartsOfState<State, C extends Command, O extends Outcome> {
  keys(command: C, outcome: O | null): readonly string[] | null;
  specificationOf(isKept: (key: string) => boolean): Specification<State, C, O>;
  lookOf(look: unknown, isKept: (key: string) => boolean): unknown;
}

/** What a model says of histories that begin in this state and are judged apart; `null`: nothing. */
export function partsOfState<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  naming: OverlapNaming,
  initial: readonly NamedState<State>[],
): PartsOfState<NamedState<State>, C, O> | null {
  const [begin, ...others] = initial;
  const fields = new Set(naming.drawnNames);
  // Where names count, each draws on the ones before it.
  if (model.apart === undefined || begin === undefined || others.length > 0 || fields.size === 0) return null;
  const apart = model.apart(begin.state);
  const { toModel } = pairsOf(begin.names);
  return {
    keys: (command, outcome) =>
      apart.keys(
        renameFields(command, fields, (name) => toModel.get(name) ?? noName(name)),
        outcome,
      ),
    specificationOf(isKept) {
      const state = apart.partOf(begin.state, isKept);
      const present = namesIn(state, fields);
      return namedSpecification(model, naming, [
        { state, names: begin.names.filter(([ofModel]) => present.has(ofModel)) },
      ]);
    },
    lookOf: (look, isKept) => apart.partOfView(look as View, isKept),
  };
}

/**
 * The parts of a history, and one without an operation: what no operation touches is at rest as it was. `null` where an
 * operation touches all keys.
 */
export function partsWithStates<State, C extends Command, O extends Outcome>(
  { keys, specificationOf, lookOf }: PartsOfState<State, C, O>,
  { isOfClock }: Pick<Specification<State, C, O>, 'isOfClock'>,
  history: readonly Operation<C, O>[],
  { kinds, ...prepared }: PreparedHistory & { readonly kinds: readonly Kind<C, O>[] },
  look: NonNullable<Asked['look']>,
): readonly Part[] | null {
  const keysOf = history.map(({ command, outcome }) => keys(command, outcome));
  if (keysOf.includes(null)) return null;
  const touched = new Set(keysOf.flatMap((own) => own ?? []));
  const partOf = (operations: readonly number[], isKept: (key: string) => boolean): Part => ({
    operations,
    prepared: { ...prepared, takes: createTakes(specificationOf(isKept), kinds) },
    look: { seen: lookOf(look.seen, isKept) },
  });
  return [
    partOf([], (key) => !touched.has(key)),
    ...partsOf({ partition: keys, isOfClock }, history).map((operations) => {
      const own = new Set(operations.flatMap((index) => keysOf[index] ?? []));
      return partOf(operations, (key) => own.has(key));
    }),
  ];
}
