/** How long long work keeps the event loop to itself, in milliseconds: no signal gets through meanwhile. */
const everyMs = 50;

/** To be awaited often by long work: lets signals and timers through every now and then, and calls `onBreath` after it. */
export interface Breath {
  (): Promise<void>;
  /** Whether the next call lets signals and timers through, for work that cannot afford a promise for each of its parts. */
  isDue(): boolean;
}

export function createBreath(onBreath: () => void): Breath {
  let lastMs = performance.now();
  const isDue = (): boolean => performance.now() - lastMs >= everyMs;
  async function breathe(): Promise<void> {
    if (!isDue()) return;
    await new Promise((resolve) => setImmediate(resolve));
    lastMs = performance.now();
    onBreath();
  }
  return Object.assign(breathe, { isDue });
}

/** What work returns that yields wherever it may pause; signals and timers are let through there every now and then. */
export async function finish<Result>(work: Generator<void, Result>, breathe: Breath): Promise<Result> {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
    if (breathe.isDue()) await breathe();
  }
}

/** The same without a pause, where it is known that there is little to do. */
export function finishNow<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
}
