import type { ConnectionLosses } from '../../kernel/connection-losses.ts';

let losses: ConnectionLosses = { count: 0, why: '' };

/** The connections to databases that this process has lost, and did not close. */
export function databaseLosses(): ConnectionLosses {
  return losses;
}

export function recordLoss(why: string): void {
  losses = { count: losses.count + 1, why };
}
