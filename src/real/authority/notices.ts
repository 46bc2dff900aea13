/** What a player is told, and when. */
export interface Notice {
  readonly atMs: number;
  readonly player: string;
  /** Its transfer was taken back; the same, since its state did not arrive as it was sent; its server is not heard of. */
  readonly about: 'rollback' | 'stateError' | 'unavailability';
}

/** What an operator ordered of a player's transfer, and what came of it. */
export interface ForcedRollback {
  readonly atMs: number;
  readonly player: string;
  /** In the operator's words. */
  readonly reason: string;
  readonly outcome: 'rolledBack' | 'noTransferUnderWay' | 'noSuchPlayer' | 'noReason';
}
