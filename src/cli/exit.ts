import { UserError } from '../kernel/user-error.ts';

/** The exit codes of the process. */
export const exitCode = { success: 0, violation: 1, badUse: 2, inconclusive: 3, interrupted: 130 } as const;

/** The verdicts of all commands. A sweep without a crash at some failpoint has `missed`. */
type AnyVerdict = 'holds' | 'violated' | 'inconclusive' | 'missed' | 'interrupted';

const codeOf: Readonly<Record<AnyVerdict, number>> = {
  holds: exitCode.success,
  violated: exitCode.violation,
  inconclusive: exitCode.inconclusive,
  missed: exitCode.inconclusive,
  interrupted: exitCode.interrupted,
};

/** The exit code of a verdict on a subject. */
export function exitOf(verdict: AnyVerdict): number {
  return codeOf[verdict];
}

/** The verdict of an exit code, for a CI. Bad use and an unsuitable environment leave no verdict. */
export function verdictOf(code: number): AnyVerdict {
  const known = (['holds', 'violated', 'interrupted'] as const).find((verdict) => codeOf[verdict] === code);
  return known ?? 'inconclusive';
}

/** The worst exit code: interrupted, then violated, then bad use or environment, then inconclusive. */
export function worstOf(codes: readonly number[]): number {
  const { interrupted, violation, badUse, inconclusive, success } = exitCode;
  return [interrupted, violation, badUse, inconclusive].find((code) => codes.includes(code)) ?? success;
}

/** Bad use, or an unsuitable environment: a line for the user, and exit code 2. */
export class UsageError extends UserError {
  override name = 'UsageError';
}
