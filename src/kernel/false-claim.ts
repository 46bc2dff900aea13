import { stepOnCopy } from './execute.ts';
import { endingsOf } from './interpreter.ts';
import { sameJson } from './json.ts';
import type { Command, Ending, Model, Outcome } from './model.ts';

/** The part of a model that makes claims about histories, and is held to them. */
export type Claiming<State, C extends Command, O extends Outcome> = Pick<
  // oxlint-disable-next-line typescript/no-explicit-any -- any view will do
  Model<State, C, O, any>,
  'step' | 'endings' | 'whileOverlapping' | 'partition' | 'changesNothing'
> & { readonly name?: string };

/**
 * What these commands show in one state of the claims of a model about histories, as a sentence; `null` where they contradict
 * none: `changesNothing` of every ending, also of those that are right only while another operation overlaps; and `partition`
 * of every two commands without a common key, each of which has to have the same outcome before and after the other. The work
 * yields after each command.
 */
export function* falseClaimIn<State, C extends Command, O extends Outcome>(
  model: Claiming<State, C, O>,
  state: State,
  commands: readonly C[],
): Generator<void, string | null> {
  const { partition, changesNothing } = model;
  if (changesNothing !== undefined) {
    for (const command of commands) {
      for (const { state: after, outcome } of everyEndingOf(model, state, command)) {
        if (changesNothing.call(model, command, outcome) && !sameJson(after, state))
          return `${withOutcome(command, outcome)} changes a state, against changesNothing`;
      }
      yield;
    }
  }
  if (partition === undefined) return null;
  const taken = commands.map((command) => takenFrom(model, state, command));
  for (const [at, one] of taken.entries()) {
    const wrong = falseUnknownKeys(model, one);
    if (wrong !== null) return wrong;
    for (const other of taken.slice(at + 1)) {
      if (!isApart(one, other)) continue;
      const seen = seesOther(model, one, other) ?? seesOther(model, other, one);
      if (seen !== null) return seen;
    }
    yield;
  }
  return null;
}

/** A command that was taken in a state, with the keys that it touches. */
export interface TakenWithKeys<State, C, O> {
  readonly command: C;
  readonly outcome: O;
  readonly after: State;
  readonly keys: readonly string[] | null;
}

/** Takes a command as `step` says. */
export function takenFrom<State, C extends Command, O extends Outcome>(
  model: Pick<Claiming<State, C, O>, 'step' | 'partition'>,
  state: State,
  command: C,
): TakenWithKeys<State, C, O> {
  const { state: after, outcome } = stepOnCopy(model, state, command);
  return { command, outcome, after, keys: model.partition?.(command, outcome) ?? null };
}

/** Whether two commands have no common key. */
export function isApart(
  { keys: ones }: { readonly keys: readonly string[] | null },
  { keys: others }: { readonly keys: readonly string[] | null },
): boolean {
  return ones !== null && others !== null && !ones.some((key) => others.includes(key));
}

/** A key of the outcome that is not among those of an unknown outcome. */
export function falseUnknownKeys<State, C extends Command, O extends Outcome>(
  model: Pick<Claiming<State, C, O>, 'partition'>,
  { command, outcome, keys }: Pick<TakenWithKeys<State, C, O>, 'command' | 'outcome' | 'keys'>,
): string | null {
  const unknown = model.partition?.(command, null) ?? null;
  if (unknown === null) return null;
  const missing = keys === null ? 'all keys' : keys.find((key) => !unknown.includes(key));
  return missing === undefined
    ? null
    : `${withOutcome(command, outcome)} touches ${missing}, which partition leaves out where the outcome is unknown`;
}

function seesOther<State, C extends Command, O extends Outcome>(
  model: Pick<Claiming<State, C, O>, 'step'>,
  { command: first, after }: TakenWithKeys<State, C, O>,
  { command: second, outcome }: TakenWithKeys<State, C, O>,
): string | null {
  const later = stepOnCopy(model, after, second);
  return sameJson(later.outcome, outcome) ? null : otherOutcome(first, second, second);
}

/** The sentence about two commands of which one sees the other. */
export function otherOutcome(one: Command, other: Command, changed: Command): string {
  return (
    `${JSON.stringify(one)} and ${JSON.stringify(other)} have no common key, and in the other order ` +
    `${JSON.stringify(changed)} has another outcome`
  );
}

/** A command and its outcome, as a part of a sentence. */
export function withOutcome(command: Command, outcome: Outcome): string {
  return `${JSON.stringify(command)} with the outcome ${JSON.stringify(outcome)}`;
}

function everyEndingOf<State, C extends Command, O extends Outcome>(
  model: Claiming<State, C, O>,
  state: State,
  command: C,
): readonly Ending<State, O>[] {
  const more = model.whileOverlapping?.(state, command) ?? [];
  return [...endingsOf(model, state, command), ...more];
}
