/** A function of a model. */
export type ModelFunction = 'step' | 'commands' | 'recovery';

/** A call of a model that took long. */
export interface SlowCall {
  readonly of: ModelFunction;
  readonly seconds: number;
}

/** The pace of a search: where calls of the model take long, the search yields after each of them. */
export interface Pace {
  readonly isSlow: boolean;
  /** The function that is called between two yields; `null`: several calls. The search sets it. */
  calling: ModelFunction | null;
  /** The slowest call until now; `null` where none took long. */
  readonly slowest: SlowCall | null;
  /** Signals have got through after this time without them, in milliseconds. */
  yielded(sliceMs: number): void;
}

/** Signals are let through every 50 ms. Twice that means that a single call took as long. */
const slowSliceMs = 100;

/** From here on a call is worth a line, in milliseconds. */
const longCallMs = 3_000;

/** After how many quick slices in a row the search yields at longer intervals again: for some seconds. */
const quickSlices = 100;

export function createPace(): Pace {
  let slowest: SlowCall | null = null;
  let quickLeft = 0;
  return {
    calling: null,
    get isSlow() {
      return quickLeft > 0;
    },
    get slowest() {
      return slowest;
    },
    yielded(sliceMs) {
      // At the slow pace, a slice that is this long is a single call.
      if (quickLeft > 0 && this.calling !== null && sliceMs >= Math.max(longCallMs, (slowest?.seconds ?? 0) * 1000))
        slowest = { of: this.calling, seconds: sliceMs / 1000 };
      quickLeft = sliceMs > slowSliceMs ? quickSlices : Math.max(0, quickLeft - 1);
    },
  };
}
