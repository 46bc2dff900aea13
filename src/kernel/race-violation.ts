/** What is wrong with a race. */
export interface RaceViolation {
  /**
   * - `notLinearizable`: no order of the commands, one after the other, has these outcomes and ends in this view.
   * - `threw`: a command threw, and no outcome stands for the error.
   * - `hangs`: a command does not settle, and no actor can go on.
   * - `recovery`: the race is right, and in the recovery after it the system does what no state rules in in which the race may
   *   have ended, throws, or comes to no end.
   * - `settled`: a settled invariant does not hold after the recovery.
   */
  readonly kind: 'notLinearizable' | 'threw' | 'hangs' | 'recovery' | 'settled';
  /** In a line. */
  readonly details: string;
  /** The promise of a contract that is broken; absent where there is none. */
  readonly promise?: string;
}

/** Whether two violations of races are the same finding: of the same kind, and of the same promise. */
export function sameRaceFinding(
  one: Pick<RaceViolation, 'kind' | 'promise'>,
  other: Pick<RaceViolation, 'kind' | 'promise'>,
): boolean {
  return one.kind === other.kind && one.promise === other.promise;
}
