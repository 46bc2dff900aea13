import { createYield, finish } from '../kernel/event-loop.ts';
import type { Fingerprint } from '../kernel/fingerprint.ts';
import { holdsAfter } from '../kernel/invariant.ts';
import { judgeRecovery } from '../kernel/judge.ts';
import type { Command, Ending, Model, Outcome } from '../kernel/model.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';
import type { Frontier } from './frontier.ts';
import { createFrontier } from './frontier.ts';
import { isHeapFull, moreMemory, OutOfMemory } from './memory.ts';
import { recoveriesOf } from './recoveries.ts';
import type { Target } from './result.ts';
import type { Reductions } from './space.ts';
import { spaceOf } from './space.ts';
import { createVisited } from './visited.ts';

/** A run so far. Runs of the same length are compared by faults, then context switches, then text. */
interface Run<C> {
  readonly before: Run<C> | null;
  readonly command: C | null;
  /** The type of the outcome of the command. */
  readonly outcome: string;
  readonly lane: string;
  readonly faults: number;
  readonly contextSwitches: number;
  /** The place of the run among all of its length, by their texts. */
  rank: number;
  /** Another run ends in the same state and lane, and is simpler. */
  isBeaten: boolean;
}

/** The simplest run to a target so far, and its last state. */
interface Best<State, C> {
  readonly run: Run<C>;
  readonly state: State;
}

export interface SimplestOptions<C> {
  readonly reductions: Reductions;
  readonly laneOf: (command: C) => string;
  /** Called at intervals, with the distance from the initial state, in commands; true stops the work. */
  readonly shouldStop?: (depth: number) => boolean;
}

/** The caller has stopped the work. */
class Stopped extends Error {
  override name = 'Stopped';
}

/**
 * For each target the simplest minimal run to it. Goes through the states again, level by level, up to the distance of the
 * farthest target, and keeps for every state and every lane the simplest run that ends there. Names are not merged, since
 * people read the run. After a stop, only the runs to the nearest targets are returned. Throws `OutOfMemory` where memory
 * runs out: the violations stand without their runs.
 */
export async function simplestRuns<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  targets: readonly Target[],
  { reductions, laneOf, shouldStop }: SimplestOptions<C>,
): Promise<ViolatingRun<C>[]> {
  const recoveries = recoveriesOf(model, reductions);
  const space = spaceOf(model, { symmetry: false, distances: true, seed: 0 });
  const visited = createVisited();
  const best = new Map<Target, Best<State, C>>();
  const runs: ViolatingRun<C>[] = [];
  const farthest = Math.max(-1, ...targets.map(({ length }) => length));
  const yieldToEvents = createYield(() => {
    if (shouldStop?.(depth) === true) throw new Stopped();
    if (!isHeapFull()) return;
    const violated = targets.map(({ name, length }) => `${name} (${length})`).join(', ');
    throw new OutOfMemory(
      `${model.name} violates ${violated}, and there is not enough memory to find the runs; ${moreMemory}`,
    );
  });
  const freePages: Uint8Array[] = [];
  let frontier = createFrontier(freePages);
  /** In the order of their states on the frontier. */
  let level: Run<C>[] = [];
  let depth = 0;

  function put(run: Run<C>, state: State, fingerprint: Fingerprint, to: { frontier: Frontier; runs: Run<C>[] }): void {
    space.put(to.frontier, state, fingerprint);
    to.runs.push(run);
  }

  function keepSimpler(target: Target, run: Run<C>, state: State): void {
    const known = best.get(target);
    if (known === undefined || isSimpler(run, known.run)) best.set(target, { run, state });
  }

  /** All runs of the target's length were seen. */
  async function take(target: Target): Promise<void> {
    const found = best.get(target);
    if (found === undefined && target.length > 0)
      throw new UnsoundModel(
        `the model of ${model.name} breaks ${target.name} in ${target.length} commands where states are folded, and by no run name by name`,
      );
    const steps = found === undefined ? [] : stepsOf(found.run);
    const commands = steps.map(({ command }) => command);
    const isAtOnce = found === undefined || target.kind === 'invariant';
    const recovery = isAtOnce ? undefined : await finish(recoveries.showing(found.state, target.name), yieldToEvents);
    const outcomes = model.endings === undefined ? {} : { outcomes: steps.map(({ outcome }) => outcome) };
    runs.push({ ...violatingRun(model, target, commands, recovery), ...outcomes });
  }

  /** Goes through the runs of this length, and takes a command after each. */
  async function goThroughLevel(): Promise<void> {
    rankByText(level.filter(({ isBeaten }) => !isBeaten));
    const after = targets.filter(({ kind, length }) => kind !== 'invariant' && length === depth);
    const violating = targets
      .filter(({ kind, length }) => kind === 'invariant' && length === depth + 1)
      .map((target) => ({ target, invariant: model.invariants.find(({ id }) => id === target.name) }));
    const next = { frontier: createFrontier(freePages), runs: [] as Run<C>[] };
    const simplestAt = new Map<string, Run<C>>();
    const firstNew = visited.size;

    function goTo(run: Run<C>, command: C, { state, outcome }: Ending<State, O>, violated: readonly Target[]): void {
      const further = goOn(run, command, outcome.type, laneOf(command));
      for (const target of violated) keepSimpler(target, further, state);
      const fingerprint = space.fingerprint(state);
      let number = visited.find(fingerprint);
      if (number < 0) number = visited.add(fingerprint);
      // A state that was reached in fewer commands is on no shortest run of this length.
      if (number < firstNew) return;
      const key = `${number} ${further.lane}`;
      const known = simplestAt.get(key);
      if (known !== undefined && !isSimpler(further, known)) return;
      if (known !== undefined) known.isBeaten = true;
      simplestAt.set(key, further);
      put(further, state, fingerprint, next);
    }

    for (const run of level) {
      await yieldToEvents();
      const from = space.take(frontier);
      if (run.isBeaten) continue;
      if (after.length > 0) {
        const { violated } = await finish(recoveries.from(from), yieldToEvents);
        for (const target of after) if (violated.includes(target.name)) keepSimpler(target, run, from);
      }
      if (depth === farthest) continue;
      const before = model.view(from);
      for (const command of model.commands(from)) {
        if (yieldToEvents.isDue()) await yieldToEvents();
        const violated: Target[] = [];
        const lookAt = (draft: State, outcome: O): void => {
          const step = { before, command, outcome, after: model.view(draft) };
          for (const { target, invariant } of violating)
            if (invariant !== undefined && !holdsAfter(invariant, step)) violated.push(target);
        };
        if (model.endings === undefined) goTo(run, command, space.step(command, lookAt), violated);
        else for (const ending of space.endings(command, lookAt)) goTo(run, command, ending, violated.splice(0));
      }
    }
    ({ frontier, runs: level } = next);
    for (const target of [...after, ...violating.map((of) => of.target)]) await take(target);
  }

  visited.add(space.held());
  const first = {
    before: null,
    command: null,
    outcome: '',
    lane: '',
    faults: 0,
    contextSwitches: 0,
    rank: 0,
    isBeaten: false,
  };
  put(first, space.initial, space.held(), { frontier, runs: level });
  try {
    for (const target of targets) if (target.kind === 'invariant' && target.length === 0) await take(target);
    for (; depth <= farthest; depth += 1) await goThroughLevel();
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  return runs;
}

function violatingRun<C extends Command>(
  { invariants, settled }: Pick<Model<never, C, never, never>, 'invariants' | 'settled'>,
  { kind, name }: Target,
  commands: readonly C[],
  recovery?: readonly C[],
): ViolatingRun<C> {
  const at = kind === 'invariant' ? Math.max(0, commands.length - 1) : commands.length;
  const run = { commands, ...(recovery && { recovery }) };
  if (kind === 'endless') return { ...run, violation: { ...judgeRecovery(recovery?.length ?? 0), at } };
  const details = [...invariants, ...settled].find(({ id }) => id === name)?.says ?? '';
  return { ...run, violation: { kind, name, at, side: 'model', details } };
}

function goOn<C extends Command>(run: Run<C>, command: C, outcome: string, lane: string): Run<C> {
  return {
    before: run,
    command,
    outcome,
    lane,
    faults: run.faults + (command.fault === undefined ? 0 : 1),
    contextSwitches: run.contextSwitches + (run.before === null || lane === run.lane ? 0 : 1),
    rank: 0,
    isBeaten: false,
  };
}

function isSimpler<C extends Command>(one: Run<C>, other: Run<C>): boolean {
  return (one.faults - other.faults || one.contextSwitches - other.contextSwitches || compareTexts(one, other)) < 0;
}

/** Both runs have the same length, so the order of their beginnings decides, and then the last command. */
function compareTexts<C>(one: Run<C>, other: Run<C>): number {
  const before = (one.before?.rank ?? 0) - (other.before?.rank ?? 0);
  if (before !== 0) return before;
  const [a, b] = [JSON.stringify(one.command), JSON.stringify(other.command)];
  return a === b ? 0 : a < b ? -1 : 1;
}

function rankByText<C>(level: readonly Run<C>[]): void {
  let rank = 0;
  let last: Run<C> | undefined;
  for (const run of level.toSorted(compareTexts)) {
    if (last !== undefined && compareTexts(last, run) !== 0) rank += 1;
    run.rank = rank;
    last = run;
  }
}

function stepsOf<C>(run: Run<C>): { readonly command: C; readonly outcome: string }[] {
  const steps: { readonly command: C; readonly outcome: string }[] = [];
  for (let at: Run<C> | null = run; at !== null; at = at.before)
    if (at.command !== null) steps.push({ command: at.command, outcome: at.outcome });
  return steps.toReversed();
}
