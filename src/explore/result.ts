import type { Command } from '../kernel/model.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import type { ModelSource } from './model-source.ts';

export interface ExploreOptions<C> {
  /** Whether states that differ only by names of the model's symmetry groups are one. */
  readonly symmetry?: boolean;
  /** Whether states that differ only by how far apart their deadlines are are one, where the model says that it does not count. */
  readonly distances?: boolean;
  /** How many commands away from the beginning it looks, at most. */
  readonly maxDepth?: number;
  /** It stops at the end of the level on which it reaches more distinct states than this. */
  readonly maxStates?: number;
  /** Of the fingerprints. The answer is the same for all. */
  readonly seed?: number;
  /** Who acts in a command: of several shortest runs, the one with the fewest changes of hand is given. */
  readonly laneOf?: (command: C) => string;
  /** How many threads share the work. The answer is the same for any number. More than one need `source`. */
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
  /** A guess, once levels have begun to shrink, that they go on shrinking as the last one did; `null` before. */
  readonly secondsLeft: number | null;
  /** All states were visited, and runs to so many violations are being found, so many commands from the initial state. */
  readonly findingRuns?: { readonly to: number; readonly depth: number };
}

/** What is violated, and how many commands away from the initial state at the nearest. */
export interface Target {
  readonly kind: 'invariant' | 'settled' | 'endless';
  readonly name: string;
  readonly length: number;
}

export interface Exploration<C = Command> {
  readonly model: string;
  readonly distinctStates: number;
  /** Every state that a command led to, new or not, and the initial one. */
  readonly generatedStates: number;
  /** How many levels the graph of states has; the initial state is the first. */
  readonly depth: number;
  readonly statesPerDepth: readonly number[];
  /** All states were reached and all their commands taken. Where not: what stopped it. */
  readonly isComplete: boolean;
  readonly stoppedBy: 'maxDepth' | 'maxStates' | 'memory' | 'signal' | null;
  /** How many commands the longest recovery takes, from whatever state, in whatever order; `null` where one never ends. */
  readonly longestRecovery: number | null;
  /** How many invariants the model has, the settled ones included. Without any there was nothing to ask. */
  readonly invariants: number;
  /** At most the chance that two distinct states had the same fingerprint, so that one of them was never visited. */
  readonly collisionChance: number;
  /** Per type of command, how often each outcome occurred. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** In the order of their names, each with a minimal run to it. Its recovery is there where only recovery shows it. */
  readonly violations: readonly ViolatingRun<C>[];
  /** What else is violated, where its signal stopped it before the shortest runs to that were found. */
  readonly withoutRun: readonly Target[];
  /** The same for the same states at the same depths, on whatever machine. */
  readonly digest: string;
  readonly timing: { readonly seconds: number };
}
