import { replaceItems, sameJson } from '../kernel/json.ts';
import type { Command, Ending, Outcome } from '../kernel/model.ts';
import type { OverlapNaming } from '../kernel/observation.ts';
import type { Name, NamePairs } from '../kernel/renaming.ts';
import { matchUpToNames, namesIn, pairNames, renameFields } from '../kernel/renaming.ts';
import { contractSpecification } from './contract-specification.ts';
import { matchViews } from './match-views.ts';
import type { NamedState } from './named-state.ts';
import type { HistoryModel, Question, Specification } from './specification.ts';
import { endingsIn, specificationOf } from './specification.ts';

/** The names of a state as pairs. */
export function pairsOf(names: NamedState<unknown>['names']): NamePairs {
  return { toSystem: new Map(names), toModel: new Map(names.map(([ofModel, ofSystem]) => [ofSystem, ofModel])) };
}

function listOf({ toSystem }: NamePairs): NamedState<unknown>['names'] {
  return [...toSystem].toSorted(([a], [b]) => byName(a, b));
}

/** Numbers first. */
function byName(a: Name, b: Name): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * As `specificationOf`, where the system draws names: a name of the system stands for one of the model from its first use. A
 * model that only guesses answers is judged by its contract.
 */
export function namedSpecification<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  { drawnNames = [], unordered = [] }: OverlapNaming,
  initial: readonly NamedState<State>[] = [{ state: model.initial, names: [] }],
): Specification<NamedState<State>, C, O> {
  if (model.contract !== undefined) return contractSpecification(model.contract, initial);
  const whole = specificationOf(model);
  const { own, overlapping } = endingsIn(model);
  const [fields, lists] = [new Set(drawnNames), new Set(unordered)];
  const show = (state: State): unknown => (model.view === undefined ? state : model.view(state));

  /** The commands that the model may have been asked, each with the pairs of names that it takes for granted. */
  function* readings({ state, names }: NamedState<State>, command: C): Generator<{ command: C; pairs: NamePairs }> {
    const pairs = pairsOf(names);
    const unknown = [...namesIn(command, fields)].filter((name) => !pairs.toModel.has(name));
    if (unknown.length === 0) yield { command: forModel(command, pairs), pairs };
    else yield* bind(command, unknown, [...namesIn(show(state), fields)], pairs);
  }

  /** Each name that is unknown stands for one of the model's, which was drawn without an answer, or for none. */
  function* bind(
    command: C,
    [first, ...others]: readonly Name[],
    ofModel: readonly Name[],
    pairs: NamePairs,
  ): Generator<{ command: C; pairs: NamePairs }> {
    if (first === undefined) {
      yield { command: forModel(command, pairs), pairs };
      return;
    }
    yield* bind(command, others, ofModel, pairs);
    for (const name of ofModel) {
      const paired = pairs.toSystem.has(name) ? null : pairNames(pairs, name, first);
      if (paired !== null) yield* bind(command, others, ofModel, paired);
    }
  }

  function forModel(command: C, { toModel }: NamePairs): C {
    if (fields.size === 0) return command;
    return renameFields(command, fields, (name) => toModel.get(name) ?? noName(name));
  }

  /** States that differ only in which of the model's names stands for which of the system's, or in the order of rows, are one. */
  function asOne(state: State, pairs: NamePairs): NamedState<State> {
    if (fields.size === 0 && lists.size === 0) return { state, names: [] };
    const { renamed, pairs: ordered } = inOrder(pairs);
    const names = listOf(ordered);
    return {
      state: sortLists(
        renamed === null ? state : renameFields(state, fields, (name) => renamed.get(name) ?? name),
        lists,
      ),
      names,
    };
  }

  function endings(
    from: NamedState<State>,
    question: Question<C, O>,
    ask: (state: State, command: C, seen: O | null) => readonly (Ending<State, O> & { readonly because?: string })[],
  ): (NamedState<State> & { readonly because: string | null })[] {
    const found: (NamedState<State> & { readonly because: string | null })[] = [];
    // The model knows its own names alone.
    const seen = namesIn(question.outcome, fields).size === 0 ? question.outcome : null;
    for (const { command, pairs } of readings(from, question.command))
      for (const { state, outcome, because = null } of ask(from.state, command, seen)) {
        const paired = question.outcome === null ? pairs : matchUpToNames(outcome, question.outcome, fields, pairs);
        if (paired !== null) found.push({ ...asOne(state, paired), because });
      }
    return found;
  }

  const { changesNothing } = whole;
  return {
    ...whole,
    initial: initial.map(({ state, names }) => asOne(state, pairsOf(names))),
    ...(changesNothing !== undefined && {
      // An operation that shows a name gives the name its counterpart, which is a change of the state here.
      changesNothing: (command: C, outcome: O) =>
        namesIn([command, outcome], fields).size === 0 && changesNothing(command, outcome),
    }),
    take(from, question) {
      const all = endings(from, question, own);
      const more = question.isOverlapped ? endings(from, question, overlapping) : [];
      return [...all, ...more].map(({ state, names }) => ({ state, names }));
    },
    accept: ({ state, names }, look) =>
      matchViews(show(state), look, { fields, lists, pairs: pairsOf(names) }) !== null,
    because(from, question, next) {
      const isNext = ({ state, names }: NamedState<State>): boolean => sameJson({ state, names }, next);
      if (endings(from, question, own).some(isNext)) return null;
      return endings(from, question, overlapping).find(isNext)?.because ?? null;
    },
  };
}

/** The names of the model, handed out in the order of the system's names; and the new ones of those that have another one. */
function inOrder(pairs: NamePairs): { renamed: ReadonlyMap<Name, Name> | null; pairs: NamePairs } {
  const ofModel = [...pairs.toModel.values()].toSorted(byName);
  const ofSystem = [...pairs.toSystem.values()].toSorted(byName);
  if (ofModel.every((name, at) => pairs.toSystem.get(name) === ofSystem[at])) return { renamed: null, pairs };
  const toSystem = new Map(ofModel.map((name, at) => [name, ofSystem[at] ?? name]));
  const toModel = new Map(ofModel.map((name, at) => [ofSystem[at] ?? name, name]));
  const renamed = new Map([...pairs.toSystem].map(([name, counterpart]) => [name, toModel.get(counterpart) ?? name]));
  return { renamed, pairs: { toSystem, toModel } };
}

/** The value with the items of these lists in an order that depends on the items alone. */
function sortLists<Value>(value: Value, lists: ReadonlySet<string>): Value {
  if (lists.size === 0) return value;
  const sort = (item: unknown, isUnordered: boolean): unknown => {
    if (typeof item !== 'object' || item === null) return item;
    const sorted = replaceItems(item, (one, key) => sort(one, key !== null && lists.has(key)));
    return isUnordered && Array.isArray(sorted) ? sortedByText(sorted) : sorted;
  };
  return sort(value, false) as Value;
}

function sortedByText(items: readonly unknown[]): unknown[] {
  const texts = items.map((item) => [JSON.stringify(item), item] as const);
  return texts.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
}

/** A name that no model draws. */
export function noName(name: Name): Name {
  return typeof name === 'number' ? -1 - Math.abs(name) : `no name of the model: ${name}`;
}
