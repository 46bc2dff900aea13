import type { Fingerprint } from '../kernel/fingerprint.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Violation } from '../kernel/violation.ts';

export interface Progress {
  readonly done: number;
  readonly of: number;
  /** A violation was found, and is being made short. */
  readonly isMinimising: boolean;
}

/** What whoever waits for long work may want. */
export interface Watch {
  /** Stops the work; what was seen until then is reported. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Whoever counts what the runs of a check come upon. */
export interface Onlooker<State> {
  startRun(commands: readonly Command[]): void;
  /** A step of the run itself, the state to which it led, and that state's fingerprint by name. */
  see(step: { readonly command: Command; readonly outcome: Outcome }, state: State, print: Fingerprint): void;
  /** The run has come to what is known, and ends. */
  meet(violation: Violation): void;
}
