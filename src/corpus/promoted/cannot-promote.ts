import { UserError } from '../../kernel/user-error.ts';

/** A trace does not fit its subject, or its violation is gone: there is nothing to promote. */
export class CannotPromote extends UserError {
  override name = 'CannotPromote';
}

/** A trace whose violation is gone. */
export function notShown(label: string, name: string, system: string): CannotPromote {
  return new CannotPromote(`${label} does not show ${name} on ${system} any more: there is nothing to promote`);
}
