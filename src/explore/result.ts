import type { Command } from '../kernel/model.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import type { ModelSource } from './model-source.ts';
import type { SlowCall } from './pace.ts';

export interface ExploreOptions<C> {
  /** Whether states that differ only by names of the model's symmetry groups are merged. */
  readonly symmetry?: boolean;
  /**
   * Whether states that differ only by the distances between their deadlines are merged, where the model says that these do
   * not count.
   */
  readonly distances?: boolean;
  /** The largest distance from the initial state, in commands. */
  readonly maxDepth?: number;
  /** Exploring stops at the end of the level that exceeds this number of distinct states. */
  readonly maxStates?: number;
  /** Of the fingerprints. The answer is the same for all. */
  readonly seed?: number;
  /** The actor of a command: among minimal runs, the run with the fewest context switches is reported. */
  readonly laneOf?: (command: C) => string;
  /** How many threads share the work. The results are the same for any number. More than 1 need `source`. */
  readonly threads?: number;
  /** Where the threads find the same model. */
  readonly source?: ModelSource;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExploreProgress) => void;
}

export interface ExploreProgress {
  readonly depth: number;
  readonly distinctStates: number;
  readonly frontier: number;
  readonly statesPerSecond: number;
  /** The seconds left, once levels have begun to shrink, if they go on shrinking as the last level did; `null` before. */
  readonly secondsLeft: number | null;
  /** The slowest call of the model, where one took seconds: no signal is heard during a call. */
  readonly slowestCall?: SlowCall;
  /** All states were visited, and runs to so many violations are being found, so many commands from the initial state. */
  readonly findingRuns?: { readonly to: number; readonly depth: number };
}

/** A violation, and its smallest distance from the initial state, in commands. */
export interface Target {
  readonly kind: 'invariant' | 'settled' | 'endless';
  readonly name: string;
  readonly length: number;
}

export interface Exploration<C = Command> {
  readonly model: string;
  readonly distinctStates: number;
  /** The number of states that commands led to, new or not, and the initial state. */
  readonly generatedStates: number;
  /** How many levels the graph of states has; the initial state is the first. */
  readonly depth: number;
  readonly statesPerDepth: readonly number[];
  /** All states were reached and all their commands taken. Otherwise `stoppedBy` says why not. */
  readonly isComplete: boolean;
  readonly stoppedBy: 'maxDepth' | 'maxStates' | 'memory' | 'signal' | null;
  /** How many commands the longest recovery takes, from any state, in any order; `null` where a recovery is endless. */
  readonly longestRecovery: number | null;
  /** The drawn fields, of which one value each was explored: `transfer.amount`. Absent where there are none. */
  readonly drawn?: readonly string[];
  /** How many invariants the model has, the settled ones included. Without invariants, nothing was checked. */
  readonly invariants: number;
  /**
   * An upper bound for the chance that two distinct states had the same fingerprint, so that one of them was never visited.
   */
  readonly collisionChance: number;
  /** Per type of command, how often each outcome occurred. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /**
   * In the order of their names, each with a minimal run. `recovery` is present where only the recovery shows the violation.
   */
  readonly violations: readonly ViolatingRun<C>[];
  /** Other violations, where the signal came before their minimal runs were found. */
  readonly withoutRun: readonly Target[];
  /** The same for the same states at the same depths, on any machine. */
  readonly digest: string;
  /** `slowestCall`: the slowest call of the model, where one took seconds. */
  readonly timing: { readonly seconds: number; readonly slowestCall?: SlowCall };
}
