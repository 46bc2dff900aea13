import type { Fingerprint } from '../kernel/fingerprint.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Violation } from '../kernel/violation.ts';

export interface Progress {
  readonly done: number;
  readonly of: number;
  /** A violation was found, and is being shrunk. */
  readonly isMinimising: boolean;
}

/** How a caller follows and stops long work. */
export interface WatchOptions {
  /** Stops the work; the results until then are reported. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** A listener that counts what the runs of a check reach. */
export interface CheckListener<State> {
  startRun(commands: readonly Command[]): void;
  /** A step of the run itself, the state after it, and that state's fingerprint by name. */
  see(step: { readonly command: Command; readonly outcome: Outcome }, state: State, fingerprint: Fingerprint): void;
  /** The run showed a known finding, and ends. */
  reachKnown(violation: Violation): void;
}
