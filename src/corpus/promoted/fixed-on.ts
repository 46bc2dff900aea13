import type { AnySubject } from '../../kernel/subject.ts';
import { everySystemOf } from '../../kernel/subject.ts';
import { CannotPromote } from './cannot-promote.ts';

/**
 * Throws `CannotPromote` where a finding cannot be promoted with a system that has the fix: the subject has no contract, or no
 * such system, or the finding is of this system.
 */
export function assertFixedOn(subject: AnySubject, fixedOn: string, system: string): void {
  if (subject.contract === undefined)
    throw new CannotPromote(`${subject.name} has a model: --fixed-on names a system of a contract`);
  const names = everySystemOf(subject).map(({ name }) => name);
  if (!names.includes(fixedOn))
    throw new CannotPromote(`${subject.name} has no system '${fixedOn}'; its systems are ${names.join(', ')}`);
  if (fixedOn === system) throw new CannotPromote(`the finding is of ${system}: --fixed-on names another system`);
}

/** A system that should have the fix, and shows the finding as well. */
export function notFixed(fixedOn: string, name: string): CannotPromote {
  return new CannotPromote(`${fixedOn} shows ${name} as well: --fixed-on names a system that has the fix`);
}
