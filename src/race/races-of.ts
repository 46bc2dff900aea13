import { canonicalNames } from '../explore/canonical.ts';
import { stepOnCopy } from '../kernel/execute.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Race, RacingActor } from '../kernel/race.ts';
import { namesIn } from '../kernel/renaming.ts';
import { racingActorOf } from './race.ts';
import { statesByDepth, withoutFaults } from './states-by-depth.ts';

/** Which races of a scope there are. */
export interface ScopeOfRaces {
  /** The commands before a race, at most. */
  readonly depth: number;
  /** The commands at the same time, at most; by default 2. */
  readonly atOnce?: number;
  /** The keys of fields that hold names which the system draws. */
  readonly drawnNames?: readonly string[];
  /** The types of commands that are not among those at the same time; as in `OverlapNaming`. */
  readonly neverRaced?: readonly string[];
}

/**
 * All races of a scope: from every state within so many commands of the start, commands of different actors, each race once up
 * to symmetry, with fewer commands before a race first, and then with fewer at once. An actor may give several, one after the
 * other. Races are taken from runs of the model, one command after the other, so that a command which another command enables
 * counts too. Commands with a fault are left out, and commands with a name that the system draws during the race.
 */
export function* racesOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  scope: ScopeOfRaces,
): Generator<Race<C>> {
  for (const race of racesStepByStep(model, scope)) if (race !== null) yield race;
}

/** As `racesOf`, with `null` after each step that comes to no new race: there may be many between two races. */
export function* racesStepByStep<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { depth, atOnce = 2, drawnNames = [], neverRaced = [] }: ScopeOfRaces,
): Generator<Race<C> | null> {
  const fields = new Set(drawnNames);
  const keyOf = keyUpToSymmetry(model);
  const raced = new Set<string>();
  for (const level of statesByDepth(model, { depth, keyOf }))
    if (level === null) yield null;
    else
      for (let size = 2; size <= atOnce; size += 1)
        for (const { state, run } of level)
          for (const racing of racesFrom(state, size)) yield racing && { before: run, atOnce: racing };

  /** The races of so many commands in a state that were not yielded before; `null` for any other commands. */
  function* racesFrom(state: State, size: number): Generator<readonly RacingActor<C>[] | null> {
    const known = namesIn(model.view(state), fields);
    for (const commands of sequencesFrom(model, state, { size, neverRaced })) {
      yield null;
      if (![...namesIn(commands, fields)].every((name) => known.has(name))) continue;
      const racing = byActor(model, commands);
      if (racing.length < 2) continue;
      const sides = racing.map((one) => one.commands);
      const key = ordersOf(sides)
        .map((order) => keyOf({ state, sides: order }))
        .toSorted()
        .join(' ');
      if (raced.has(key)) continue;
      raced.add(key);
      yield racing;
    }
  }
}

/** The key of a value, which another value has that differs only in the names of a symmetry. */
export function keyUpToSymmetry<State, C extends Command, O extends Outcome, View>({
  symmetry = [],
}: Pick<Model<State, C, O, View>, 'symmetry'>): (value: unknown) => string {
  return (value) => {
    const { high, low } = fingerprintOf(value, { names: canonicalNames(value, symmetry) });
    return `${high} ${low}`;
  };
}

/** So many commands that come one after the other in some run from here. */
function* sequencesFrom<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  state: State,
  { size, neverRaced }: { readonly size: number } & Required<Pick<ScopeOfRaces, 'neverRaced'>>,
): Generator<readonly C[]> {
  for (const first of withoutFaults(model.commands(state))) {
    if (neverRaced.includes(first.type)) continue;
    if (size === 1) yield [first];
    else
      for (const others of sequencesFrom(model, stepOnCopy(model, state, first).state, { size: size - 1, neverRaced }))
        yield [first, ...others];
  }
}

/** The commands of each actor in their order, an actor after the other by name. */
export function byActor<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
): readonly RacingActor<C>[] {
  const racing = new Map<string, C[]>();
  for (const command of commands) {
    const actor = racingActorOf(model, command);
    racing.set(actor, [...(racing.get(actor) ?? []), command]);
  }
  return [...racing].map(([actor, own]) => ({ actor, commands: own })).toSorted((a, b) => (a.actor < b.actor ? -1 : 1));
}

/** Every order of these items. */
function ordersOf<Item>(items: readonly Item[]): (readonly Item[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, at) => ordersOf(items.toSpliced(at, 1)).map((others) => [item].concat(others)));
}
