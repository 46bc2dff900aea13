import { UserError } from '../kernel/user-error.ts';

/** The exit codes of the process. */
export const exitCode = { success: 0, violation: 1, badUse: 2, inconclusive: 3, interrupted: 130 } as const;

/** The worst exit code: interrupted, then violated, then bad use or environment, then inconclusive. */
export function worstOf(codes: readonly number[]): number {
  const { interrupted, violation, badUse, inconclusive, success } = exitCode;
  return [interrupted, violation, badUse, inconclusive].find((code) => codes.includes(code)) ?? success;
}

/** Bad use, or an unsuitable environment: a line for the user, and exit code 2. */
export class UsageError extends UserError {
  override name = 'UsageError';
}
