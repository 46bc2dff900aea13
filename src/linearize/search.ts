import { bitsIn, hasBit, indexIn, moveBits, setBit } from './bits.ts';
import type { SearchPlace } from './places.ts';
import { createPlaces } from './places.ts';
import type { PreparedHistory } from './prepared.ts';
import type { Move, Problem } from './problem.ts';
import { createSets } from './sets.ts';
import type { Switches } from './switches.ts';

/** An operation as a search took it: its index in the history, and the states before and after it. */
export interface TakenOperation {
  readonly index: number;
  readonly kind: number;
  readonly from: number;
  readonly to: number;
}

/** How far a search came: the longest order that it found, and the first return that no order has reached. */
export interface Reached {
  readonly order: readonly TakenOperation[];
  /** The index in the history of the operation whose return no order has passed; `null` where all were passed. */
  readonly stuckAt: number | null;
}

/** A search that can be paused after any number of steps. */
export interface HistorySearch {
  /** Takes at most about so many steps more. `null`: there is more to search. */
  advance(steps: number): 'legal' | 'illegal' | null;
  /** The order that was found. */
  order(): readonly TakenOperation[];
  reached(): Reached;
  /** The position in `whole` whose return no order has passed; `null` where all were passed. */
  stuckAt(): number | null;
  /** How many times an operation was tried in a state. */
  steps(): number;
  bytes(): number;
}

export interface SearchOptions {
  readonly switches: Switches;
  readonly reserve: (bytes: number) => void;
  /** Called with each state in which an order may end, some of them again; the search then goes on. Absent: the first ends it. */
  readonly onEnd?: (state: number) => void;
  /** Positions in `whole` that are tried before the others, in this order. */
  readonly first?: readonly number[];
  /** By how many returns later than it is due the clock is tried before the others. Default: 0. */
  readonly clockShift?: number;
}

/**
 * The search of Wing and Gong, depth first, which remembers the places that it has reached, as Lowe's does. It takes an
 * operation next that no other untaken operation precedes in real time; whole operations before pending ones, in the order
 * of their returns. Free operations come last, and by how many of them were taken, since they may have no end.
 */
export function createSearch(
  { takes, changesNothing }: Pick<PreparedHistory, 'takes' | 'changesNothing'>,
  problem: Problem,
  { switches, reserve, onEnd, first: triedFirst = [], clockShift = 0 }: SearchOptions,
): HistorySearch {
  const { whole, open, openFrom, before, isBefore, lastOfKind, clock, pending, pendingCalled, free, freeCalled } =
    problem;
  const words = Math.max(1, Math.ceil(problem.widest / 32));
  const sets = createSets();
  const reachedPlaces = createPlaces({ words, sets, fewerPending: switches.fewerPending, reserve });
  const here = emptyPlace(words);
  const next = emptyPlace(words);
  const scratch = new Int32Array(words);
  // Depth first: the places under way, and which of its moves each takes next.
  const stack: number[] = [];
  const cursors: number[] = [];
  // Places whose moves without free operations are all taken, in that order.
  const exhausted: number[] = [];
  let exhaustedNext = 0;
  let steps = 0;
  let found = -1;
  let best = -1;
  let bestCount = -1;
  let furthest = 0;
  const marked = new Int32Array(pending.length).fill(-1);
  let markedFor = -1;
  let ordered: readonly number[] = [];
  let orderedFor = -1;
  const moves = [...whole, ...clock, ...pending, ...free];
  const [firstClock, firstPending] = [whole.length, whole.length + clock.length];
  const firstFree = firstPending + pending.length;

  reachEach(-1, -1, takes.initial);

  /** Where the list of the operations that can be taken begins in `open`. */
  function startOf(first: number): number {
    return openFrom[first] ?? open.length;
  }

  function isTaken(position: number): boolean {
    if (position < here.first) return true;
    const at = indexIn(open, startOf(here.first), startOf(here.first + 1), position);
    return at >= 0 && hasBit(here.taken, at - startOf(here.first));
  }

  /** Whether the operation that its actor took in the instant before, if there is one, is taken. */
  function isReady(position: number): boolean {
    return position < 0 || isTaken(position);
  }

  /** The states to which a move leads from here. */
  function statesAfter(kind: number): readonly number[] {
    steps += 1;
    return takes.next(here.state, kind);
  }

  function copyHere(): void {
    next.clock = here.clock;
    next.first = here.first;
    next.pending = here.pending;
    next.taken.set(here.taken);
  }

  /** Adds the place in `next`, reached from another one by a move, with each of these states. The first one is tried first. */
  function reachEach(from: number, move: number, states: readonly number[]): void {
    for (let at = states.length - 1; at >= 0; at -= 1) {
      const after = states[at] ?? -1;
      const kind = moves[move]?.kind;
      const state = kind !== undefined && isLast() ? takes.atEnd(after, here.state, kind) : after;
      next.state = state;
      const number = reachedPlaces.add(next, from, move);
      if (number < 0) continue;
      stack.push(number);
      cursors.push(0);
      const count = next.first + next.clock + bitsIn(next.taken);
      if (count > bestCount) {
        bestCount = count;
        best = number;
      }
      if (next.first > furthest) furthest = next.first;
      if (!isEnd()) continue;
      if (onEnd === undefined) found = number;
      else onEnd(state);
    }
  }

  /** Whether no operation is left that has to be taken. */
  function isLast(): boolean {
    return next.first >= whole.length && (problem.isCut || next.clock >= clock.length);
  }

  function isEnd(): boolean {
    if (!isLast()) return false;
    return problem.look === undefined || takes.accept(next.state, problem.look.seen);
  }

  /** Takes a whole operation. Returns whether it is right here. */
  function takeWhole(from: number, position: number): boolean {
    const move = whole[position];
    if (move === undefined || isTaken(position) || !isReady(before[position] ?? -1)) return false;
    const states = statesAfter(move.kind);
    if (states.length === 0) return false;
    copyHere();
    setBit(next.taken, indexIn(open, startOf(here.first), startOf(here.first + 1), position) - startOf(here.first));
    while (next.first < whole.length && hasBit(next.taken, 0)) {
      const [start, middle, end] = [startOf(next.first), startOf(next.first + 1), startOf(next.first + 2)];
      moveBits(next.taken, scratch, open, { start, middle, end });
      next.first += 1;
    }
    reachEach(from, position, states);
    return true;
  }

  /** Whether an untaken operation of the same kind that returns earlier can be taken here just as well. */
  function hasTwin(position: number): boolean {
    if (isBefore[position] === true) return false;
    const [start, end] = [startOf(here.first), startOf(here.first + 1)];
    for (let twin = lastOfKind[position] ?? -1; twin >= here.first; twin = lastOfKind[twin] ?? -1)
      if (indexIn(open, start, end, twin) >= 0 && !isTaken(twin) && isReady(before[twin] ?? -1)) return true;
    return false;
  }

  function takeClock(from: number): boolean {
    const move = clock[here.clock];
    if (move === undefined) return false;
    const states = statesAfter(move.kind);
    if (states.length === 0) return false;
    copyHere();
    next.clock += 1;
    reachEach(from, firstClock + here.clock, states);
    return true;
  }

  function takePending(from: number, position: number): void {
    if (markedFor !== from) {
      markedFor = from;
      sets.forEach(here.pending, (member) => (marked[member] = from));
    }
    const move = pending[position];
    if (move === undefined || marked[position] === from || !isReady(move.before)) return;
    if (switches.twins && hasPendingTwin(from, position)) return;
    const states = otherStates(statesAfter(move.kind));
    if (states.length === 0) return;
    copyHere();
    next.pending = sets.with(here.pending, position);
    reachEach(from, firstPending + position, states);
  }

  function hasPendingTwin(from: number, position: number): boolean {
    for (let twin = problem.lastPendingOfKind[position] ?? -1; twin >= 0; twin = problem.lastPendingOfKind[twin] ?? -1)
      if (marked[twin] !== from && isReady(pending[twin]?.before ?? -1)) return true;
    return false;
  }

  /** Where an operation has no effect, and need not be taken, it is not taken. */
  function otherStates(states: readonly number[]): readonly number[] {
    return states.includes(here.state) ? states.filter((state) => state !== here.state) : states;
  }

  /** Takes an operation that changes nothing, if one is right here: no other move is needed then. */
  function takePure(from: number): boolean {
    for (let at = startOf(here.first); at < startOf(here.first + 1); at += 1) {
      const position = open[at] ?? 0;
      if (isPure(whole[position]) && takeWhole(from, position)) return true;
    }
    return isPure(clock[here.clock]) && takeClock(from);
  }

  function isPure(move: Move | undefined): boolean {
    return switches.pureAtOnce && move !== undefined && changesNothing[move.kind] === true;
  }

  /** The position that is tried here as the one of this number. */
  function triedAs(number: number): number {
    const [start, end] = [startOf(here.first), startOf(here.first + 1)];
    if (triedFirst.length === 0) return open[start + number] ?? 0;
    if (orderedFor !== here.first) {
      const positions = open.slice(start, end);
      const preferred = triedFirst.filter((position) => positions.includes(position));
      ordered = [...preferred, ...positions.filter((position) => !preferred.includes(position))];
      orderedFor = here.first;
    }
    return ordered[number] ?? 0;
  }

  /** The place of the clock among the moves here: first once its next operation is due, and otherwise after the others. */
  function placeOfClock(wholes: number): number {
    return here.first >= (problem.clockDue[here.clock] ?? Infinity) + clockShift ? 0 : wholes;
  }

  /** Takes the next move of the place on top of the stack. */
  function expand(): void {
    const depth = stack.length - 1;
    const from = stack[depth] ?? -1;
    const cursor = cursors[depth] ?? 0;
    reachedPlaces.read(from, here);
    const start = startOf(here.first);
    const wholes = startOf(here.first + 1) - start;
    cursors[depth] = cursor + 1;
    if (cursor === 0 && switches.pureAtOnce && takePure(from)) {
      cursors[depth] = Infinity;
    } else if (cursor === placeOfClock(wholes)) {
      if (!isPure(clock[here.clock])) takeClock(from);
    } else if (cursor <= wholes) {
      const position = triedAs(cursor > placeOfClock(wholes) ? cursor - 1 : cursor);
      if (!isPure(whole[position]) && !(switches.twins && hasTwin(position))) takeWhole(from, position);
    } else if (cursor - wholes - 1 < (pendingCalled[here.first] ?? 0)) {
      takePending(from, cursor - wholes - 1);
    } else {
      stack.pop();
      cursors.pop();
      if (free.length > 0 && cursor !== Infinity) exhausted.push(from);
    }
  }

  /** Takes every free operation at the place that has waited longest for it. Returns whether there was one. */
  function takeFree(): boolean {
    const from = exhausted[exhaustedNext];
    if (from === undefined) return false;
    exhaustedNext += 1;
    reachedPlaces.read(from, here);
    const called = freeCalled[here.first] ?? 0;
    for (let position = 0; position < called; position += 1) {
      const states = otherStates(statesAfter(free[position]?.kind ?? 0));
      copyHere();
      reachEach(from, firstFree + position, states);
    }
    return true;
  }

  function orderTo(last: number): TakenOperation[] {
    const order: TakenOperation[] = [];
    for (let at = last; at >= 0; at = reachedPlaces.fromOf(at)) {
      const from = reachedPlaces.fromOf(at);
      const move = moves[reachedPlaces.moveOf(at)];
      if (from < 0 || move === undefined) break;
      order.push({
        index: move.index,
        kind: move.kind,
        from: reachedPlaces.stateOf(from),
        to: reachedPlaces.stateOf(at),
      });
    }
    return order.toReversed();
  }

  return {
    advance(most) {
      // A move that cannot be tried here takes no step.
      const [lastStep, lastTurn] = [steps + most, most * 4];
      for (let turn = 0; turn < lastTurn; turn += 1) {
        if (found >= 0) return 'legal';
        if (steps >= lastStep) return null;
        if (stack.length > 0) expand();
        else if (!takeFree()) return 'illegal';
      }
      return found >= 0 ? 'legal' : null;
    },
    order: () => orderTo(found),
    reached: () => ({ order: orderTo(best), stuckAt: whole[furthest]?.index ?? null }),
    stuckAt: () => (furthest < whole.length ? furthest : null),
    steps: () => steps,
    bytes: () => reachedPlaces.bytes() + sets.bytes(),
  };
}

function emptyPlace(words: number): SearchPlace {
  return { state: 0, clock: 0, first: 0, pending: 0, taken: new Int32Array(words) };
}
