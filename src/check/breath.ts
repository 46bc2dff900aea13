export interface Progress {
  readonly done: number;
  readonly of: number;
  /** A violation was found, and is being made short. */
  readonly isMinimising: boolean;
}

/** The check was stopped by its signal. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** How long the check keeps the event loop to itself, in milliseconds: no signal gets through meanwhile. */
const breathMs = 50;

/** What whoever waits for long work may want. */
export interface Watch {
  /** Stops the work; what was seen until then is reported. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Lets signals and timers through every now and then, tells the progress, and stops where that was asked for. */
export function createBreath({ signal, onProgress }: Watch, progress: () => Progress): () => Promise<void> {
  let lastMs = performance.now();
  return async () => {
    if (performance.now() - lastMs < breathMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    lastMs = performance.now();
    onProgress?.(progress());
    if (signal?.aborted === true) throw new Interrupted();
  };
}
