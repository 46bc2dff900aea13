import type { ScopeGoal } from '../kernel/coverage-goal.ts';
import { createFingerprintSet } from '../kernel/fingerprint-set.ts';
import type { Fingerprint } from '../kernel/fingerprint.ts';
import { fingerprintByName } from '../kernel/instants.ts';
import type { Step } from '../kernel/invariant.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';

/** The coverage of the runs, and the coverage goals. */
export interface Coverage {
  readonly runs: number;
  readonly commands: number;
  /** States that differ only by a shift of all instants count once, as in explorations. */
  readonly distinctStates: number;
  /** Per type of command, how often each outcome occurred. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By fault: how often it struck. */
  readonly faults: Readonly<Record<string, number>>;
  /** By coverage goal: the number of runs that reached it, and the least share of runs. */
  readonly reached: Readonly<
    Record<string, { readonly runs: number; readonly share: number; readonly leastShare: number }>
  >;
}

export interface CoverageRecorder<State, View, C, O> {
  startRun(): void;
  /** Returns the fingerprint of the state by name, for further counts. */
  see(step: Step<View, C, O>, state: State): Fingerprint;
  runs(): number;
  coverage(): Coverage;
}

export function recordCoverage<State, View, C extends Command, O extends Outcome>(
  model: Pick<Model<State, C, O, View>, 'initial' | 'instants'>,
  goals: readonly ScopeGoal<View, C, O>[],
): CoverageRecorder<State, View, C, O> {
  const states = createFingerprintSet();
  const outcomes = new Map<string, Map<string, number>>();
  const faults = new Map<string, number>();
  const reached = new Map(goals.map(({ name }) => [name, 0]));
  let pending = new Set<ScopeGoal<View, C, O>>();
  let runs = 0;
  let commands = 0;

  return {
    startRun() {
      runs += 1;
      pending = new Set(goals);
      if (runs === 1) states.add(fingerprintByName(model, model.initial));
    },
    see(step, state) {
      const { command, outcome } = step;
      commands += 1;
      const fingerprint = fingerprintByName(model, state);
      states.add(fingerprint);
      let ofType = outcomes.get(command.type);
      if (ofType === undefined) outcomes.set(command.type, (ofType = new Map()));
      count(ofType, outcome.type);
      if (command.fault !== undefined) count(faults, command.fault);
      for (const goal of pending) {
        if (!goal.isReachedBy(step)) continue;
        pending.delete(goal);
        count(reached, goal.name);
      }
      return fingerprint;
    },
    runs: () => runs,
    coverage: () => ({
      runs,
      commands,
      distinctStates: states.size,
      outcomes: sorted([...outcomes].map(([type, ofType]) => [type, sorted([...ofType])])),
      faults: sorted([...faults]),
      reached: Object.fromEntries(
        goals.map(({ name, leastShare }) => {
          const inRuns = reached.get(name) ?? 0;
          return [name, { runs: inRuns, share: runs === 0 ? 0 : inRuns / runs, leastShare }];
        }),
      ),
    }),
  };
}

/** The coverage goals that too few runs reached: the verdict is then `inconclusive`. */
export function missedGoals({ reached }: Coverage): string[] {
  return Object.entries(reached)
    .filter(([, { share, leastShare }]) => share < leastShare)
    .map(([name]) => name);
}

/**
 * Whether a goal was reached in far fewer runs than it should be: by more than two standard deviations, so that few runs do not
 * miss it by chance.
 */
export function isFarBelow({ runs: inRuns, leastShare }: Coverage['reached'][string], runs: number): boolean {
  const expected = leastShare * runs;
  return inRuns < expected - 2 * Math.sqrt(expected * (1 - leastShare));
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted<Value>(entries: [string, Value][]): Record<string, Value> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
