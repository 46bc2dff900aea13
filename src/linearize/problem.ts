import type { Prepared, PreparedHistory } from './prepared.ts';

/**
 * - `whole`: takes effect once, between its call and its return, with its outcome.
 * - `pending`: takes effect at most once, at any time after its call, with any outcome.
 * - `free`: takes effect any number of times, each at any time after its call and with any outcome.
 */
export type Role = 'whole' | 'pending' | 'free';

/** A question to the search: which operations of the history take part, and how. */
export interface Asked {
  /** Their indexes in the history. */
  readonly operations: readonly number[];
  role(index: number): Role;
  /** Whether endings count that are right only while another operation overlaps. */
  readonly mayOverlap: boolean;
  /** Whether all operations of the clock have to be taken. In a history that was cut at a time any first ones of them may. */
  readonly isCut: boolean;
  /** What was seen once every actor rested; absent: any last state will do. */
  readonly look?: { readonly seen: unknown };
}

/** A move of the search: an operation that can be taken, as its index in the history and its kind. */
export interface Move {
  readonly index: number;
  readonly kind: number;
}

/** A question, arranged for the search: whole operations in the order of their returns. */
export interface Problem {
  readonly whole: readonly Move[];
  /**
   * One list for each `first`, the first whole operation that is not taken: the operations that were called by its return and
   * returned no earlier, as positions in `whole`, in ascending order. `openFrom[first]` is where its list begins, and
   * `openFrom[first + 1]` where it ends; the last list, where all are taken, is empty.
   */
  readonly open: Int32Array;
  readonly openFrom: Int32Array;
  /** The largest number of operations in a list of `open`. */
  readonly widest: number;
  /** By position: the position that must be taken before, because its actor took it; -1 where there is none. */
  readonly before: Int32Array;
  /** By position: whether it is such an operation before another one. */
  readonly isBefore: readonly boolean[];
  /** By position: the last one before it of the same kind; -1 where there is none. */
  readonly lastOfKind: Int32Array;
  readonly clock: readonly Move[];
  /** By place in `clock`: how many whole operations have returned before its call, where it is tried first. */
  readonly clockDue: readonly number[];
  readonly isCut: boolean;
  /** In the order of their calls. */
  readonly pending: readonly (Move & { readonly before: number })[];
  readonly lastPendingOfKind: Int32Array;
  /** By `first`: how many pending operations can have been called. */
  readonly pendingCalled: Int32Array;
  /** In the order of their calls, one for each kind. */
  readonly free: readonly Move[];
  readonly freeCalled: Int32Array;
  readonly look?: { readonly seen: unknown };
}

export function problemOf({ operations: all }: PreparedHistory, asked: Asked): Problem {
  const chosen = asked.operations.map((index) => ({ index, prepared: at(all, index), role: asked.role(index) }));
  const kindOf = ({ kind, overlappedKind }: Prepared): number => (asked.mayOverlap ? overlappedKind : kind);
  const openKindOf = ({ openKind, overlappedOpenKind }: Prepared): number =>
    asked.mayOverlap ? overlappedOpenKind : openKind;

  const isTicking = ({ prepared, role }: (typeof chosen)[number]): boolean =>
    prepared.ofClock !== null && role === 'whole';
  const clock = chosen.filter(isTicking);
  clock.sort((a, b) => (a.prepared.ofClock ?? 0) - (b.prepared.ofClock ?? 0) || a.index - b.index);
  const others = chosen.filter((one) => !isTicking(one));
  const completed = others.filter(({ prepared, role }) => role === 'whole' && prepared.returnedAt !== Infinity);
  completed.sort(
    (a, b) =>
      a.prepared.returnedAt - b.prepared.returnedAt || a.prepared.calledAt - b.prepared.calledAt || a.index - b.index,
  );
  const pending = others.filter(
    ({ role, prepared }) => role === 'pending' || (role === 'whole' && prepared.returnedAt === Infinity),
  );
  pending.sort(byCall);
  const free = others.filter(({ role }) => role === 'free').sort(byCall);

  const positions = new Map(completed.map(({ index }, position) => [index, position]));
  const beforeOf = ({ prepared }: { readonly prepared: Prepared }): number => positions.get(prepared.before) ?? -1;
  const before = Int32Array.from(completed, beforeOf);
  const isBefore = completed.map(() => false);
  for (const position of [...before, ...pending.map(beforeOf)]) if (position >= 0) isBefore[position] = true;

  const moves = completed.map(({ index, prepared }) => ({ index, kind: kindOf(prepared) }));
  const { open, openFrom, widest } = openLists(completed.map(({ prepared }) => prepared));
  const returns = [...completed.map(({ prepared }) => prepared.returnedAt), Infinity];
  const pendingMoves = pending.map((one) => ({
    index: one.index,
    kind: openKindOf(one.prepared),
    before: beforeOf(one),
  }));
  const freeOfKind = new Map<number, (typeof free)[number]>();
  for (const one of free) {
    const kind = openKindOf(one.prepared);
    if (!freeOfKind.has(kind)) freeOfKind.set(kind, one);
  }
  const freed = [...freeOfKind.values()];
  return {
    whole: moves,
    open,
    openFrom,
    widest,
    before,
    isBefore,
    lastOfKind: lastOfKind(moves),
    clock: clock.map(({ index, prepared }) => ({
      index,
      kind: asked.isCut ? openKindOf(prepared) : kindOf(prepared),
    })),
    clockDue: clock.map(({ prepared }) => countBefore(completed, prepared.ofClock ?? 0)),
    isCut: asked.isCut,
    pending: pendingMoves,
    lastPendingOfKind: lastOfKind(pendingMoves),
    pendingCalled: calledBy(pending, returns),
    free: freed.map(({ index, prepared }) => ({ index, kind: openKindOf(prepared) })),
    freeCalled: calledBy(freed, returns),
    ...(asked.look !== undefined && { look: asked.look }),
  };
}

/** How many of these operations, which are in the order of their returns, have returned before this instant. */
function countBefore(completed: readonly Chosen[], instant: number): number {
  const later = completed.findIndex(({ prepared }) => prepared.returnedAt >= instant);
  return later < 0 ? completed.length : later;
}

interface Chosen {
  readonly index: number;
  readonly prepared: Prepared;
}

function byCall(a: Chosen, b: Chosen): number {
  if (a.prepared.calledAt === b.prepared.calledAt) return a.index - b.index;
  return a.prepared.calledAt < b.prepared.calledAt ? -1 : 1;
}

function at(all: readonly Prepared[], index: number): Prepared {
  const found = all[index];
  if (found === undefined) throw new RangeError(`the history has no operation ${index}`);
  return found;
}

/** The lists of `open`, from operations in the order of their returns. */
function openLists(completed: readonly Prepared[]): Pick<Problem, 'open' | 'openFrom' | 'widest'> {
  const calls = completed.map((_, position) => position);
  calls.sort((a, b) => (completed[a]?.calledAt ?? 0) - (completed[b]?.calledAt ?? 0));
  const open: number[] = [];
  const openFrom = new Int32Array(completed.length + 2);
  // In ascending order. The first one is always the one that returns next.
  const current: number[] = [];
  let called = 0;
  let widest = 0;
  for (const [first, { returnedAt }] of completed.entries()) {
    for (; called < calls.length; called += 1) {
      const position = calls[called] ?? 0;
      if ((completed[position]?.calledAt ?? 0) > returnedAt) break;
      insert(current, position);
    }
    for (const position of current) open.push(position);
    widest = Math.max(widest, current.length);
    openFrom[first + 1] = open.length;
    current.shift();
  }
  openFrom[completed.length + 1] = open.length;
  return { open: Int32Array.from(open), openFrom, widest };
}

/** Puts a number into an ascending list. */
function insert(list: number[], number: number): void {
  let place = list.length;
  while (place > 0 && (list[place - 1] ?? 0) > number) place -= 1;
  list.splice(place, 0, number);
}

function lastOfKind(moves: readonly Move[]): Int32Array {
  const lasts = new Map<number, number>();
  return Int32Array.from(moves, ({ kind }, position) => {
    const last = lasts.get(kind) ?? -1;
    lasts.set(kind, position);
    return last;
  });
}

/** By position in `returns`: how many of these operations, which are in the order of their calls, are called by then. */
function calledBy(operations: readonly Chosen[], returns: readonly number[]): Int32Array {
  let count = 0;
  return Int32Array.from(returns, (returnedAt) => {
    while (count < operations.length && (operations[count]?.prepared.calledAt ?? 0) <= returnedAt) count += 1;
    return count;
  });
}
