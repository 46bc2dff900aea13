import { stepOnCopy } from '../kernel/execute.ts';
import { walk } from '../kernel/interpreter.ts';
import { sameJson } from '../kernel/json.ts';
import type { MatrixPlace } from '../kernel/matrix.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { misfitsOfNames, sizesOf } from '../kernel/configuration.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { everySystemOf } from '../kernel/subject.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';
import type { Trace } from './trace.ts';

/** The names in a trace's set-up that its subject does not have, as messages. Empty: the trace can be run. */
export function misfitsOfSetUp(
  subject: AnySubject,
  { system, policies, scope }: Pick<Trace, 'system' | 'policies' | 'scope'>,
): string[] {
  const { name } = subject;
  const known = everySystemOf(subject).map((one) => one.name);
  return [
    ...(known.includes(system) ? [] : [`${name} has no system '${system}'; its systems are ${known.join(', ')}`]),
    ...misfitsOfNames(`policy of ${name}`, Object.keys(policies), Object.keys(subject.policies)),
    ...misfitsOfNames(`size of ${name}’s scopes`, Object.keys(scope), sizesOf(subject)),
  ];
}

/** The names of a cell that its subject's matrix does not have, as messages. Empty: the cell can be run. */
export function misfitsOfPlace({ name, matrix }: AnySubject, { pattern, setting }: MatrixPlace): string[] {
  if (matrix === undefined) return [`${name} has no matrix`];
  const known = matrix.patterns.map((one) => one.name);
  return [
    ...(known.includes(pattern) ? [] : [`${name} has no pattern '${pattern}'; its patterns are ${known.join(', ')}`]),
    ...(matrix.settings.includes(setting)
      ? []
      : [`${name} has no setting '${setting}'; its settings are ${matrix.settings.join(', ')}`]),
  ];
}

/**
 * The types, fields and names in a trace's commands that the model never enables, as messages. The function compares
 * with the enabled commands along the trace and along many random runs: call it only for a trace without a violation.
 */
export function misfitsOfCommands<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly Command[],
): string[] {
  const alphabet = alphabetOf(model, commands as readonly C[]);
  return commands.flatMap((command, index) => {
    const what = misfitOf(alphabet, command);
    return what === null ? [] : [`command ${index + 1} ${JSON.stringify(command)}: ${what}`];
  });
}

/** For each type of command, its fields; for each field, its texts. */
interface Alphabet {
  readonly types: ReadonlyMap<string, Fields>;
  readonly texts: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The possible fields and the required fields of a type of command. */
interface Fields {
  readonly has: ReadonlySet<string>;
  readonly needs: readonly string[];
}

function misfitOf({ types, texts }: Alphabet, command: Command): string | null {
  const own = types.get(command.type);
  if (own === undefined)
    return `the model has no command '${command.type}'; its commands are ${[...types.keys()].join(', ')}`;
  for (const [field, value] of Object.entries(command) as [string, unknown][]) {
    if (!own.has.has(field))
      return `'${command.type}' has no field '${field}'; its fields are ${[...own.has].join(', ')}`;
    const known = texts.get(field) ?? new Set();
    const isKnown = typeof value === 'string' ? known.has(value) : known.size === 0;
    if (!isKnown) return `${field} ${JSON.stringify(value)} does not exist; there is ${[...known].join(', ')}`;
  }
  const missing = own.needs.find((field) => !Object.hasOwn(command, field));
  return missing === undefined ? null : `'${command.type}' has no '${missing}'`;
}

/** Enough runs to find nearly every command of the model, in some tens of milliseconds. */
const randomRuns = 60;
const commandsPerRun = 40;

function alphabetOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
): Alphabet {
  const types = new Map<string, Fields>();
  const texts = new Map<string, Set<string>>();

  function learn(command: C): void {
    const keys = Object.keys(command);
    const { has, needs } = types.get(command.type) ?? { has: [], needs: keys };
    types.set(command.type, { has: new Set([...has, ...keys]), needs: needs.filter((field) => field in command) });
    for (const [field, value] of Object.entries(command) as [string, unknown][]) {
      if (typeof value === 'string') setAt(texts, field).add(value);
    }
  }

  function learnAt(state: State): readonly C[] {
    const enabled = model.commands(state);
    for (const command of enabled) learn(command);
    return enabled;
  }

  learnAt(model.initial);
  try {
    for (const { after } of walk(model, commands)) learnAt(after);
  } catch (error) {
    // The trace may have commands that the model never enables, and a model may throw on them.
    if (!(error instanceof UnsoundModel)) throw error;
  }
  let pick = 1;
  for (let run = 0; run < randomRuns; run += 1) {
    let state = model.initial;
    for (let step = 0; step < commandsPerRun; step += 1) {
      const enabled = learnAt(state);
      // A linear congruential generator, with the constants of Numerical Recipes: the same runs every time.
      pick = (Math.imul(pick, 1_664_525) + 1_013_904_223) >>> 0;
      const command = enabled[Math.floor((pick / 2 ** 32) * enabled.length)];
      if (command === undefined) break;
      ({ state } = stepOnCopy(model, state, command));
    }
  }
  return { types, texts };
}

function setAt(sets: Map<string, Set<string>>, key: string): Set<string> {
  let set = sets.get(key);
  if (set === undefined) sets.set(key, (set = new Set()));
  return set;
}

/** The first outcome of the model that has changed since the trace was written, as a message. Empty: none, or unknown. */
export function changesSince<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { commands, outcomes }: Pick<Trace, 'commands' | 'outcomes'>,
): string[] {
  const now = outcomesOf(model, commands as readonly C[]);
  if (outcomes === null || sameJson(outcomes, now)) return [];
  const at = outcomes.findIndex((outcome, index) => outcome !== now[index]);
  return [
    `command ${at + 1} ${JSON.stringify(commands[at])} has the outcome '${outcomes[at]}' in the trace, and '${now[at]}' in the model now`,
  ];
}

/** The type of the model's outcome of each command. */
export function outcomesOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
): string[] {
  let state = model.initial;
  return commands.map((command) => {
    const executed = stepOnCopy(model, state, command);
    ({ state } = executed);
    return executed.outcome.type;
  });
}
