/** A notice to a player. */
export interface Notice {
  readonly atMs: number;
  readonly player: string;
  /** A transfer was rolled back; a transfer was rolled back because its state arrived damaged; the server is silent. */
  readonly about: 'rollback' | 'stateError' | 'unavailability';
}

/** An operator's order to roll a transfer back, and its outcome. */
export interface ForcedRollback {
  readonly atMs: number;
  readonly player: string;
  /** In the operator's words. */
  readonly reason: string;
  readonly outcome: 'rolledBack' | 'noTransferUnderWay' | 'noSuchPlayer' | 'noReason';
}
