import { sameJson } from '../kernel/json.ts';
import type { Command, Ending, Outcome } from '../kernel/model.ts';
import type { OverlapNaming } from '../kernel/observation.ts';
import type { Name, NamePairs } from '../kernel/renaming.ts';
import { matchUpToNames, namesIn, pairNames, renameFields } from '../kernel/renaming.ts';
import { matchViews } from './match-views.ts';
import type { HistoryModel, Question, Specification } from './specification.ts';
import { endingsIn, specificationOf } from './specification.ts';

/** A state of the model, and which name of the system stands for which of the model's, sorted by the model's. */
export interface NamedState<State> {
  readonly state: State;
  readonly names: readonly (readonly [ofModel: Name, ofSystem: Name])[];
}

/** The names of a state as pairs. */
function pairsOf(names: NamedState<unknown>['names']): NamePairs {
  return { toSystem: new Map(names), toModel: new Map(names.map(([ofModel, ofSystem]) => [ofSystem, ofModel])) };
}

function listOf({ toSystem }: NamePairs): NamedState<unknown>['names'] {
  const order = ([a]: readonly [Name, Name], [b]: readonly [Name, Name]): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1;
  return [...toSystem].toSorted(order);
}

/** As `specificationOf`, where the system draws names: a name of the system stands for one of the model from its first use. */
export function namedSpecification<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  { drawnNames = [], unordered = [] }: OverlapNaming,
  initial: readonly NamedState<State>[] = [{ state: model.initial, names: [] }],
): Specification<NamedState<State>, C, O> {
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
        if (paired !== null) found.push({ state, names: listOf(paired), because });
      }
    return found;
  }

  const { changesNothing } = whole;
  return {
    ...whole,
    initial,
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
    accept: ({ state, names }, look) => matchViews(show(state), look, { fields, lists, pairs: pairsOf(names) }),
    because(from, question, next) {
      const isNext = ({ state, names }: NamedState<State>): boolean => sameJson({ state, names }, next);
      if (endings(from, question, own).some(isNext)) return null;
      return endings(from, question, overlapping).find(isNext)?.because ?? null;
    },
  };
}

/** A name that no model draws. */
function noName(name: Name): Name {
  return typeof name === 'number' ? -1 - Math.abs(name) : `no name of the model: ${name}`;
}
