import type { DrawnFields } from '../kernel/drawable.ts';
import { isAmong } from '../kernel/drawn.ts';
import { stepOnCopy } from '../kernel/execute.ts';
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
  /** Any value may stand in a drawn field. */
  readonly drawn: DrawnFields;
}

/** Enough to find nearly every command that is enabled anywhere, in some tens of milliseconds. */
const randomRuns = 60;
const commandsPerRun = 40;

/** In a large scope that many commands have to do. */
const mostCommands = 200_000;

/**
 * `null` where the model enables each of these commands where it is taken. Or else what is enabled up to the first that is
 * not, and along random runs: nothing is stepped that the model does not enable.
 */
export function alphabetBeside<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
): CommandAlphabet | null {
  const learner = createLearner(model.drawn ?? {});
  let state = model.initial;
  for (const command of commands) {
    const enabled = model.commands(state);
    learner.learn(enabled);
    if (!isAmong(model.drawn, enabled, command)) {
      learnAtRandom(model, learner);
      return learner.alphabet;
    }
    ({ state } = stepOnCopy(model, state, command));
  }
  return null;
}

function learnAtRandom<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  learner: Learner,
): void {
  let pick = 1;
  for (let run = 0; run < randomRuns; run += 1) {
    let state = model.initial;
    for (let step = 0; step < commandsPerRun; step += 1) {
      const enabled = model.commands(state);
      if (!learner.learn(enabled)) return;
      // A linear congruential generator, with the constants of Numerical Recipes: the same runs every time.
      pick = (Math.imul(pick, 1_664_525) + 1_013_904_223) >>> 0;
      const command = enabled[Math.floor((pick / 2 ** 32) * enabled.length)];
      if (command === undefined) break;
      ({ state } = stepOnCopy(model, state, command));
    }
  }
}

/** What of a command is not in the alphabet, in words; `null` where all of it is. */
export function mismatchOf({ kinds, needed, texts, drawn }: CommandAlphabet, command: Command): string | null {
  const own = kinds.get(command.type);
  if (own === undefined)
    return `the model has no command '${command.type}'; its commands are ${[...kinds.keys()].join(', ')}`;
  for (const [place, value] of placesIn(command)) {
    const its = own.get(place);
    if (its === undefined)
      return `'${command.type}' has no field '${place}'; its fields are ${[...own.keys()].join(', ')}`;
    if (Object.hasOwn(drawn[command.type] ?? {}, place)) continue;
    const known = texts.get(place) ?? new Set();
    const isKnown = typeof value === 'string' ? known.has(value) : its.has(kindOf(value));
    if (isKnown) continue;
    const there = known.size === 0 ? [...its].map((kind) => `a ${kind}`) : [...known];
    return `${place} ${JSON.stringify(value)} does not exist; there is ${there.join(', ')}`;
  }
  const missing = needed.get(command.type)?.find((field) => !Object.hasOwn(command, field));
  return missing === undefined ? null : `'${command.type}' has no '${missing}'`;
}

interface Learner {
  readonly alphabet: CommandAlphabet;
  /** Whether there is time for more. */
  learn(commands: Iterable<Command>): boolean;
}

function createLearner(drawn: DrawnFields): Learner {
  const kinds = new Map<string, Map<string, Set<string>>>();
  const needed = new Map<string, readonly string[]>();
  const texts = new Map<string, Set<string>>();
  let left = mostCommands;

  function learnOne(command: Command): void {
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
  }

  return {
    alphabet: { kinds, needed, texts, drawn },
    learn(commands) {
      for (const command of commands) {
        if (left <= 0) return false;
        learnOne(command);
      }
      return true;
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
