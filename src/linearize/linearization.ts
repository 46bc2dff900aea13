import type { BrokenPromise } from '../kernel/follow-contract.ts';
import type { SearchStoppedBy } from './budget.ts';
import type { Core } from './core.ts';
import type { Switches } from './switches.ts';

/** How far a search has come. */
export interface LinearizeProgress {
  readonly steps: number;
  /** The operations of all parts for which an order was found, of all operations. */
  readonly explained: number;
  readonly of: number;
  /** Once the history is known to be illegal: the operations that are neither left out nor free. */
  readonly core: number | null;
}

export interface LinearizeOptions<State, View> {
  /** The time for all searches together; by default without a limit. Once it is up, a known violation is reported as it is. */
  readonly maxSeconds?: number;
  /** The memory that the searches may hold, in bytes. Default: 1 GiB. */
  readonly maxMemoryBytes?: number;
  /** How many times an operation is tried in a state, at most; by default without a limit. */
  readonly maxSteps?: number;
  /** The steps of each search for the core of an illegal history, at most. Default: 200,000; 0: no core is searched for. */
  readonly coreSteps?: number;
  /** The states in which the history may begin, in place of the model's initial state. */
  readonly initial?: readonly State[];
  /**
   * The keys of fields that hold names which the system draws itself, such as ids of a sequence: in commands, outcomes, views
   * and states. They are matched with the model's, as long as each stands for one. Default: none.
   */
  readonly drawnNames?: readonly string[];
  /** The view that was seen once every actor rested. An order counts only if it may end there. */
  readonly look?: { readonly seen: View };
  /** What makes the search fast, to be switched off for comparison. */
  readonly switches?: Partial<Switches>;
  /** Stops the searches: `inconclusive`, or a violation as far as its core is known. */
  readonly signal?: AbortSignal | undefined;
  /** Called at every pause, about every 50 ms. */
  readonly onProgress?: (progress: LinearizeProgress) => void;
  /** Whether the heap or the machine is about to run out of memory, where the caller has a measure of that. */
  readonly isOutOfMemory?: () => boolean;
}

/** The longest order that was found for a part of a history. */
export interface Furthest {
  /** Indexes in the history. */
  readonly order: readonly number[];
  /** The operations of the part. */
  readonly of: number;
  /** The operation whose return no order has passed; `null` where every return was passed. */
  readonly stuckAt: number | null;
}

/** An operation whose ending is right only because another operation overlaps. */
export interface OverlapNeeded {
  readonly operation: number;
  readonly because: string;
}

/** Whether the outcomes of a history are those of some order of its operations. Operations are named by their indexes. */
export type Linearization = (
  | {
      readonly verdict: 'linearizable';
      /** An order that shows it. An operation without an outcome that is not in it never took effect. */
      readonly order: readonly number[];
      readonly overlapsNeeded: readonly OverlapNeeded[];
    }
  /** `core` is `null` where none was searched for. `broken`: the promise of a contract that the longest order breaks. */
  | {
      readonly verdict: 'illegal';
      readonly core: Core | null;
      readonly furthest: Furthest;
      readonly broken?: BrokenPromise;
    }
  | { readonly verdict: 'inconclusive'; readonly stoppedBy: SearchStoppedBy; readonly furthest: Furthest }
) & {
  /** How many times an operation was tried in a state. */
  readonly steps: number;
  readonly parts: number;
};
