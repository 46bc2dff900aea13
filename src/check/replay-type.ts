import type { Patch } from 'immer';
import type { Difference } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Violation } from '../kernel/violation.ts';

/** A command of a replay, on both sides. */
export interface ReplayedStep {
  readonly command: Command;
  /** The step belongs to the recovery after the run. */
  readonly isRecovery: boolean;
  readonly model: { readonly outcome: Outcome; readonly state: unknown; readonly patches: readonly Patch[] };
  /** `null` where the system threw. */
  readonly system: {
    readonly outcome: Outcome;
    readonly view: unknown;
    readonly changes: readonly Difference[];
  } | null;
}

/**
 * The verdict of a replay.
 *
 * - `reproduced`: the run ends in the violation of the trace.
 * - `other`: the run ends in another violation, see `found`.
 * - `gone`: the run ends without a violation.
 */
export type ReplayVerdict = 'reproduced' | 'other' | 'gone';

export interface Replay {
  readonly system: string;
  readonly verdict: ReplayVerdict;
  readonly found: Violation | null;
  /**
   * The index of the first command that the model does not enable where it is taken, as in a manual run. Engines do not
   * claim that such a run can happen in the scope. `null` where all are enabled.
   */
  readonly disabledAt: number | null;
  readonly initial: { readonly state: unknown; readonly view: unknown };
  /** As far as the run came, recovery included. */
  readonly steps: readonly ReplayedStep[];
}

export interface ReplayOptions {
  /** Another of the subject's systems, by name. */
  readonly system?: string | undefined;
  /** How long the system may take for an answer, in milliseconds; by default what the subject says. */
  readonly answerMs?: number | undefined;
  /** Called before each command. */
  readonly onStep?: ((index: number) => void) | undefined;
}
