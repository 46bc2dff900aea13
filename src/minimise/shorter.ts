import { enabledLike } from '../kernel/drawn.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import { walk } from '../kernel/interpreter.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Alphabet } from './alphabet.ts';
import type { IsName } from './order.ts';
import { valueAt } from './order.ts';

/**
 * Runs without detours: without commands that leave the state unchanged, alone or together (there and back again). Once for
 * the whole run, and once for all commands except the last.
 */
export function withoutDetours<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
): (readonly C[])[] {
  const fingerprints = [model.initial, ...Array.from(walk(model, commands), ({ after }) => after)].map((state) => {
    const { high, low } = fingerprintOf(state);
    return `${high} ${low}`;
  });
  return [commands.length, commands.length - 1].map((end) => {
    const kept: C[] = [];
    let at = 0;
    while ((at = fingerprints.lastIndexOf(fingerprints[at] ?? '', end)) < end) {
      kept.push(...commands.slice(at, at + 1));
      at += 1;
    }
    return kept.concat(commands.slice(end));
  });
}

/** Runs without a name: without all commands that have the name in a field or in their outcome. */
export function* withoutOneName<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
  isName: IsName = () => true,
): Generator<readonly C[]> {
  const named = new Map<string, Set<number>>();
  for (const [index, { command, outcome }] of [...walk(model, commands)].entries()) {
    for (const name of namesIn(command, outcome).filter(isName))
      named.set(name, (named.get(name) ?? new Set()).add(index));
  }
  for (const indexes of named.values()) {
    if (indexes.size > 2 && indexes.size < commands.length) yield commands.filter((_, index) => !indexes.has(index));
  }
}

/** Every text in a command and in its outcome, except the types and the fault. */
function namesIn(command: Command, outcome: Outcome): string[] {
  const { type: _type, fault: _fault, ...fields } = command;
  const { type: _answer, ...answered } = outcome;
  return [...textsIn(fields), ...textsIn(answered)];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Runs without any two commands. */
export function* withoutTwo<C>(commands: readonly C[]): Generator<readonly C[]> {
  for (let first = 0; first < commands.length; first += 1) {
    for (let second = first + 1; second < commands.length; second += 1) {
      yield commands.filter((_, index) => index !== first && index !== second);
    }
  }
}

/**
 * Runs without a command, and with more in another command, as far as it is enabled: a number that makes up for both (two
 * ticks), another number where the old number is no longer enabled, or a fault (a crash during a command replaces a crash as
 * a command).
 */
export function* withOtherInstead<State, C extends Command, O extends Outcome, View>(
  model: Alphabet<State, C, O, View>,
  commands: readonly C[],
): Generator<readonly C[]> {
  for (const [index, spared] of commands.entries()) {
    const rest = commands.toSpliced(index, 1);
    for (const [at, { command, before }] of [...walk(model, rest)].entries()) {
      const enabled = enabledLike(model.drawn, model.commands(before), command);
      for (const other of replacements(command, spared, enabled)) yield rest.with(at, other);
      for (const other of drawnForBoth(model, command, spared)) yield rest.with(at, other);
    }
  }
}

function replacements<C extends Command>(command: C, spared: C, enabled: readonly C[]): C[] {
  const struck = enabled.filter(({ fault, ...plain }) => fault !== undefined && sameJson(plain, command));
  const key = onlyNumberOf(command);
  if (key === undefined) return struck;
  const alike = enabled
    .filter((other) => isSameBut(other, command, key) && numberOf(other, key) !== numberOf(command, key))
    .toSorted((a, b) => numberOf(a, key) - numberOf(b, key));
  const isEnabled = enabled.some((other) => sameJson(other, command));
  if (!isSameBut(spared, command, key)) return isEnabled ? struck : [...struck, ...ends(alike)];
  const sum = numberOf(command, key) + numberOf(spared, key);
  const enough = alike.find((other) => numberOf(other, key) >= sum) ?? alike.at(-1);
  return enough === undefined || numberOf(enough, key) < numberOf(command, key) ? struck : [...struck, enough];
}

/** The command with a drawn number that makes up for both, where it may be drawn: one amount for two. */
function drawnForBoth<C extends Command>(
  { drawn }: Pick<Alphabet<unknown, C, Outcome, unknown>, 'drawn'>,
  command: C,
  spared: C,
): C[] {
  const key = onlyNumberOf(command);
  const arbitrary = key === undefined ? undefined : drawn?.[command.type]?.[key];
  if (key === undefined || arbitrary === undefined || !isSameBut(spared, command, key)) return [];
  const sum = numberOf(command, key) + numberOf(spared, key);
  return arbitrary.canShrinkWithoutContext(sum) ? [{ ...command, [key]: sum }] : [];
}

function ends<Item>(items: readonly Item[]): Item[] {
  return items.length > 2 ? [...items.slice(0, 1), ...items.slice(-1)] : [...items];
}

/** The field with the command's number, where the command has exactly one number. */
function onlyNumberOf(command: Command): string | undefined {
  const [key, ...more] = Object.entries(command).filter(([, value]) => typeof value === 'number');
  return more.length > 0 ? undefined : key?.[0];
}

function isSameBut(one: Command, other: Command, key: string): boolean {
  return sameJson({ ...one, [key]: 0 }, { ...other, [key]: 0 });
}

function numberOf(command: Command, key: string): number {
  return Number(valueAt(command, key));
}
