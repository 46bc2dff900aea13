/** How long a long computation keeps the event loop to itself, in milliseconds: no signal gets through meanwhile. */
const everyMs = 50;

/**
 * Awaited often by long computations: lets signals and timers through every `everyMs`, and then calls `onYield` with the time
 * since the last time, in milliseconds.
 */
export interface Yield {
  (): Promise<void>;
  /** Whether the next call lets signals and timers through, for work that cannot afford a promise for each of its parts. */
  isDue(): boolean;
}

export function createYield(onYield: (sliceMs: number) => void): Yield {
  let lastMs = performance.now();
  const isDue = (): boolean => performance.now() - lastMs >= everyMs;
  async function yieldToEvents(): Promise<void> {
    if (!isDue()) return;
    const sliceMs = performance.now() - lastMs;
    await new Promise((resolve) => setImmediate(resolve));
    lastMs = performance.now();
    onYield(sliceMs);
  }
  return Object.assign(yieldToEvents, { isDue });
}

/**
 * Runs a generator to its result. The generator yields wherever it may pause; signals and timers get through there every 50
 * ms.
 */
export async function finish<Result>(work: Generator<void, Result>, yieldToEvents: Yield): Promise<Result> {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
    if (yieldToEvents.isDue()) await yieldToEvents();
  }
}

/** As `finish`, without pauses, for short computations. */
export function finishNow<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
}
