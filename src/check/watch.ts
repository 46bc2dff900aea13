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

/** What whoever waits for long work may want. */
export interface Watch {
  /** Stops the work; what was seen until then is reported. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}
