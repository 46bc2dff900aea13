import { mismatchesOfNames, mismatchesOfSizes } from '../kernel/configuration.ts';
import { stepOnCopy } from '../kernel/execute.ts';
import { endingsOf } from '../kernel/interpreter.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Race } from '../kernel/race.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { everySystemOf } from '../kernel/subject.ts';
import { firstOf } from '../kernel/use-case.ts';
import type { Violation } from '../kernel/violation.ts';
import { alphabetBeside, mismatchOf } from './command-alphabet.ts';
import type { Trace } from './trace.ts';

/** The names in a trace's set-up that its subject does not have, as messages. Empty: the trace can be run. */
export function mismatchesOfSetUp(
  subject: AnySubject,
  { system, policies, scope }: Pick<Trace, 'system' | 'policies' | 'scope'>,
): string[] {
  const { name } = subject;
  const known = everySystemOf(subject).map((one) => one.name);
  return [
    ...(known.includes(system) ? [] : [`${name} has no system '${system}'; its systems are ${known.join(', ')}`]),
    ...mismatchesOfNames(`policy of ${name}`, Object.keys(policies), Object.keys(subject.policies)),
    ...mismatchesOfSizes(subject, scope),
  ];
}

/**
 * The commands of a trace that the model never enables, as messages that name the type, the field or the value. Compares
 * with the commands that are enabled along the trace and along many random runs. Empty: the model enables such commands.
 */
export function mismatchesOfCommands<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly Command[],
): string[] {
  const alphabet = alphabetBeside(model, commands as readonly C[]);
  if (alphabet === null) return [];
  return commands.flatMap((command, index) => {
    const what = mismatchOf(alphabet, command);
    return what === null ? [] : [`command ${index + 1} ${JSON.stringify(command)}: ${what}`];
  });
}

/** The same of a race: its set-up, and its commands in the order of the actors. */
export function mismatchesOfRace(
  subject: AnySubject,
  trace: Pick<Trace, 'system' | 'policies' | 'scope'> & Race & { readonly way?: string },
): string[] {
  const mismatch = mismatchesOfSetUp(subject, trace);
  if (mismatch.length > 0) return mismatch;
  const { before, atOnce, way } = trace;
  // Of a use case, the command with which it begins.
  const commands = [...before, ...atOnce.flatMap((one) => one.commands)].map(firstOf);
  const model = modelOnSystem(subject, trace);
  const ways = model.contract?.recoveries.map(({ name }) => name) ?? [];
  const isOther = way !== undefined && !ways.includes(way);
  return [
    ...(isOther ? [`${subject.name} has no way to recover '${way}'; it has ${ways.join(', ')}`] : []),
    ...mismatchesOfCommands(model, commands),
  ];
}

/** A message where the model states no invariant of this name. Empty: it does, or the violation is of no invariant. */
export function mismatchesOfViolation(
  { name: model, invariants, settled }: Pick<Model<never, never, never, never>, 'name' | 'invariants' | 'settled'>,
  { kind, name }: Pick<Violation, 'kind' | 'name'>,
): string[] {
  if (kind !== 'invariant' && kind !== 'settled') return [];
  const known = (kind === 'invariant' ? invariants : settled).map(({ id }) => id);
  return known.includes(name)
    ? []
    : [`the model of ${model} states no '${name}' (${kind}); it states ${known.join(', ')}`];
}

/** The first outcome of the model that has changed since the trace was written, as a message. Empty: none, or unknown. */
export function changesSince<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { commands, outcomes }: Pick<Trace, 'commands' | 'outcomes'>,
): string[] {
  if (outcomes === null) return [];
  let states: readonly State[] = [model.initial];
  for (const [at, outcome] of outcomes.entries()) {
    const command = commands[at] as C;
    const endings = states.flatMap((state) => endingsOf(model, state, command));
    const same = endings.filter((ending) => ending.outcome.type === outcome);
    if (same.length === 0) {
      const now = [...new Set(endings.map((ending) => `'${ending.outcome.type}'`))].join(' or ');
      return [
        `command ${at + 1} ${JSON.stringify(command)} has the outcome '${outcome}' in the trace, and ${now} in the model now`,
      ];
    }
    states = same.map(({ state }) => state);
  }
  return [];
}

/** The type of the model's outcome of each command, by the ending of `step`. */
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
