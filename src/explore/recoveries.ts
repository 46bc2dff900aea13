import type { Command, Model, Outcome } from '../kernel/model.ts';
import { createNumbers } from './numbers.ts';
import type { Reductions } from './space.ts';
import { spaceOf } from './space.ts';
import { createVisited } from './visited.ts';

/** A recovery longer than this is taken for one that never ends. */
const longestRecovery = 2_000;

/** The name under which a recovery that never ends is found. */
export const endless = 'recovery';

/** What every order of recovery comes to, from any state. */
export interface Recoveries<State, C> {
  /** The settled invariants that do not hold in some state in which some order of recovery ends, and `recovery` if one never ends. */
  fallenFrom(state: State): readonly string[];
  /** A shortest recovery that shows it. */
  showing(state: State, name: string): readonly C[];
}

export function recoveriesOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  reductions: Reductions,
): Recoveries<State, C> {
  const space = spaceOf(model, reductions);
  const names = [...model.settled.map(({ id }) => id), endless];
  const endlessBit = 1 << model.settled.length;
  const known = createVisited();
  /** A bit for each name that falls from here on; −1 while the orders from here on are being followed. */
  const masks = createNumbers();

  function maskOf(state: State, depth: number): number {
    space.hold(state);
    const print = space.held();
    const found = known.find(print);
    // Back at a state whose orders are being followed: this one goes round in a circle.
    if (found >= 0) return masks.at(found) === -1 ? endlessBit : masks.at(found);
    if (depth > longestRecovery) return endlessBit;
    const number = known.add(print);
    masks.push(-1);
    const after = model.recovery(state).map((command) => space.step(command).state);
    let mask = after.length === 0 ? unsettledMask(state) : 0;
    for (const one of after) mask |= maskOf(one, depth + 1);
    masks.set(number, mask);
    return mask;
  }

  function unsettledMask(state: State): number {
    const view = model.view(state);
    return model.settled.reduce((mask, invariant, bit) => (invariant.holds(view) ? mask : mask | (1 << bit)), 0);
  }

  function fallenFrom(state: State): readonly string[] {
    if (model.settled.length === 0 && model.recovery(state).length === 0) return [];
    const mask = maskOf(state, 0);
    return mask === 0 ? [] : names.filter((_, bit) => (mask & (1 << bit)) !== 0);
  }

  return {
    fallenFrom,
    showing(state, name) {
      const bit = 1 << names.indexOf(name);
      const seen = createVisited();
      space.hold(state);
      seen.add(space.held());
      let level: { state: State; commands: readonly C[] }[] = [{ state, commands: [] }];
      while (level.length > 0) {
        const further: typeof level = [];
        for (const { state: from, commands } of level) {
          const offered = model.recovery(from);
          if (offered.length === 0 && (unsettledMask(from) & bit) !== 0) return commands;
          space.hold(from);
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
