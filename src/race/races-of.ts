import { canonicalNames } from '../explore/canonical.ts';
import { stepOnCopy } from '../kernel/execute.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { namesIn } from '../kernel/renaming.ts';
import type { Race } from './race.ts';
import { racingActorOf } from './race.ts';

/** A state of the model, and the shortest run to it. */
interface Reached<State, C> {
  readonly state: State;
  readonly run: readonly C[];
}

/**
 * All races of a scope between two commands of different actors: from every state within so many commands of the start, each
 * once up to symmetry, with fewer commands before a race first. Races are taken from runs of the model, one command after the
 * other, so that a command which the other command enables counts too. Commands with a fault are left out, and commands with
 * a name that the system draws during the race.
 */
export function* racesOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { depth, drawnNames = [] }: { readonly depth: number; readonly drawnNames?: readonly string[] },
): Generator<Race<C>> {
  const groups = model.symmetry ?? [];
  const fields = new Set(drawnNames);
  const keyOf = (value: unknown): string => {
    const { high, low } = fingerprintOf(value, { names: canonicalNames(value, groups) });
    return `${high} ${low}`;
  };
  const seen = new Set([keyOf(model.initial)]);
  const raced = new Set<string>();
  let level: Reached<State, C>[] = [{ state: model.initial, run: [] }];
  for (let length = 0; length <= depth && level.length > 0; length += 1) {
    const next: Reached<State, C>[] = [];
    for (const { state, run } of level) {
      const known = namesIn(model.view(state), fields);
      for (const [first, second] of pairsIn(model, state)) {
        if (![...namesIn(second, fields)].every((name) => known.has(name))) continue;
        const sides = [first, second].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
        const key = [keyOf({ state, sides }), keyOf({ state, sides: sides.toReversed() })].toSorted().join(' ');
        if (raced.has(key)) continue;
        raced.add(key);
        const atOnce = sides.map((command) => ({ actor: racingActorOf(model, command), commands: [command] }));
        yield { before: run, atOnce: atOnce.toSorted((a, b) => (a.actor < b.actor ? -1 : 1)) };
      }
      if (length === depth) continue;
      for (const command of withoutFaults(model.commands(state))) {
        const { state: after } = stepOnCopy(model, state, command);
        const key = keyOf(after);
        if (seen.has(key)) continue;
        seen.add(key);
        next.push({ state: after, run: [...run, command] });
      }
    }
    level = next;
  }
}

/** Two commands of different actors that come one after the other in some run from here. */
function* pairsIn<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  state: State,
): Generator<[C, C]> {
  for (const first of withoutFaults(model.commands(state))) {
    const { state: after } = stepOnCopy(model, state, first);
    for (const second of withoutFaults(model.commands(after)))
      if (racingActorOf(model, first) !== racingActorOf(model, second)) yield [first, second];
  }
}

function withoutFaults<C extends Command>(commands: readonly C[]): C[] {
  return commands.filter(({ fault }) => fault === undefined);
}
