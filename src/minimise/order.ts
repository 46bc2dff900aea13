import type { Command } from '../kernel/model.ts';

/** The actor of a command. */
export type LaneOf<C> = (command: C) => string;

/** Whether a value of a command is a name, which stands for the same in every place. */
export type IsName = (value: unknown) => boolean;

/**
 * Compares two runs of the same length; below zero where the first is simpler: fewer faults, then fewer context switches,
 * then the order of the fields of its commands, numbers as numbers.
 */
export function compareSimplicity<C extends Command>(
  one: readonly C[],
  other: readonly C[],
  laneOf: LaneOf<C>,
): number {
  return faultsIn(one) - faultsIn(other) || turnsIn(one, laneOf) - turnsIn(other, laneOf) || compare(one, other);
}

function faultsIn(commands: readonly Command[]): number {
  return commands.filter(({ fault }) => fault !== undefined).length;
}

/** How many turns the actors take: the number of context switches plus 1. */
function turnsIn<C>(commands: readonly C[], laneOf: LaneOf<C>): number {
  const lanes = commands.map(laneOf);
  return lanes.filter((lane, index) => lane !== lanes[index - 1]).length;
}

/** The order of two JSON values of the same shape. */
export function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string') return compareNames(one, other);
  if (isRecord(one) && isRecord(other)) {
    for (const key of Object.keys(one)) {
      const order = compare(one[key], other[key]);
      if (order !== 0) return order;
    }
  }
  const [a, b] = [JSON.stringify(one) ?? '', JSON.stringify(other) ?? ''];
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Names with a number at the end are in the order of their numbers: w2 before w10. */
function compareNames(one: string, other: string): number {
  const [a, b] = [withNumberApart(one), withNumberApart(other)];
  if (a.stem === b.stem && a.digits !== '' && b.digits !== '') return Number(a.digits) - Number(b.digits);
  return one === other ? 0 : one < other ? -1 : 1;
}

function withNumberApart(name: string): { readonly stem: string; readonly digits: string } {
  const end = name.search(/\d*$/);
  return { stem: name.slice(0, end), digits: name.slice(end) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The value of a field of a command; `undefined` where the field is absent. */
export function valueAt(command: Command, key: string): unknown {
  return (command as Command & Readonly<Record<string, unknown>>)[key];
}
