/** How long long work keeps the event loop to itself, in milliseconds: no signal gets through meanwhile. */
const everyMs = 50;

/** To be awaited often by long work: lets signals and timers through every now and then, and calls `onBreath` after it. */
export function createBreath(onBreath: () => void): () => Promise<void> {
  let lastMs = performance.now();
  return async () => {
    if (performance.now() - lastMs < everyMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    lastMs = performance.now();
    onBreath();
  };
}
