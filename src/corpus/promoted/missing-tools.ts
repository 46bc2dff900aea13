import { UserError } from '../../kernel/user-error.ts';

/** The formatter or the test runner for a failure mode is not installed. */
export class MissingTools extends UserError {
  override name = 'MissingTools';

  constructor(cause: unknown) {
    super('promote needs the development tools of a clone of Faultbook: npm ci', { cause });
  }
}
