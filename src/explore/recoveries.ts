import { holdsIn } from '../kernel/invariant.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { createBitRows } from './bit-rows.ts';
import { createNumbers } from './numbers.ts';
import type { Pace } from './pace.ts';
import type { Reductions } from './space.ts';
import { spaceOf } from './space.ts';
import { createVisited } from './visited.ts';

/** Where a model states no bound, a longer recovery counts as endless. Every order is followed, so the bound is low. */
const defaultLongestRecovery = 2_000;

/** The length of a recovery that never ends. */
export const never = 0x3fffffff;

/** In the place of a length while the orders of recovery from a state are being followed. */
const beingFollowed = -1;

/** In the place of a state's number: greater than all. */
const closed = 0x7fffffff;

/** The name under which a recovery is found that never ends, or takes longer than the model allows. */
export const endless = 'recovery';

const endsAtOnce = { violated: [], length: 0 } as const;

/** The number of recovery commands between two yields: each yield costs some time. */
const followedInOneGo = 8;

/**
 * The results of every order of recovery, from any state. The orders may be very many: the work yields at intervals, and
 * must be finished before the next call.
 */
export interface Recoveries<State, C> {
  from(state: State): Generator<void, Recovered>;
  /**
   * A shortest recovery with this violation; for `recovery`, a longest recovery, or a recovery that returns to an earlier
   * state.
   */
  showing(state: State, name: string): Generator<void, readonly C[]>;
}

/** The results of every order of recovery from a state. */
export interface Recovered {
  /** The settled invariants that are violated where an order of recovery ends, and `recovery` where an order is too long. */
  readonly violated: readonly string[];
  /** How many commands the longest order takes; `never` where an order has no end. */
  readonly length: number;
}

/** A state whose orders of recovery are being followed. */
interface Followed<State> {
  readonly number: number;
  /** The states after one command of recovery. */
  readonly after: readonly State[];
  /** How many of them have been followed to their end. */
  done: number;
  /** How many commands the longest order takes, as far as is known. */
  length: number;
}

export function recoveriesOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  reductions: Reductions,
  pace: Pick<Pace, 'isSlow'> = { isSlow: false },
): Recoveries<State, C> {
  const space = spaceOf(model, reductions);
  const names = model.settled.map(({ id }) => id);
  const bound = model.longestRecovery ?? defaultLongestRecovery;
  const deepest = Math.max(bound, defaultLongestRecovery);
  const known = createVisited();
  /** For each state a bit for each settled invariant that is violated where some order of recovery ends. */
  const violated = createBitRows(model.settled.length);
  /** For each state how many commands the longest order of recovery takes. */
  const lengths = createNumbers();
  /**
   * For each state, the least number among the reachable states whose orders are being followed (Tarjan, "Depth-first search
   * and linear graph algorithms", 1972); `closed` once all states reachable from it are known.
   */
  const lows = createNumbers();
  /** The states that are not closed, in the order of their numbers. */
  const open: number[] = [];

  /** The number of a state all of whose orders of recovery have been followed, by a search in depth without recursion. */
  function* follow(state: State): Generator<void, number> {
    const way: Followed<State>[] = [];
    let followed = 0;
    let reached = enter(state, way);
    for (let from = way.at(-1); from !== undefined; from = way.at(-1)) {
      const next = from.after[from.done];
      if (next === undefined) {
        lengths.set(from.number, from.length);
        if (lows.at(from.number) === from.number) close(from.number);
        way.pop();
        reached = from.number;
      } else {
        followed += 1;
        if (pace.isSlow || followed % followedInOneGo === 0) yield;
        const depth = way.length;
        reached = enter(next, way);
        if (way.length > depth) continue;
      }
      const to = way.at(-1);
      if (to !== undefined) goOnTo(to, reached);
    }
    return reached;
  }

  /**
   * The number of a state. A new state is put on the way, and its orders are followed next. −1 where the way is too long.
   */
  function enter(state: State, way: Followed<State>[]): number {
    space.hold(state);
    const fingerprint = space.held();
    const found = known.find(fingerprint);
    if (found >= 0) return found;
    if (way.length > deepest) return -1;
    const number = known.add(fingerprint);
    violated.push();
    lengths.push(beingFollowed);
    lows.push(number);
    open.push(number);
    const after = model.recovery(state).flatMap((command) => statesAfter(command));
    if (after.length === 0) addUnsettled(state, number);
    way.push({ number, after, done: 0, length: 0 });
    return number;
  }

  /** The states in which a command may end, from the held state. */
  function statesAfter(command: C): readonly State[] {
    if (model.endings === undefined) return [space.step(command).state];
    return Array.from(space.endings(command), (ending) => ending.state);
  }

  /** Counts a followed command of recovery from a state, to the state of this number. */
  function goOnTo(from: Followed<State>, next: number): void {
    from.done += 1;
    if (next !== -1) {
      violated.unite(from.number, next);
      lows.set(from.number, Math.min(lows.at(from.number), lows.at(next)));
    }
    // Back at a state whose orders are being followed, this order goes round in a circle.
    const hasEnd = next !== -1 && lengths.at(next) !== beingFollowed;
    from.length = Math.max(from.length, hasEnd ? Math.min(lengths.at(next) + 1, never) : never);
  }

  /** All states of a circle reach the same ends as the first of them that was followed. */
  function close(first: number): void {
    for (let state = open.pop(); state !== undefined; state = state === first ? undefined : open.pop()) {
      violated.unite(state, first);
      lows.set(state, closed);
    }
  }

  function addUnsettled(state: State, number: number): void {
    const view = model.view(state);
    for (const [bit, invariant] of model.settled.entries()) if (!holdsIn(invariant, view)) violated.set(number, bit);
  }

  function* recovered(state: State): Generator<void, Recovered> {
    if (model.settled.length === 0 && model.recovery(state).length === 0) return endsAtOnce;
    const number = yield* follow(state);
    const length = lengths.at(number);
    if (violated.isEmpty(number) && length <= bound) return { violated: endsAtOnce.violated, length };
    const unsettled = names.filter((_, bit) => violated.has(number, bit));
    return { violated: length > bound ? [...unsettled, endless] : unsettled, length };
  }

  function* longest(state: State): Generator<void, readonly C[]> {
    const commands: C[] = [];
    const been = createVisited();
    for (let at = state; commands.length <= deepest;) {
      space.hold(at);
      const fingerprint = space.held();
      if (been.find(fingerprint) >= 0) break;
      been.add(fingerprint);
      const enabled = model
        .recovery(at)
        .flatMap((command) => statesAfter(command).map((after) => ({ command, after })));
      const lasting: number[] = [];
      for (const { after } of enabled) lasting.push(lengths.at(yield* follow(after)));
      yield;
      const next = enabled[lasting.indexOf(Math.max(...lasting))];
      if (next === undefined) break;
      commands.push(next.command);
      at = next.after;
    }
    return commands;
  }

  function* showing(state: State, name: string): Generator<void, readonly C[]> {
    if (name === endless) return yield* longest(state);
    const invariant = model.settled.find(({ id }) => id === name);
    const seen = createVisited();
    space.hold(state);
    seen.add(space.held());
    let level: { state: State; commands: readonly C[] }[] = [{ state, commands: [] }];
    while (level.length > 0) {
      const further: typeof level = [];
      for (const { state: at, commands } of level) {
        const enabled = model.recovery(at);
        if (enabled.length === 0 && invariant !== undefined && !holdsIn(invariant, model.view(at))) return commands;
        space.hold(at);
        for (const command of enabled) {
          for (const after of statesAfter(command)) {
            const fingerprint = space.fingerprint(after);
            if (seen.find(fingerprint) >= 0) continue;
            seen.add(fingerprint);
            further.push({ state: after, commands: [...commands, command] });
          }
        }
        yield;
      }
      level = further;
    }
    return [];
  }

  return { from: recovered, showing };
}
