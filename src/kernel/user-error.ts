/**
 * An error of the user or of the environment, not of the program. Its message is one line: what is wrong, where, and what to
 * do.
 */
export class UserError extends Error {
  override name = 'UserError';
}
