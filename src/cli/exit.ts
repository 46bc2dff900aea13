/** What the process tells whoever started it. */
export const exitCode = { asPromised: 0, violation: 1, badUse: 2, undecided: 3, interrupted: 130 } as const;

/** Bad use, or an environment that will not do: one line for the user, and exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
