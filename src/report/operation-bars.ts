import { styleText } from 'node:util';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Operation } from '../kernel/operation.ts';
import { formatNumber } from './numbers.ts';
import { table } from './table.ts';

export interface BarsOptions {
  /** The operations that are drawn, as indexes. */
  readonly core: readonly number[];
  /** Operations that are drawn in grey, as far as there is room. */
  readonly free: readonly number[];
  /** The instant at which the history was cut; `null`: it was not. */
  readonly until: number | null;
  readonly columns: number;
}

/** So many free operations are drawn, the last ones before the end of the core. */
const mostFree = 6;

/** At most this part of a line is text; the bars take the rest. */
const textShare = 0.55;

/**
 * Operations as a timeline: a row each, by actor, with a bar from call to return. Bars that share a column overlap. Only the
 * order of calls and returns counts, so the instants between two of them are drawn as one.
 */
export function operationBars(operations: readonly Operation[], options: BarsOptions): string[] {
  const shownFree = freeBeside(operations, options);
  const shown = rowsByActor(operations, [...options.core, ...shownFree]);
  const texts = table(
    ['#', 'actor', 'operation'],
    shown.map((index) => cellsOf(operations, index)),
  );
  const widest = Math.min(Math.max(...texts.map((text) => text.length), 0), Math.floor(options.columns * textShare));
  const columnOf = scale(operations, shown, options.until, options.columns - widest - 2);
  const isFree = new Set(shownFree);
  const rows = shown.map((index, row) => {
    const text = cutOff(texts[row + 1] ?? '', widest).padEnd(widest);
    const line = `${text}  ${barOf(operations[index], columnOf, options.until)}`.trimEnd();
    return isFree.has(index) ? styleText('gray', line) : line;
  });
  const hidden = options.free.length - shownFree.length;
  const [header = ''] = texts;
  const drawn = [`${cutOff(header, widest).padEnd(widest)}  time →`, ...rows];
  return hidden === 0
    ? drawn
    : [...drawn, styleText('gray', `(${formatNumber(hidden)} free operations are not drawn)`)];
}

/** `write 62 → ok`; without an outcome `write 62 → ?`. */
export function formatOperation({ command, outcome }: Operation): string {
  return `${formatCommand(command)} → ${outcome === null ? '?' : formatOutcome(outcome)}`;
}

function formatCommand({ type, ...fields }: Command): string {
  return [type, ...Object.values(fields).map(formatField)].join(' ');
}

function formatOutcome({ type, ...fields }: Outcome): string {
  const values = Object.values(fields).map(formatField);
  return type === 'value' ? values.join(' ') : [type, ...values].join(' ');
}

function formatField(value: unknown): string {
  return typeof value === 'string' && /^[^\s"]+$/.test(value) ? value : JSON.stringify(value);
}

function cellsOf(operations: readonly Operation[], index: number): string[] {
  const operation = operations[index];
  if (operation === undefined) return [];
  const { actor, command } = operation;
  // The actor has a column of its own.
  const others = Object.entries(command).filter(([key, value]) => key === 'type' || value !== actor);
  const shown = { ...operation, command: { ...Object.fromEntries(others), type: command.type } };
  return [String(index), actor ?? 'clock', formatOperation(shown)];
}

/** The free operations that were called last before the core ends. */
function freeBeside(operations: readonly Operation[], { core, free }: BarsOptions): readonly number[] {
  const callOf = (index: number): number => operations[index]?.calledAt ?? 0;
  const first = Math.min(...core.map(callOf));
  return free.filter((index) => (operations[index]?.returnedAt ?? Infinity) >= first).slice(-mostFree);
}

/** By actor, in the order of the actors' first calls, then by call. */
function rowsByActor(operations: readonly Operation[], indexes: readonly number[]): number[] {
  const byCall = indexes.toSorted((a, b) => (operations[a]?.calledAt ?? 0) - (operations[b]?.calledAt ?? 0) || a - b);
  const actors = [...new Set(byCall.map((index) => operations[index]?.actor ?? null))];
  return actors.flatMap((actor) => byCall.filter((index) => (operations[index]?.actor ?? null) === actor));
}

/** The column of each instant: calls and returns at equal distances, as wide as there is room. */
function scale(
  operations: readonly Operation[],
  shown: readonly number[],
  until: number | null,
  columns: number,
): (at: number) => number {
  const ends = shown.flatMap((index) => {
    const { calledAt = 0, returnedAt = null } = operations[index] ?? {};
    return returnedAt === null || (until !== null && returnedAt > until) ? [calledAt] : [calledAt, returnedAt];
  });
  const instants = [...new Set(ends)].sort((a, b) => a - b);
  const columnOf = new Map(
    instants.map((at, place) => [at, Math.round((place * (columns - 1)) / Math.max(instants.length, 1))] as const),
  );
  return (at) => columnOf.get(at) ?? columns - 1;
}

/** `├───┤`; `├───` for an operation whose return is not known. */
function barOf(operation: Operation | undefined, columnOf: (at: number) => number, until: number | null): string {
  if (operation === undefined) return '';
  const { calledAt, returnedAt } = operation;
  const from = columnOf(calledAt);
  const isOpen = returnedAt === null || (until !== null && returnedAt > until);
  const to = isOpen ? columnOf(Infinity) : columnOf(returnedAt);
  if (from === to) return `${' '.repeat(from)}│`;
  return `${' '.repeat(from)}├${'─'.repeat(Math.max(to - from - 1, 0))}${isOpen ? '┄' : '┤'}`;
}

function cutOff(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`;
}
