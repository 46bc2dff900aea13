import { copyJson, sameJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Observation } from '../kernel/observation.ts';
import { shownOfOutcome, shownOfView } from '../kernel/observation.ts';

/** Finds the places of views and outcomes that an observation does not depend on, by changing each of them. */
export interface ShownParts<View, O> {
  see(view: View, outcome: O): void;
  /** The places of the views seen so far whose values never mattered, such as `jobs.token`. */
  notShown(): readonly string[];
  /** The same for the outcomes; each place begins with the type of the outcome. */
  outcomesNotShown(): readonly string[];
}

/** How many values are changed at a place, before the place counts as not shown. */
const triesAtPlace = 20;

/** Records what an observation shows of the views and outcomes of a model. */
export function recordShown<State, C extends Command, O extends Outcome, View>(
  { symmetry = [] }: Pick<Model<State, C, O, View>, 'symmetry'>,
  observation: Observation<View, O>,
): ShownParts<View, O> {
  const names = new Set(symmetry.flat());
  const ofViews = recordPlaces(names, (view) => shownOfView(observation, view as View));
  const ofOutcomes = recordPlaces(names, (outcome) => shownOfOutcome(observation, outcome as O));
  return {
    see(view, outcome) {
      if (observation.observe !== undefined) ofViews.see(view, '');
      if (observation.observeOutcome !== undefined) ofOutcomes.see(outcome, outcome.type);
    },
    notShown: ofViews.notShown,
    outcomesNotShown: ofOutcomes.notShown,
  };
}

interface Places {
  see(value: unknown, prefix: string): void;
  notShown(): readonly string[];
}

function recordPlaces(names: ReadonlySet<string>, show: (value: unknown) => unknown): Places {
  /** The tries at each place at which no change was seen; `null` once a change was seen. */
  const tries = new Map<string, number | null>();

  function isSeen(value: unknown, shown: unknown, path: readonly (string | number)[]): boolean {
    const changed = copyJson(value);
    const last = path.at(-1);
    const holder = path
      .slice(0, -1)
      .reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], changed);
    if (last === undefined) return true;
    (holder as Record<string | number, unknown>)[last] = another((holder as Record<string | number, unknown>)[last]);
    try {
      return !sameJson(show(changed), shown);
    } catch {
      // A projection that cannot take the changed value depends on it.
      return true;
    }
  }

  return {
    see(value, prefix) {
      let shown: unknown;
      for (const path of leavesOf(value, [])) {
        const place = placeOf(prefix, path, names);
        const tried = tries.get(place);
        if (tried === null || (tried !== undefined && tried >= triesAtPlace)) continue;
        shown ??= show(value);
        tries.set(place, isSeen(value, shown, path) ? null : (tried ?? 0) + 1);
      }
    },
    notShown: () => withoutParts([...tries].map(([place, tried]) => ({ place, isShown: tried === null }))),
  };
}

/** Another value of the same type, where there is one. */
function another(leaf: unknown): unknown {
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf === 'boolean') return !leaf;
  return typeof leaf === 'string' ? `${leaf}'` : 'other';
}

function* leavesOf(value: unknown, path: readonly (string | number)[]): Generator<readonly (string | number)[]> {
  if (typeof value !== 'object' || value === null) yield path;
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* leavesOf(item, [...path, index]);
  else for (const [key, item] of Object.entries(value)) yield* leavesOf(item, [...path, key]);
}

/** The keys on the way to a place, without indexes and without the names of actors and things. */
function placeOf(prefix: string, path: readonly (string | number)[], names: ReadonlySet<string>): string {
  const keys = path.filter((key): key is string => typeof key === 'string' && !names.has(key));
  return [...(prefix === '' ? [] : [prefix]), ...keys].join('.');
}

/** The places that are not shown; one line for a record of which no place is shown. */
function withoutParts(places: readonly { readonly place: string; readonly isShown: boolean }[]): string[] {
  const hidden = places.filter(({ isShown }) => !isShown).map(({ place }) => place);
  const isHidden = (prefix: string): boolean =>
    !places.some(({ place, isShown }) => isShown && (place === prefix || place.startsWith(`${prefix}.`)));
  const shortest = hidden.map((place) => {
    const keys = place.split('.');
    const length = keys.findIndex((_, at) => isHidden(keys.slice(0, at + 1).join('.')));
    return keys.slice(0, length + 1).join('.');
  });
  return [...new Set(shortest)].toSorted();
}
