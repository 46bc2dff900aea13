import type { AnySubject } from '../../../kernel/subject.ts';
import { allPolicies } from '../../../kernel/subject.ts';

/** The statement of an invariant of the subject, with all policies on. Throws where the subject has no invariant of this id. */
export function invariantSays(subject: AnySubject, id: string): string {
  const { invariants, settled } = subject.model(allPolicies(subject), subject.scopes[subject.defaultScope] ?? {});
  const found = [...invariants, ...settled].find((one) => one.id === id);
  if (found === undefined) throw new RangeError(`${subject.name} has no invariant ${id}`);
  return found.says;
}
