/** Why a search was stopped before its end. */
export type SearchStoppedBy = 'time' | 'memory' | 'steps' | 'interrupted';

/** The limits of all searches together. */
export interface SearchLimits {
  readonly maxSeconds: number;
  readonly maxMemoryBytes: number;
  /** How many times an operation is tried in a state, at most. */
  readonly maxSteps: number;
  readonly signal: AbortSignal | undefined;
  /** Whether the heap or the machine is about to run out of memory, by a measure of the caller's. */
  isOutOfMemory(): boolean;
}

/** What holds memory: a search, or the states that searches share. */
interface Holder {
  bytes(): number;
}

/** The use of the limits, by every search of a history. */
export interface SearchBudget {
  readonly limits: SearchLimits;
  readonly holders: Set<Holder>;
  /** Throws `MemoryUsedUp` where so many bytes more are more than the limit. */
  reserve(bytes: number): void;
  /** The limit that is used up, if one is. */
  stoppedBy(): SearchStoppedBy | null;
  countSteps(steps: number): void;
  steps(): number;
}

/** There is no room for a table of the search. */
class MemoryUsedUp extends Error {
  override name = 'MemoryUsedUp';
}

export function startBudget(limits: SearchLimits): SearchBudget {
  const startedMs = performance.now();
  const holders = new Set<Holder>();
  let counted = 0;
  function heldBytes(): number {
    let bytes = 0;
    for (const holder of holders) bytes += holder.bytes();
    return bytes;
  }
  return {
    limits,
    holders,
    reserve(bytes) {
      if (heldBytes() + bytes > limits.maxMemoryBytes) throw new MemoryUsedUp(`${bytes} bytes more`);
    },
    stoppedBy() {
      if (limits.signal?.aborted === true) return 'interrupted';
      if (performance.now() - startedMs > limits.maxSeconds * 1000) return 'time';
      if (counted >= limits.maxSteps) return 'steps';
      return heldBytes() > limits.maxMemoryBytes || limits.isOutOfMemory() ? 'memory' : null;
    },
    countSteps: (steps) => (counted += steps),
    steps: () => counted,
  };
}

/** Whether an error says that there was no room for a table. */
export function isNoRoom(error: unknown): boolean {
  if (error instanceof MemoryUsedUp) return true;
  const isTooLarge = /allocation failed|Invalid (typed )?array (buffer )?length|Map maximum size exceeded/i;
  return error instanceof RangeError && isTooLarge.test(error.message);
}
