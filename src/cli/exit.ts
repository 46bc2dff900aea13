import { Complaint } from '../kernel/complaint.ts';

/** The exit codes of the process. */
export const exitCode = { asPromised: 0, violation: 1, badUse: 2, inconclusive: 3, interrupted: 130 } as const;

/** The worst exit code: interrupted, then violated, then inconclusive. */
export function worstOf(codes: readonly number[]): number {
  const { interrupted, violation, inconclusive, asPromised } = exitCode;
  return [interrupted, violation, inconclusive].find((code) => codes.includes(code)) ?? asPromised;
}

/** Bad use, or an unsuitable environment: a line for the user, and exit code 2. */
export class UsageError extends Complaint {
  override name = 'UsageError';
}
