import type { Command, Outcome } from '../kernel/model.ts';
import type { Operation } from '../kernel/operation.ts';
import type { Question, Specification } from './specification.ts';
import type { Takes } from './takes.ts';
import { createTakes } from './takes.ts';

/** An operation of a history, as far as a search needs it. */
export interface Prepared {
  /** -Infinity for an operation of the clock. */
  readonly calledAt: number;
  /** Infinity where the outcome is unknown. */
  readonly returnedAt: number;
  /** Its kind with its outcome, and with any outcome. */
  readonly kind: number;
  readonly openKind: number;
  /** The same where endings count that are right only while another operation overlaps. */
  readonly overlappedKind: number;
  readonly overlappedOpenKind: number;
  /** Its place in the order of the clock's operations; `null` for any other actor's operation. */
  readonly ofClock: number | null;
  /** The operation of this actor that returned in the instant of this call; -1 where there is none. */
  readonly before: number;
}

export interface PreparedHistory<State = unknown> {
  readonly operations: readonly Prepared[];
  readonly takes: Takes<State>;
  /** By kind: whether operations of this kind never change a state. */
  readonly changesNothing: readonly boolean[];
}

/** Operations with the same command and outcome are of one kind, and so are those that overlap another operation. */
export type Kind<C, O> = Question<C, O> & { readonly changesNothing: boolean };

/** A history has fewer outcomes than this, so that a key is one number. */
const mostOutcomes = 2 ** 24;

/** Numbers the kinds of the operations. `changesNothing` of the specification is asked only where `pureAtOnce` is on. */
export function prepare<State, C extends Command, O extends Outcome>(
  specification: Specification<State, C, O>,
  history: readonly Operation<C, O>[],
  { pureAtOnce }: { readonly pureAtOnce: boolean },
): PreparedHistory<State> & { readonly kinds: readonly Kind<C, O>[] } {
  const kinds: Kind<C, O>[] = [];
  // By the numbers of the command and the outcome, and whether it is overlapped.
  const numbers = new Map<number, number>();
  const commands = createTexts();
  const outcomes = createTexts();
  function kindOf(question: Question<C, O>, command: number, outcome: number): number {
    const key = (command * mostOutcomes + outcome) * 2 + (question.isOverlapped ? 1 : 0);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const isPure =
      pureAtOnce &&
      question.outcome !== null &&
      specification.changesNothing?.(question.command, question.outcome) === true;
    numbers.set(key, kinds.length);
    return kinds.push({ ...question, changesNothing: isPure }) - 1;
  }
  const overlapped = specification.hasOverlappingEndings ? overlappedIn(history) : [];
  const before = instantlyBefore(history);
  const operations = history.map(({ actor, calledAt, returnedAt, command, outcome }, index): Prepared => {
    const isOverlapped = overlapped[index] ?? false;
    // An operation of the clock without an answer is as any other operation without an answer: it may never act.
    const isOfClock = actor === null || specification.isOfClock(command);
    const [ofCommand, ofOutcome] = [commands.numberOf(command), outcomes.numberOf(outcome)];
    const kind = kindOf({ command, outcome, isOverlapped: false }, ofCommand, ofOutcome);
    const openKind = kindOf({ command, outcome: null, isOverlapped: false }, ofCommand, outcomes.ofNull);
    return {
      calledAt: isOfClock ? -Infinity : calledAt,
      returnedAt: returnedAt ?? Infinity,
      kind,
      openKind,
      overlappedKind: isOverlapped ? kindOf({ command, outcome, isOverlapped }, ofCommand, ofOutcome) : kind,
      overlappedOpenKind: isOverlapped
        ? kindOf({ command, outcome: null, isOverlapped }, ofCommand, outcomes.ofNull)
        : openKind,
      ofClock: isOfClock && returnedAt !== null ? calledAt : null,
      before: before[index] ?? -1,
    };
  });
  return {
    operations,
    kinds,
    takes: createTakes(specification, kinds),
    changesNothing: kinds.map((kind) => kind.changesNothing),
  };
}

/** Numbers for JSON values: two values have the same number exactly if they are the same. */
function createTexts(): { readonly ofNull: number; numberOf(value: unknown): number } {
  const numbers = new Map<string, number>();
  // Most values have their keys in the same order: then their texts as they are suffice.
  const asWritten = new Map<string, number>();
  function numberOf(value: unknown): number {
    const written = JSON.stringify(value);
    const known = asWritten.get(written);
    if (known !== undefined) return known;
    const text = canonical(value);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    asWritten.set(written, number);
    return number;
  }
  return { ofNull: numberOf(null), numberOf };
}

/** A text of a JSON value in which the order of a record's keys does not count. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const record = value as Readonly<Record<string, unknown>>;
  const entries = Object.keys(record)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(record[key])}`);
  return `{${entries.join()}}`;
}

/** Whether another actor's operation overlaps, by index. Ends that touch overlap. */
function overlappedIn(history: readonly Operation[]): boolean[] {
  const overlapped = history.map(() => false);
  const calls = history.map((_, index) => index).filter((index) => history[index]?.actor !== null);
  calls.sort((a, b) => (history[a]?.calledAt ?? 0) - (history[b]?.calledAt ?? 0));
  let latest = -1;
  for (const index of calls) {
    const { calledAt, returnedAt } = history[index] ?? { calledAt: 0, returnedAt: 0 };
    const last = history[latest];
    if (last !== undefined && (last.returnedAt ?? Infinity) >= calledAt) {
      overlapped[index] = true;
      overlapped[latest] = true;
    }
    if (last === undefined || (returnedAt ?? Infinity) > (last.returnedAt ?? Infinity)) latest = index;
  }
  return overlapped;
}

/** By index: the operation of the same actor that returned in the instant of the call; -1 where there is none. */
export function instantlyBefore(history: readonly Operation[]): number[] {
  const lasts = new Map<string, number>();
  const before = history.map(() => -1);
  const calls = history.map((_, index) => index);
  calls.sort((a, b) => (history[a]?.calledAt ?? 0) - (history[b]?.calledAt ?? 0) || a - b);
  for (const index of calls) {
    const operation = history[index];
    if (operation === undefined || operation.actor === null) continue;
    const last = lasts.get(operation.actor);
    if (last !== undefined && history[last]?.returnedAt === operation.calledAt) before[index] = last;
    if (operation.returnedAt !== null) lasts.set(operation.actor, index);
  }
  return before;
}
