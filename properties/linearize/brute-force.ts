import { stepOnCopy } from '../../src/kernel/execute.ts';
import { holdsAfter } from '../../src/kernel/invariant.ts';
import type { Command, Ending, Outcome } from '../../src/kernel/model.ts';
import type { Operation } from '../../src/kernel/operation.ts';
import type { HistoryModel } from '../../src/linearize/specification.ts';

/** The part that an operation has in a history; without one it is left out. See `Role` of src/linearize. */
export type BruteRole = 'whole' | 'pending' | 'free';

export interface BruteQuestion<State, C extends Command, O extends Outcome> {
  // oxlint-disable-next-line typescript/no-explicit-any -- any view will do
  readonly model: HistoryModel<State, C, O, any>;
  readonly history: readonly Operation<C, O>[];
  readonly role?: (index: number) => BruteRole | null;
  /** The operations of the clock may be taken, in their order, and need not be. */
  readonly isCut?: boolean;
  /** Free operations have an effect at most so many times in a row. */
  readonly mostFree?: number;
}

/**
 * Whether a history has an order, straight from the definition: tries every order, state by state, and remembers nothing.
 * Knows none of the code under test.
 */
export function hasOrder<State, C extends Command, O extends Outcome>({
  model,
  history,
  role = () => 'whole',
  isCut = false,
  mostFree = 6,
}: BruteQuestion<State, C, O>): boolean {
  const overlapped = overlappedActors(history);
  const taking = history.map((_, index) => index).filter((index) => role(index) !== null);
  const isClock = (index: number): boolean => isOfClock(model, history[index]);
  const isWhole = (index: number): boolean => role(index) === 'whole' && history[index]?.returnedAt !== null;
  const isTicking = (index: number): boolean => isClock(index) && role(index) === 'whole' && isAnswered(index);
  const isAnswered = (index: number): boolean => history[index]?.returnedAt !== null;
  const isFree = (index: number): boolean => role(index) === 'free';
  const clock = taking.filter(isTicking).sort((a, b) => callOf(history, a) - callOf(history, b) || a - b);

  const preceding = history.map((_, one) => history.map((__, other) => precedes(one, other)));

  /** Whether one of the operations has to be before the other. */
  function precedes(one: number, other: number): boolean {
    if (one !== other && isTicking(one) && isTicking(other)) return clock.indexOf(one) < clock.indexOf(other);
    if (one === other || isClock(one) || isClock(other) || !isWhole(one)) return false;
    const [first, second] = [history[one], history[other]];
    if (first === undefined || second === undefined || first.returnedAt === null) return false;
    if (first.returnedAt < second.calledAt) return true;
    const isOwn = first.actor === second.actor && first.returnedAt === second.calledAt && !isFree(other);
    return isOwn && (first.calledAt < second.calledAt || one < other);
  }

  function mustBeTaken(index: number): boolean {
    return isTicking(index) ? !isCut : isWhole(index);
  }

  function outcomeOf(index: number): O | null {
    return isWhole(index) && !(isCut && isTicking(index)) ? (history[index]?.outcome ?? null) : null;
  }

  function isReady(index: number, left: readonly number[]): boolean {
    return left.every((other) => preceding[other]?.[index] !== true);
  }

  /** All states that free operations lead to from here. */
  function withFree(from: State, left: readonly number[]): readonly State[] {
    const free = taking.filter((index) => isFree(index) && isReady(index, left));
    if (free.length === 0) return [from];
    const reached = new Map([[canonical(from), from]]);
    let level: readonly State[] = [from];
    for (let round = 0; round < mostFree && level.length > 0; round += 1) {
      const next: State[] = [];
      for (const state of level) {
        for (const index of free) {
          for (const ending of countedEndings(model, state, history[index]?.command as C, overlapped[index])) {
            const key = canonical(ending.state);
            if (reached.has(key)) continue;
            reached.set(key, ending.state);
            next.push(ending.state);
          }
        }
      }
      level = next;
    }
    return [...reached.values()];
  }

  function canGoOn(from: State, left: readonly number[]): boolean {
    if (!left.some(mustBeTaken)) return true;
    for (const state of withFree(from, left)) {
      for (const index of left) {
        const command = history[index]?.command;
        if (command === undefined || !isReady(index, left)) continue;
        const outcome = outcomeOf(index);
        const rest = left.filter((other) => other !== index);
        for (const ending of countedEndings(model, state, command, overlapped[index]))
          if ((outcome === null || isSame(ending.outcome, outcome)) && canGoOn(ending.state, rest)) return true;
      }
    }
    return false;
  }

  return canGoOn(
    model.initial,
    taking.filter((index) => !isFree(index)),
  );
}

/** Whether this is an order of a history: complete, in real time, and right. Free operations may be in it several times. */
export function isOrder<State, C extends Command, O extends Outcome>(
  { model, history, role = () => 'whole', isCut = false }: BruteQuestion<State, C, O>,
  order: readonly number[],
): boolean {
  const once = order.filter((index) => role(index) !== 'free');
  if (new Set(once).size < once.length || order.some((index) => role(index) === null)) return false;
  const positions = new Map(once.map((index, at) => [index, at]));
  const isTicking = (index: number): boolean =>
    isOfClock(model, history[index]) && role(index) === 'whole' && history[index]?.returnedAt !== null;
  const clock = history.map((_, index) => index).filter((index) => role(index) !== null && isTicking(index));
  const taken = clock.filter((index) => positions.has(index));
  if (!isCut && taken.length < clock.length) return false;
  const inOrder = clock.toSorted((a, b) => callOf(history, a) - callOf(history, b) || a - b);
  if (!isSame(once.filter(isTicking), inOrder.slice(0, taken.length))) return false;
  for (const [index, operation] of history.entries()) {
    if (role(index) !== 'whole' || operation.returnedAt === null || isOfClock(model, operation)) continue;
    const at = positions.get(index);
    if (at === undefined) return false;
    for (const [before, other] of order.slice(0, at).entries()) {
      const earlier = history[other];
      if (earlier === undefined || before < 0 || isOfClock(model, earlier)) continue;
      if (operation.returnedAt < earlier.calledAt) return false;
      const isOwn = earlier.actor === operation.actor && role(other) !== 'free';
      if (isOwn && operation.returnedAt === earlier.calledAt && index < other) return false;
    }
  }
  const overlapped = overlappedActors(history);
  let states: readonly State[] = [model.initial];
  for (const index of order) {
    const operation = history[index];
    if (operation === undefined) return false;
    const isOpen = role(index) !== 'whole' || operation.outcome === null || (isCut && isTicking(index));
    states = states.flatMap((state) =>
      countedEndings(model, state, operation.command, overlapped[index])
        .filter(({ outcome }) => isOpen || isSame(outcome, operation.outcome))
        .map((ending) => ending.state),
    );
  }
  return states.length > 0;
}

function isOfClock<State, C extends Command, O extends Outcome>(
  // oxlint-disable-next-line typescript/no-explicit-any -- any view will do
  model: HistoryModel<State, C, O, any>,
  operation: Operation<C, O> | undefined,
): boolean {
  return operation !== undefined && (operation.actor === null || model.actor?.(operation.command) === null);
}

/** By index: whether another actor's operation is under way at an instant of this one. */
export function overlappedActors(history: readonly Operation[]): boolean[] {
  const isOfActor = ({ actor }: Operation): boolean => actor !== null;
  const isBefore = (one: Operation, other: Operation): boolean =>
    one.returnedAt !== null && one.returnedAt < other.calledAt;
  return history.map(
    (one) =>
      isOfActor(one) &&
      history.some((other) => other !== one && isOfActor(other) && !isBefore(one, other) && !isBefore(other, one)),
  );
}

/** Every ending that counts. */
export function countedEndings<State, C extends Command, O extends Outcome>(
  // oxlint-disable-next-line typescript/no-explicit-any -- any view will do
  model: HistoryModel<State, C, O, any>,
  state: State,
  command: C,
  isOverlapped = false,
): readonly Ending<State, O>[] {
  const own = model.endings?.(state, command) ?? [stepOnCopy(model, state, command)];
  if (!isOverlapped || model.whileOverlapping === undefined) return own;
  const { invariants = [], view = (shown) => shown } = model;
  const more = model.whileOverlapping(state, command).filter((ending) => {
    const step = { before: view(state), command, outcome: ending.outcome, after: view(ending.state) };
    return invariants.every((invariant) => holdsAfter(invariant, step));
  });
  return [...own, ...more];
}

function callOf(history: readonly Operation[], index: number): number {
  return history[index]?.calledAt ?? 0;
}

function isSame(one: unknown, other: unknown): boolean {
  if (isTyped(one) && isTyped(other) && one.type !== other.type) return false;
  return canonical(one) === canonical(other);
}

function isTyped(value: unknown): value is { readonly type: unknown } {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${key}:${canonical(item)}`).join(',')}}`;
}
