import { holdsAfter } from '../kernel/invariant.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { ShortestViolation } from './explore.ts';
import { recoveriesOf } from './recoveries.ts';
import type { Reductions } from './space.ts';
import { spaceOf } from './space.ts';
import { createVisited } from './visited.ts';

/** Something that falls, and how many commands away at the nearest. */
export interface Target {
  readonly kind: 'invariant' | 'settled' | 'endless';
  readonly name: string;
  readonly length: number;
}

/** A run as far as it has come. Runs of one length are compared by what is told first: faults, changes of hand, text. */
interface Run<State, C> {
  readonly state: State;
  readonly before: Run<State, C> | null;
  readonly command: C | null;
  readonly lane: string;
  readonly faults: number;
  readonly changes: number;
  /** The place of the run among all of its length, by their texts. */
  rank: number;
}

/**
 * For each target the plainest of the shortest runs to it. Goes through the states again, level by level, as far as the
 * farthest target is away, keeping for every state and every lane the plainest run that ends there; names stand for
 * themselves here, since the run is to be read.
 */
export function plainestRuns<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  targets: readonly Target[],
  reductions: Reductions,
  laneOf: (command: C) => string,
): ShortestViolation<C>[] {
  const recoveries = recoveriesOf(model, reductions);
  const space = spaceOf(model, { symmetry: false, distances: true, seed: 0 });
  const visited = createVisited();
  const best = new Map<Target, Run<State, C>>();
  const farthest = Math.max(-1, ...targets.map(({ length }) => length));
  let level: Run<State, C>[] = [
    { state: space.initial, before: null, command: null, lane: '', faults: 0, changes: 0, rank: 0 },
  ];
  visited.add(space.held());

  function offer(target: Target, run: Run<State, C>): void {
    const known = best.get(target);
    if (known === undefined || isPlainer(run, known)) best.set(target, run);
  }

  for (let depth = 0; depth <= farthest; depth += 1) {
    rankByText(level);
    for (const target of targets) {
      if (target.length !== depth || target.kind === 'invariant') continue;
      for (const run of level) if (recoveries.fallenFrom(run.state).includes(target.name)) offer(target, run);
    }
    const here = targets.filter(({ kind, length }) => kind === 'invariant' && length === depth + 1);
    const invariants = here.map((target) => ({
      target,
      invariant: model.invariants.find(({ id }) => id === target.name),
    }));
    const next = new Map<string, Run<State, C>>();
    const firstNew = visited.size;
    for (const run of depth === farthest ? [] : level) {
      const before = model.view(run.state);
      space.hold(run.state);
      for (const command of model.commands(run.state)) {
        const fallen: Target[] = [];
        const { state } = space.step(command, (after, outcome) => {
          const step = { before, command, outcome, after: model.view(after) };
          for (const { target, invariant } of invariants)
            if (invariant !== undefined && !holdsAfter(invariant, step)) fallen.push(target);
        });
        const further = goOn(run, command, laneOf(command), state);
        for (const target of fallen) offer(target, further);
        const print = space.print(state);
        let number = visited.find(print);
        if (number < 0) number = visited.add(print);
        // A state that was reached in fewer commands is on no shortest run of this length.
        if (number < firstNew) continue;
        const key = `${number} ${further.lane}`;
        const known = next.get(key);
        if (known === undefined || isPlainer(further, known)) next.set(key, further);
      }
    }
    level = [...next.values()];
  }
  return targets.flatMap((target) => {
    const run = best.get(target);
    if (run === undefined) return target.length === 0 ? [{ ...target, commands: [], recovery: [] }] : [];
    const recovery = target.kind === 'settled' ? recoveries.showing(run.state, target.name) : [];
    return [{ ...target, commands: commandsOf(run), recovery }];
  });
}

function goOn<State, C extends Command>(run: Run<State, C>, command: C, lane: string, state: State): Run<State, C> {
  return {
    state,
    before: run,
    command,
    lane,
    faults: run.faults + (command.fault === undefined ? 0 : 1),
    changes: run.changes + (run.before === null || lane === run.lane ? 0 : 1),
    rank: 0,
  };
}

function isPlainer<State, C extends Command>(one: Run<State, C>, other: Run<State, C>): boolean {
  return (one.faults - other.faults || one.changes - other.changes || compareTexts(one, other)) < 0;
}

/** Both runs are of one length, so the order of what came before decides, and then the last command. */
function compareTexts<State, C>(one: Run<State, C>, other: Run<State, C>): number {
  const before = (one.before?.rank ?? 0) - (other.before?.rank ?? 0);
  if (before !== 0) return before;
  const [a, b] = [JSON.stringify(one.command), JSON.stringify(other.command)];
  return a === b ? 0 : a < b ? -1 : 1;
}

function rankByText<State, C>(level: readonly Run<State, C>[]): void {
  let rank = 0;
  let last: Run<State, C> | undefined;
  for (const run of level.toSorted(compareTexts)) {
    if (last !== undefined && compareTexts(last, run) !== 0) rank += 1;
    run.rank = rank;
    last = run;
  }
}

function commandsOf<State, C>(run: Run<State, C>): C[] {
  const commands: C[] = [];
  for (let at: Run<State, C> | null = run; at !== null; at = at.before)
    if (at.command !== null) commands.push(at.command);
  return commands.toReversed();
}
