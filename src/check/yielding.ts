import { createYield } from '../kernel/event-loop.ts';
import { Interrupted } from '../kernel/interrupted.ts';

/** Lets signals and timers through every now and then. Throws `Interrupted` once the signal is given. */
export function yieldingTo(report: () => void, signal: AbortSignal | undefined): () => Promise<void> {
  const yielding = createYield(report);
  return async () => {
    await yielding();
    if (signal?.aborted === true) throw new Interrupted();
  };
}
