import type { Command, Model, Outcome } from '../kernel/model.ts';
import { createNumbers } from './numbers.ts';
import type { Reductions } from './space.ts';
import { spaceOf } from './space.ts';
import { createVisited } from './visited.ts';

/** Where a model states no bound, a recovery longer than this is taken for one that never ends. */
const longestOfAll = 2_000;

/** The length of a recovery that never ends. */
export const never = 0x3fffffff;

/** The name under which a recovery is found that never ends, or takes longer than the model allows. */
export const endless = 'recovery';

const endsAtOnce = { fallen: [], length: 0 } as const;

/** What every order of recovery comes to, from any state. */
export interface Recoveries<State, C> {
  from(state: State): {
    /** The settled invariants that do not hold in some state in which some order of recovery ends, and `recovery` if one takes too long. */
    readonly fallen: readonly string[];
    /** How many commands the longest order takes; `never` where one has no end. */
    readonly length: number;
  };
  /** A shortest recovery that shows it; for `recovery`, the longest there is, or one that comes back to where it was. */
  showing(state: State, name: string): readonly C[];
}

export function recoveriesOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  reductions: Reductions,
): Recoveries<State, C> {
  const space = spaceOf(model, reductions);
  const names = model.settled.map(({ id }) => id);
  const bound = model.longestRecovery ?? longestOfAll;
  const deepest = Math.max(bound, longestOfAll);
  const known = createVisited();
  /** A bit for each name that falls from here on; −1 while the orders from here on are being followed. */
  const masks = createNumbers();
  /** How many commands the longest order takes; `never` while the orders from here on are being followed, too. */
  const lengths = createNumbers();

  /** The number of a state all of whose orders have been followed; −1 where that goes too deep. */
  function follow(state: State, depth: number): number {
    space.hold(state);
    const print = space.held();
    const found = known.find(print);
    // Back at a state whose orders are being followed: this one goes round in a circle, and its length is `never`.
    if (found >= 0) return found;
    if (depth > deepest) return -1;
    const number = known.add(print);
    masks.push(-1);
    lengths.push(never);
    const after = model.recovery(state).map((command) => space.step(command).state);
    let mask = after.length === 0 ? unsettledMask(state) : 0;
    let length = 0;
    for (const one of after) {
      const next = follow(one, depth + 1);
      const isOpen = next === -1 || masks.at(next) === -1;
      if (!isOpen) mask |= masks.at(next);
      length = Math.max(length, isOpen ? never : Math.min(lengths.at(next) + 1, never));
    }
    masks.set(number, mask);
    lengths.set(number, length);
    return number;
  }

  function unsettledMask(state: State): number {
    const view = model.view(state);
    return model.settled.reduce((mask, invariant, bit) => (invariant.holds(view) ? mask : mask | (1 << bit)), 0);
  }

  function from(state: State): { fallen: readonly string[]; length: number } {
    if (model.settled.length === 0 && model.recovery(state).length === 0) return endsAtOnce;
    const number = follow(state, 0);
    const [mask, length] = [masks.at(number), lengths.at(number)];
    if (mask === 0 && length <= bound) return { fallen: endsAtOnce.fallen, length };
    const unsettled = names.filter((_, bit) => (mask & (1 << bit)) !== 0);
    return { fallen: length > bound ? [...unsettled, endless] : unsettled, length };
  }

  function longest(state: State): readonly C[] {
    const commands: C[] = [];
    const been = createVisited();
    for (let at = state; commands.length <= deepest;) {
      space.hold(at);
      const print = space.held();
      if (been.find(print) >= 0) break;
      been.add(print);
      const offered = model.recovery(at).map((command) => ({ command, after: space.step(command).state }));
      const lasting = offered.map(({ after }) => lengths.at(follow(after, 0)));
      const next = offered[lasting.indexOf(Math.max(...lasting))];
      if (next === undefined) break;
      commands.push(next.command);
      at = next.after;
    }
    return commands;
  }

  return {
    from,
    showing(state, name) {
      if (name === endless) return longest(state);
      const bit = 1 << names.indexOf(name);
      const seen = createVisited();
      space.hold(state);
      seen.add(space.held());
      let level: { state: State; commands: readonly C[] }[] = [{ state, commands: [] }];
      while (level.length > 0) {
        const further: typeof level = [];
        for (const { state: at, commands } of level) {
          const offered = model.recovery(at);
          if (offered.length === 0 && (unsettledMask(at) & bit) !== 0) return commands;
          space.hold(at);
          for (const command of offered) {
            const after = space.step(command).state;
            const print = space.print(after);
            if (seen.find(print) >= 0) continue;
            seen.add(print);
            further.push({ state: after, commands: [...commands, command] });
          }
        }
        level = further;
      }
      return [];
    },
  };
}
