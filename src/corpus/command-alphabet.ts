import { stepOnCopy } from '../kernel/execute.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';

/**
 * What commands of a model are made of. A place is a field, or one within it: `worker`, `message.to`, `items[]`. Per type
 * of command the places that it may have, with the kinds of values there, and the fields that it always has; per place the
 * texts that stand there in any command.
 */
export interface CommandAlphabet {
  readonly kinds: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;
  readonly needed: ReadonlyMap<string, readonly string[]>;
  readonly texts: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Enough to come upon whatever is enabled anywhere, in some tens of milliseconds. */
const walks = 60;
const stepsPerWalk = 40;

/** In a large scope that many commands have to do. */
const mostCommands = 200_000;

/**
 * `null` where the model enables each of these commands where it is taken. Or else what is enabled up to the first that is
 * not, and along random walks: nothing is stepped that the model does not enable.
 */
export function alphabetBeside<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
): CommandAlphabet | null {
  const learner = createLearner();
  let pick = 1;
  for (let walk = 0; walk <= walks; walk += 1) {
    let state = model.initial;
    const steps = walk === 0 ? commands.length + 1 : stepsPerWalk;
    for (let step = 0; step < steps; step += 1) {
      const wanted = commands[step];
      if (walk === 0 && wanted === undefined) return null;
      const enabled = model.commands(state);
      for (const command of enabled) if (!learner.learn(command)) return learner.alphabet;
      // A linear congruential generator, with the constants of Numerical Recipes: the same walks every time.
      pick = (Math.imul(pick, 1_664_525) + 1_013_904_223) >>> 0;
      // The first walk is the trace itself.
      const command =
        walk === 0
          ? enabled.find((one) => sameJson(one, wanted))
          : enabled[Math.floor((pick / 2 ** 32) * enabled.length)];
      if (command === undefined) break;
      ({ state } = stepOnCopy(model, state, command));
    }
  }
  return learner.alphabet;
}

/** What of a command is not in the alphabet, in words; `null` where all of it is. */
export function misfitOf({ kinds, needed, texts }: CommandAlphabet, command: Command): string | null {
  const own = kinds.get(command.type);
  if (own === undefined)
    return `the model has no command '${command.type}'; its commands are ${[...kinds.keys()].join(', ')}`;
  for (const [place, value] of placesIn(command)) {
    const its = own.get(place);
    if (its === undefined)
      return `'${command.type}' has no field '${place}'; its fields are ${[...own.keys()].join(', ')}`;
    const known = texts.get(place) ?? new Set();
    const isKnown = typeof value === 'string' ? known.has(value) : its.has(kindOf(value));
    if (isKnown) continue;
    const there = known.size === 0 ? [...its].map((kind) => `a ${kind}`) : [...known];
    return `${place} ${JSON.stringify(value)} does not exist; there is ${there.join(', ')}`;
  }
  const missing = needed.get(command.type)?.find((field) => !Object.hasOwn(command, field));
  return missing === undefined ? null : `'${command.type}' has no '${missing}'`;
}

function createLearner(): { readonly alphabet: CommandAlphabet; learn(command: Command): boolean } {
  const kinds = new Map<string, Map<string, Set<string>>>();
  const needed = new Map<string, readonly string[]>();
  const texts = new Map<string, Set<string>>();
  let left = mostCommands;
  return {
    alphabet: { kinds, needed, texts },
    /** Whether there is time for more. */
    learn(command) {
      const fields = needed.get(command.type) ?? Object.keys(command);
      needed.set(
        command.type,
        fields.filter((field) => field in command),
      );
      const own = at(kinds, command.type, () => new Map<string, Set<string>>());
      for (const [place, value] of placesIn(command)) {
        at(own, place, () => new Set<string>()).add(kindOf(value));
        if (typeof value === 'string') at(texts, place, () => new Set<string>()).add(value);
      }
      left -= 1;
      return left > 0;
    },
  };
}

/** Each place of a value, with what stands there. */
function* placesIn(value: unknown, within = ''): Generator<readonly [place: string, value: unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${within}[]` : within === '' ? key : `${within}.${key}`;
    yield [place, item];
    yield* placesIn(item, place);
  }
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return 'text';
  if (typeof value !== 'object') return typeof value;
  return value === null ? 'null' : Array.isArray(value) ? 'list' : 'record';
}

function at<Key, Value>(map: Map<Key, Value>, key: Key, first: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = first()));
  return value;
}
