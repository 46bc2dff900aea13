import type { Command, Outcome } from '../kernel/model.ts';
import type { RaceViolation } from '../kernel/race-violation.ts';

/** A command of a recovery, and what came of it on the system. */
export interface RecoveryStep<C extends Command = Command, O extends Outcome = Outcome> {
  readonly command: C;
  readonly outcome: O;
}

/** What the recovery after a race has shown. */
export interface RaceRecovery<C extends Command, O extends Outcome> {
  readonly recovery: readonly RecoveryStep<C, O>[];
  readonly violation: RaceViolation | null;
  /** The name of the way of a contract to recover; absent where there is none. */
  readonly way?: string;
}
